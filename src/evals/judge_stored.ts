import { explainTrace } from '../judges/rule/index.ts';
import {
  judgeReplySchema,
  rewardItemSchema,
  rewardsReplySchema,
  rewardsSchema,
  type JudgeReply,
  type Rewards,
  type Trace,
} from '../protocol/index.ts';
import { scoreOutput } from '../rewards/index.ts';
import { contextOf, rewardsOf } from './assess.ts';
import type { ModelTraits } from './context.ts';
import { evalsError } from './errors.ts';
import type { TraceStore } from './trace_store.ts';

/** Judges a stored trace anew by the rule judge and stores verdict and labels. Error: `trace-not-found`. */
export function judgeTrace(store: TraceStore, id: string, traits: ModelTraits): JudgeReply {
  const trace = stored(store, id);
  const context = contextOf({ ...trace, serverSplit: wasSplit(trace), reasoning: traits.reasoning });
  const explained = explainTrace(trace.text, context);
  const { verdict, labels } = judgeReplySchema
    .pick({ verdict: true })
    .extend({ labels: judgeReplySchema.shape.trace.shape.labels })
    .parse({ verdict: explained.verdict, labels: explained.trace.labels });
  return { verdict, trace: store.addVerdict(id, verdict, labels) };
}

/** Scores a stored trace and stores the rewards. Errors: `trace-not-found`, `no-rewards` for a free question. */
export function rewardTrace(store: TraceStore, id: string): Rewards {
  const trace = stored(store, id);
  const rewards = rewardsOf({ ...trace, serverSplit: wasSplit(trace), reasoning: true });
  if (rewards === null) throw evalsError.noRewards(id);
  const checked = rewardsSchema.parse(rewards);
  store.setRewards(id, checked);
  return checked;
}

/** Scores a batch in order; an item that is not right has an error with its line (from 1) in its place. */
export function rewardItems(items: readonly unknown[]): ReturnType<typeof rewardsReplySchema.parse>['results'] {
  const results = items.map((item, i) => {
    const parsed = rewardItemSchema.safeParse(item);
    if (parsed.success) {
      const { templateOpened, fact, ...input } = parsed.data;
      return scoreOutput({
        ...input,
        fact: fact === null ? null : { ...fact, preEdit: fact.preEdit ?? null },
        ...(templateOpened === undefined ? {} : { templateOpened }),
      });
    }
    const [issue] = parsed.error.issues;
    return { error: { line: i + 1, message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not right'}` } };
  });
  return rewardsReplySchema.parse({ results }).results;
}

function stored(store: TraceStore, id: string): Trace {
  const trace = store.get(id);
  if (trace === null) throw evalsError.traceNotFound(id);
  return trace;
}

function wasSplit(trace: Trace): boolean {
  return trace.schema.notes.includes('server-split');
}
