import { Hono } from 'hono';
import { executeRun, prepareRun, runEvaluation } from '../evals/index.ts';
import { asCraneError, evalRequestSchema, runRequestSchema, type EvalEvent, type RunEvent } from '../protocol/index.ts';
import { readBody } from './border.ts';
import type { Crane } from './composition.ts';
import { eventStream } from './event_stream.ts';

/** Everything that streams: runs, evaluations, changes. `shutdown` ends them all. */
export function runRoutes(crane: Crane, shutdown: AbortSignal): Hono {
  const app = new Hono();

  app.post('/runs', async (c) => {
    const request = await readBody(c, runRequestSchema);
    // What is wrong with the request is told by a status, before the stream begins.
    const run = await prepareRun(crane, request, AbortSignal.any([c.req.raw.signal, shutdown]));
    return eventStream<RunEvent>(c, shutdown, async (emit, signal) => {
      try {
        await executeRun(crane, run, emit, signal);
      } catch (error) {
        const { code, message, mend } = asCraneError(error);
        await emit({ type: 'error', error: { code, message, mend }, trace: null });
      }
      if (run.store) crane.changes.tell({ type: 'traces', id: run.start.id });
    });
  });

  app.post('/evals', async (c) => {
    const request = await readBody(c, evalRequestSchema);
    return eventStream<EvalEvent>(c, shutdown, async (emit, signal) => {
      try {
        const report = await runEvaluation(crane, request, emit, signal);
        await emit({ type: 'end', report });
      } catch (error) {
        const { code, message, mend } = asCraneError(error);
        await emit({ type: 'error', error: { code, message, mend } });
      }
    });
  });

  app.get('/events', (c) =>
    eventStream(c, shutdown, async (emit, signal) => {
      for await (const change of crane.changes.follow(signal)) await emit(change);
    }),
  );
  return app;
}
