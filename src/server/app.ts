import { hostname } from 'node:os';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Health } from '../protocol/index.ts';
import { bearerToken, errorReply, localOnly, MAX_BODY_BYTES } from './border.ts';
import type { Crane } from './composition.ts';
import { runDoctor } from './doctor.ts';
import { serverError } from './errors.ts';
import { factRoutes } from './routes_facts.ts';
import { runRoutes } from './routes_runs.ts';
import { traceRoutes } from './routes_traces.ts';

/** The whole HTTP API over one workspace. `log` gets failures of the server itself. */
export function createApp(
  crane: Crane,
  token: string,
  shutdown: AbortSignal,
  log: (message: string, error: unknown) => void,
): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    const reply = errorReply(c, error);
    if (reply.status >= 500) log(`${c.req.method} ${c.req.path}`, error);
    return reply;
  });
  app.notFound((c) => errorReply(c, serverError.noRoute(c.req.method, c.req.path)));
  app.use(localOnly());
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => errorReply(c, serverError.tooLarge()) }));
  app.get('/health', (c) => c.json(health(crane)));
  app.use('/api/*', bearerToken(token));
  app.route('/api', factRoutes(crane));
  app.route('/api', runRoutes(crane, shutdown));
  app.route('/api', traceRoutes(crane));
  app.get('/api/doctor', async (c) => c.json(await runDoctor(crane)));
  return app;
}

function health(crane: Crane): Health {
  const engine = crane.engine.describe();
  return {
    ok: engine.state !== 'error',
    name: 'crane',
    version: crane.version,
    pid: process.pid,
    machine: hostname(),
    platform: `${process.platform} ${process.arch}`,
    workspace: crane.workspace.root,
    engine,
  };
}
