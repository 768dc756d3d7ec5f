import { Hono } from 'hono';
import { evalsError, judgeTrace, rewardItems, rewardTrace } from '../evals/index.ts';
import { judgeRequestSchema, rewardsRequestSchema, tracesQuerySchema } from '../protocol/index.ts';
import { readBody, readQuery } from './border.ts';
import type { Crane } from './composition.ts';
import { serverError } from './errors.ts';

/** Stored traces, their verdicts and rewards. */
export function traceRoutes(crane: Crane): Hono {
  const app = new Hono();

  app.get('/traces', (c) => c.json(crane.store().list(readQuery(c, tracesQuerySchema))));
  app.get('/traces/:id', (c) => {
    const trace = crane.store().get(c.req.param('id'));
    if (trace === null) throw evalsError.traceNotFound(c.req.param('id'));
    return c.json(trace);
  });
  app.delete('/traces/:id', (c) => {
    const trace = crane.store().delete(c.req.param('id'));
    crane.changes.tell({ type: 'traces', id: trace.id });
    return c.json(trace);
  });
  app.post('/traces/:id/reward', (c) => {
    const rewards = rewardTrace(crane.store(), c.req.param('id'));
    crane.changes.tell({ type: 'traces', id: c.req.param('id') });
    return c.json(rewards);
  });

  app.post('/judge', async (c) => {
    const { traceId, judge } = await readBody(c, judgeRequestSchema);
    if (judge !== 'rule') throw serverError.judgeUnknown(judge);
    const judged = judgeTrace(crane.store(), traceId, crane.traits);
    crane.changes.tell({ type: 'traces', id: traceId });
    return c.json(judged);
  });

  app.post('/rewards', async (c) => {
    const { items } = await readBody(c, rewardsRequestSchema);
    return c.json({ results: rewardItems(items) });
  });
  return app;
}
