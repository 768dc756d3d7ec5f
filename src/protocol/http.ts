import { z } from 'zod';
import { SAMPLE_TYPES } from '../samples/types.ts';
import { FAILURE_MODES } from '../trace/types.ts';
import {
  editFactSchema,
  noticeSchema,
  retrievalSchema,
  sampleSchema,
  traceSchema,
  traceSummarySchema,
  verdictSchema,
  rewardsSchema,
} from './trace_schema.ts';

/**
 * The HTTP API of the CRANE server: JSON over loopback with a bearer token. One schema a body, used by the server
 * to check requests, by the client to check replies. Every error reply is `errorReplySchema` with a 4xx or 5xx status.
 */
export const errorReplySchema = z.object({
  error: z.object({
    code: z.string(),
    /** What happened, one sentence. */
    message: z.string(),
    /** What the person can do about it. */
    mend: z.string(),
  }),
});
export type ErrorReply = z.infer<typeof errorReplySchema>;

/** `GET /health`: no token needed, and no secrets in it. */
export const healthSchema = z.object({
  ok: z.boolean(),
  name: z.literal('crane'),
  version: z.string(),
  pid: z.number().int(),
  /** Host name of the machine that the server runs on. */
  machine: z.string(),
  platform: z.string(),
  workspace: z.string(),
  engine: z.object({
    kind: z.enum(['embedded', 'openai']),
    /** The upstream's base URL, without credentials; null for the embedded engine. */
    url: z.string().nullable(),
    model: z.string(),
    device: z.string(),
    state: z.enum(['loading', 'ready', 'error']),
    message: z.string().nullable(),
  }),
});
export type Health = z.infer<typeof healthSchema>;

/** A line of a facts or samples file that could not be read; the others still were. */
export const fileProblemSchema = z.object({
  /** Relative to the workspace. */
  file: z.string(),
  /** 1-based. */
  line: z.number().int(),
  field: z.string().nullable(),
  message: z.string(),
});
export type FileProblem = z.infer<typeof fileProblemSchema>;

/** `GET /api/facts` */
export const factsReplySchema = z.object({ facts: z.array(editFactSchema), problems: z.array(fileProblemSchema) });

/** An image in a request: a file already in `.crane/`, a file on the server's machine, or its bytes. */
export const imageInputSchema = z.union([
  z.object({ crane: z.string() }),
  z.object({ path: z.string() }),
  z.object({ base64: z.string() }),
]);
export type ImageInput = z.infer<typeof imageInputSchema>;

/** `POST /api/facts` → EditFact */
export const factInputSchema = z.object({
  target: z.string(),
  aliases: z.array(z.string()).default([]),
  description: z.string().default(''),
  images: z.array(imageInputSchema).default([]),
  question: z.string().default(''),
  preEdit: z.string().nullable().default(null),
  enabled: z.boolean().default(true),
  note: z.string().default(''),
});
export type FactInput = z.input<typeof factInputSchema>;

/** `PATCH /api/facts/:id` → EditFact. `DELETE /api/facts/:id` → the deleted EditFact. `POST /api/facts/restore` takes an EditFact back as it was (undo). */
export const factPatchSchema = z.object({
  target: z.string().optional(),
  aliases: z.array(z.string()).optional(),
  description: z.string().optional(),
  images: z.array(imageInputSchema).optional(),
  question: z.string().optional(),
  preEdit: z.string().nullable().optional(),
  enabled: z.boolean().optional(),
  note: z.string().optional(),
});
export type FactPatch = z.infer<typeof factPatchSchema>;

/**
 * `POST /api/facts/import`: the text of a JSONL file of facts. Relative image paths are looked up in `.crane/` first,
 * then in `folder` (a folder on the server's machine). A line whose id exists already replaces that fact.
 */
export const factsImportRequestSchema = z.object({ jsonl: z.string(), folder: z.string().nullable().default(null) });
export type FactsImportRequest = z.input<typeof factsImportRequestSchema>;

export const factsImportReplySchema = z.object({
  added: z.array(editFactSchema),
  replaced: z.array(editFactSchema),
  problems: z.array(fileProblemSchema),
});
export type FactsImportReply = z.infer<typeof factsImportReplySchema>;

/** `GET /api/samples` */
export const samplesReplySchema = z.object({ samples: z.array(sampleSchema), problems: z.array(fileProblemSchema) });

/** `POST /api/retrieve` → Retrieval */
export const retrieveRequestSchema = z.object({
  image: imageInputSchema.optional(),
  text: z.string().optional(),
  alpha: z.number().min(0).max(1).optional(),
  k: z.number().int().min(1).max(1000).optional(),
  theta: z.number().optional(),
});
export type RetrieveRequest = z.infer<typeof retrieveRequestSchema>;

/**
 * `POST /api/runs` → server-sent events (`runEventSchema`). Closing the connection stops the generation.
 * Either a sample, or a question with an optional image.
 */
export const runRequestSchema = z.object({
  sampleId: z.string().optional(),
  question: z.string().optional(),
  image: imageInputSchema.optional(),
  method: z.enum(['crane', 'base', 'ike']).default('crane'),
  /** Facts to use instead of the retrieved one; only the first enters the prompt. */
  factIds: z.array(z.string()).optional(),
  retrieval: z.enum(['own', 'gold', 'none']).optional(),
  /** Similarity below which a retrieved fact is not used, in place of the calibrated threshold. */
  theta: z.number().optional(),
  maxTokens: z.number().int().min(1).max(8192).optional(),
  temperature: z.number().min(0).max(2).optional(),
  seed: z.number().int().optional(),
  /** False: nothing is stored (used to ask the model for an old name). */
  store: z.boolean().default(true),
});
export type RunRequest = z.input<typeof runRequestSchema>;

