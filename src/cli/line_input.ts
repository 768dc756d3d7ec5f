import { z } from 'zod';
import { PROBES, SAMPLE_TYPES } from '../samples/index.ts';
import { PROFILES } from '../trace/index.ts';

/** Longest model output that is scored; longer ones are refused by name, not cut. */
const LONGEST_OUTPUT = 4_000_000;

const name = z.string({ error: 'must be text in quotes' });
const filled = name.refine((value) => value.trim() !== '', { error: 'must not be empty' });
const names = z.array(name, { error: 'must be a list of names' });

const factSchema = z.object(
  {
    target: filled,
    aliases: names.nullish().transform((value) => value ?? []),
    description: name.nullish().transform((value) => value ?? ''),
    preEdit: name.nullish().transform((value) => value ?? null),
  },
  { error: 'must be {"target", "aliases", "description"} or null' },
);

/** A line of `crane reward --stdin`. */
export const rewardLineSchema = z.object({
  output: name.max(LONGEST_OUTPUT, { error: `must have at most ${String(LONGEST_OUTPUT)} characters` }),
  sampleType: z.enum(SAMPLE_TYPES, { error: `must be one of ${SAMPLE_TYPES.join(', ')}` }),
  fact: factSchema.nullish().transform((value) => value ?? null),
  gold: z.array(name, { error: 'must be a list of answers' }),
  preEdit: name.nullish().transform((value) => value ?? null),
  templateOpened: z
    .boolean({ error: 'must be true or false' })
    .nullish()
    .transform((value) => value ?? false),
});

const hopsSchema = z.array(z.object({ edited: filled, visual: name }, { error: 'must be {"edited", "visual"}' }), {
  error: 'must be a list of {"edited", "visual"}',
});

/** A line of `crane judge --stdin`. */
export const judgeLineSchema = rewardLineSchema.extend({
  gold: z
    .array(name, { error: 'must be a list of answers' })
    .nullish()
    .transform((value) => value ?? []),
  probe: z.enum(PROBES, { error: `must be one of ${PROBES.join(', ')}` }).nullish(),
  hops: hopsSchema.nullish().transform((value) => value ?? []),
});

/** The context file of `crane trace parse`: all fields optional. */
export const contextFileSchema = z.object(
  {
    sampleType: z.enum(SAMPLE_TYPES, { error: `must be one of ${SAMPLE_TYPES.join(', ')}` }).nullish(),
    probe: z.enum(PROBES, { error: `must be one of ${PROBES.join(', ')}` }).nullish(),
    fact: factSchema.nullish(),
    gold: z.array(name, { error: 'must be a list of answers' }).nullish(),
    preEdit: name.nullish(),
    hops: hopsSchema.nullish(),
    finishReason: name.nullish(),
    templateOpened: z.boolean({ error: 'must be true or false' }).nullish(),
    serverSplit: z.boolean({ error: 'must be true or false' }).nullish(),
    reasoning: z.boolean({ error: 'must be true or false' }).nullish(),
    retrieval: z
      .object({ rightFactExists: z.boolean(), usedFactId: name.nullable(), rightFactId: name.nullable() })
      .nullish(),
  },
  { error: 'must be a JSON object' },
);

export const profileSchema = z.enum(PROFILES);

/** What is wrong with a value, in one sentence: each field with its fault. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const parts = issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    return field === '' ? `The line ${issue.message}` : `${field} ${issue.message}`;
  });
  return `${parts.join('; ')}.`;
}
