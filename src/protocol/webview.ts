import { z } from 'zod';
import {
  labelSchema,
  noticeSchema,
  rewardsSchema,
  retrievalSchema,
  editFactSchema,
  sampleSchema,
  schemaSchema,
  stepSchema,
  traceSchema,
  verdictSchema,
} from './trace_schema.ts';

/**
 * Messages between the extension host and the trace view. The host parses the stream (scanner, steps, labels) and
 * sends whole-state patches at most 20 times a second; the view never waits for one before the next.
 */

/** Everything the view shows of one trace. Images are webview URIs. Model text is data: it is rendered as text only. */
export const traceViewStateSchema = z.object({
  /** `streaming` until the end event, then as the trace's status. */
  phase: z.enum(['waiting', 'streaming', 'done', 'aborted', 'error']),
  id: z.string().nullable(),
  title: z.string(),
  question: z.string(),
  imageUri: z.string().nullable(),
  method: z.string(),
  model: z.string(),
  engine: z.string(),
  sample: sampleSchema.nullable(),
  sampleFact: editFactSchema.nullable(),
  facts: z.array(editFactSchema),
  /** Webview URIs of the facts' images, by fact id. */
  factImageUris: z.record(z.string(), z.string()),
  retrieval: retrievalSchema.nullable(),
  text: z.string(),
  schema: schemaSchema.nullable(),
  steps: z.array(stepSchema),
  labels: z.array(labelSchema),
  verdicts: z.array(verdictSchema),
  rewards: rewardsSchema.nullable(),
  notices: z.array(noticeSchema),
  prompt: z.string(),
  timings: traceSchema.shape.timings.nullable(),
  finishReason: z.string().nullable(),
  error: z.object({ message: z.string(), mend: z.string() }).nullable(),
});
export type TraceViewState = z.infer<typeof traceViewStateSchema>;

/** Host → view. */
export const toTraceViewSchema = z.discriminatedUnion('type', [
  /** The whole state; `compare` is the earlier trace of the same sample, shown beside it. */
  z.object({
    type: z.literal('state'),
    state: traceViewStateSchema,
    compare: traceViewStateSchema.nullable(),
    step: z.number().int().nullable(),
  }),
  /** A streaming patch: text appended at `from`, and what changed with it. */
  z.object({
    type: z.literal('stream'),
    from: z.number().int(),
    text: z.string(),
    steps: z.array(stepSchema),
    /** Steps before this index are unchanged and not sent again. */
    stepsFrom: z.number().int(),
    labels: z.array(labelSchema),
    schema: schemaSchema.nullable(),
  }),
  z.object({ type: z.literal('goto'), step: z.number().int() }),
]);
export type ToTraceView = z.infer<typeof toTraceViewSchema>;

/** View → host. */
export const fromTraceViewSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('rerun') }),
  z.object({ type: z.literal('judge') }),
  z.object({ type: z.literal('reward') }),
  z.object({ type: z.literal('openText'), start: z.number().int().nullable() }),
  z.object({ type: z.literal('addFact') }),
  z.object({ type: z.literal('editFact'), id: z.string() }),
  z.object({ type: z.literal('compareWith') }),
  z.object({ type: z.literal('closeCompare') }),
  z.object({ type: z.literal('step'), index: z.number().int() }),
]);
export type FromTraceView = z.infer<typeof fromTraceViewSchema>;

/**
 * What the trace view keeps with `setState`, and so what `deserializeWebviewPanel` receives after a reload. The host
 * shows trace `id` again (beside `compareId`, where there is one) with `step` current.
 */
export const persistedTraceViewSchema = z.object({
  version: z.literal(1),
  id: z.string().nullable(),
  compareId: z.string().nullable(),
  step: z.number().int().nullable(),
  /** The last whole state where it is small enough, shown until the host answers. Image URIs in it may be stale. */
  snapshot: z.object({ state: traceViewStateSchema, compare: traceViewStateSchema.nullable() }).nullable(),
});
export type PersistedTraceView = z.infer<typeof persistedTraceViewSchema>;
