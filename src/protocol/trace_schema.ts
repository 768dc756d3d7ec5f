import { z } from 'zod';
import { FAILURE_MODES, ISSUE_CODES, PROFILES, ROLES } from '../trace/types.ts';
import { PROBES, SAMPLE_TYPES } from '../samples/types.ts';

/** UTF-16 offsets `[start, end)` into the trace's text. */
const span = { start: z.number().int().nonnegative(), end: z.number().int().nonnegative() };

export const schemaSchema = z.object({
  profile: z.enum(PROFILES),
  valid: z.boolean(),
  issues: z.array(z.object({ code: z.enum(ISSUE_CODES), ...span })),
  notes: z.array(z.enum(['truncated', 'template-opened', 'server-split'])),
});

export const stepSchema = z.object({
  index: z.number().int(),
  segment: z.enum(['think', 'answer', 'outside']),
  ...span,
  text: z.string(),
  roles: z.array(z.enum(ROLES)),
  roleSpans: z.array(z.object({ role: z.enum(ROLES), ...span })).default([]),
});

export const labelSchema = z.object({
  mode: z.enum(FAILURE_MODES),
  source: z.string(),
  message: z.string().default(''),
  toPreEdit: z.boolean().optional(),
  ...span,
  related: z.array(z.object({ ...span, role: z.enum([...ROLES, 'description', 'answer']) })).default([]),
});

export const editFactSchema = z.object({
  id: z.string(),
  target: z.string(),
  aliases: z.array(z.string()),
  description: z.string(),
  images: z.array(z.string()),
  question: z.string(),
  preEdit: z.string().nullable(),
  enabled: z.boolean(),
  created: z.string(),
  note: z.string(),
});

export const sampleSchema = z.object({
  id: z.string(),
  split: z.string(),
  type: z.enum(SAMPLE_TYPES),
  probe: z.enum(PROBES),
  factId: z.string().nullable(),
  image: z.string().nullable(),
  question: z.string(),
  gold: z.array(z.string()),
  preEdit: z.string().nullable(),
  hops: z.array(z.object({ edited: z.string(), visual: z.string() })),
});

/** Why a fact was used or not, for one query (contract: `crane retrieve`). */
export const retrievalSchema = z.object({
  /** `own` searched the library, `gold` took the sample's fact or the given ones, `none` used no fact. */
  mode: z.enum(['own', 'gold', 'none']),
  route: z.enum(['image', 'text', 'fusion']),
  thresholds: z.object({ image: z.number(), text: z.number() }),
  encoder: z.string(),
  head: z.string().nullable(),
  hits: z.array(
    z.object({
      factId: z.string(),
      score: z.number(),
      used: z.boolean(),
      target: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
});
export type Retrieval = z.infer<typeof retrievalSchema>;

/** Verdict of one judge over P0–P3 (protocol §4). Null: that prompt does not apply to the sample. */
export const verdictSchema = z.object({
  P0: z.object({ broken: z.boolean(), kind: z.enum(['repetition', 'garbled', 'empty']).nullable() }),
  P1: z
    .object({
      match: z.boolean(),
      cites: z.boolean(),
      rejects: z.boolean(),
      noThink: z.boolean(),
      gs: z.union([z.literal(0), z.literal(1)]),
      gsStrict: z.union([z.literal(0), z.literal(1)]),
    })
    .nullable(),
  P2: z.object({ thinking: z.boolean(), answer: z.boolean(), ei: z.union([z.literal(0), z.literal(1)]) }).nullable(),
  P3: z
    .object({
      intermediate: z.enum(['edited', 'visual', 'other', 'none']),
      iu: z.union([z.literal(0), z.literal(1)]),
      uvi: z.union([z.literal(0), z.literal(1)]),
    })
    .nullable(),
  judge: z.object({ name: z.string(), version: z.string() }),
  /** The text that supports each finding. */
  evidence: z.array(z.object({ finding: z.string(), ...span })).default([]),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const rewardsSchema = z.object({
  accuracy: z.number(),
  format: z.number(),
  reasoning: z.number(),
  total: z.number(),
  evidence: z.array(
    z.object({ component: z.enum(['accuracy', 'format', 'reasoning']), ...span, effect: z.enum(['+', '-']) }),
  ),
});
export type Rewards = z.infer<typeof rewardsSchema>;

/** A notice that a person must see beside the trace, such as a photograph outside the bundled model's world. */
export const noticeSchema = z.object({ code: z.string(), message: z.string() });
export type Notice = z.infer<typeof noticeSchema>;

/** One generation with everything known about it; also the format of `*.crane-trace.json`. */
export const traceSchema = z.object({
  id: z.string(),
  method: z.string(),
  model: z.string(),
  promptVersion: z.string(),
  sampleId: z.string().nullable(),
  factIds: z.array(z.string()),
  retrieval: retrievalSchema.nullable(),
  text: z.string(),
  finishReason: z.string().nullable(),
  schema: schemaSchema,
  steps: z.array(stepSchema),
  labels: z.array(labelSchema),
  verdicts: z.array(verdictSchema),
  rewards: rewardsSchema.nullable(),
  timings: z.object({ firstTokenMs: z.number().nullable(), totalMs: z.number(), tokens: z.number().int() }),
  parent: z.object({ trace: z.string(), step: z.number().int() }).nullable(),
  /** ISO 8601, UTC. */
  created: z.string(),
  status: z.enum(['done', 'aborted', 'error']),
  error: z.string().nullable(),
  question: z.string(),
  /** Relative to `.crane/`, or null. */
  image: z.string().nullable(),
  /** The sample as it was, so that an exported trace explains itself; null for a free question. */
  sample: sampleSchema.nullable(),
  /** The facts that entered the prompt, as they were. */
  facts: z.array(editFactSchema),
  /** The fact that the sample is about, whether used or not. */
  sampleFact: editFactSchema.nullable(),
  /** The rendered prompt, for people. */
  prompt: z.string(),
  engine: z.string(),
  seed: z.number().int().nullable(),
  notices: z.array(noticeSchema),
  run: z.string().nullable(),
});
export type Trace = z.infer<typeof traceSchema>;

/** One row of the Runs view. */
export const traceSummarySchema = traceSchema
  .pick({
    id: true,
    method: true,
    model: true,
    sampleId: true,
    factIds: true,
    finishReason: true,
    parent: true,
    created: true,
    status: true,
    question: true,
    image: true,
    run: true,
  })
  .extend({
    answer: z.string().nullable(),
    valid: z.boolean(),
    labels: z.array(z.enum(FAILURE_MODES)),
    sampleType: z.enum(SAMPLE_TYPES).nullable(),
    probe: z.enum(PROBES).nullable(),
    /** 1 good, 0 bad, null not judged: GS, EI or IU, whichever applies. */
    outcome: z.union([z.literal(0), z.literal(1)]).nullable(),
  });
export type TraceSummary = z.infer<typeof traceSummarySchema>;