/** Events of a run, in this order: start, then delta and notice, then end or error. Each is one SSE `data:` line of JSON. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    id: z.string(),
    question: z.string(),
    image: z.string().nullable(),
    sample: sampleSchema.nullable(),
    sampleFact: editFactSchema.nullable(),
    facts: z.array(editFactSchema),
    retrieval: retrievalSchema.nullable(),
    method: z.string(),
    model: z.string(),
    engine: z.string(),
    prompt: z.string(),
  }),
  z.object({ type: z.literal('notice'), notice: noticeSchema }),
  /** New text since the last delta; the client scans it as it comes. */
  z.object({ type: z.literal('delta'), text: z.string() }),
  /** The finished trace with labels, verdict and rewards. */
  z.object({ type: z.literal('end'), trace: traceSchema }),
  z.object({ type: z.literal('error'), error: errorReplySchema.shape.error, trace: traceSchema.nullable() }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

/** `GET /api/traces?limit=&before=&sampleId=&label=&method=&type=&run=` newest first. `GET /api/traces/:id` → Trace. `DELETE /api/traces/:id`. */
export const tracesQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  /** The `next` of the page before. */
  before: z.string().optional(),
  sampleId: z.string().optional(),
  label: z.enum(FAILURE_MODES).optional(),
  method: z.string().optional(),
  type: z.enum(SAMPLE_TYPES).optional(),
  run: z.string().optional(),
});
export type TracesQuery = z.infer<typeof tracesQuerySchema>;

export const tracesReplySchema = z.object({ traces: z.array(traceSummarySchema), next: z.string().nullable() });

/** `POST /api/judge`: the verdict is stored with the trace. */
export const judgeRequestSchema = z.object({ traceId: z.string(), judge: z.enum(['rule', 'llm']).default('rule') });
export type JudgeRequest = z.input<typeof judgeRequestSchema>;

/** `POST /api/judge` reply: the updated trace and the verdict just given. */
export const judgeReplySchema = z.object({ verdict: verdictSchema, trace: traceSchema });
export type JudgeReply = z.infer<typeof judgeReplySchema>;

/** One item of `POST /api/rewards`, and one line of `crane reward`. `POST /api/rewards` with `{items: [...]}` (fields of `crane reward`) → `{results: [...]}`; `POST /api/traces/:id/reward` → Rewards. */
export const rewardItemSchema = z.object({
  output: z.string(),
  sampleType: z.enum(SAMPLE_TYPES),
  fact: z
    .object({
      target: z.string(),
      aliases: z.array(z.string()).default([]),
      description: z.string().default(''),
      preEdit: z.string().nullable().optional(),
    })
    .nullable(),
  gold: z.array(z.string()),
  preEdit: z.string().nullable().default(null),
  templateOpened: z.boolean().optional(),
});

export const rewardsRequestSchema = z.object({ items: z.array(z.unknown()).max(10_000) });

export const rewardsReplySchema = z.object({
  results: z.array(z.union([rewardsSchema, z.object({ error: z.object({ line: z.number(), message: z.string() }) })])),
});

/** `POST /api/evals` → server-sent events. */
export const evalRequestSchema = z.object({
  split: z.string(),
  methods: z.array(z.enum(['crane', 'base', 'ike'])).min(1),
  limit: z.number().int().min(1).optional(),
  seed: z.number().int().default(0),
  retrieval: z.enum(['own', 'gold', 'none']).optional(),
});
export type EvalRequest = z.input<typeof evalRequestSchema>;

/** One rate with its 95 % Wilson interval; `unjudged` samples are counted beside it, never dropped silently. */
export const metricSchema = z.object({
  k: z.number(),
  n: z.number().int(),
  rate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  unjudged: z.number().int(),
});
export type Metric = z.infer<typeof metricSchema>;

export const evalReportSchema = z.object({
  run: z.string(),
  methods: z.array(
    z.object({
      method: z.string(),
      model: z.string(),
      retrieval: z.string(),
      metrics: z.record(z.string(), metricSchema),
    }),
  ),
});
export type EvalReport = z.infer<typeof evalReportSchema>;

export const evalEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    run: z.string(),
    done: z.number().int(),
    total: z.number().int(),
    trace: traceSummarySchema.nullable(),
  }),
  z.object({ type: z.literal('end'), report: evalReportSchema }),
  z.object({ type: z.literal('error'), error: errorReplySchema.shape.error }),
]);
export type EvalEvent = z.infer<typeof evalEventSchema>;

/** `GET /api/doctor` and `crane doctor --json`. */
export const doctorReplySchema = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), mend: z.string() })),
});
export type DoctorReply = z.infer<typeof doctorReplySchema>;

/** `GET /api/events`: server-sent events that say what changed, so that views refresh. */
export const changeEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('facts') }),
  z.object({ type: z.literal('samples') }),
  z.object({ type: z.literal('traces'), id: z.string().nullable() }),
  z.object({ type: z.literal('engine') }),
]);
export type ChangeEvent = z.infer<typeof changeEventSchema>;
