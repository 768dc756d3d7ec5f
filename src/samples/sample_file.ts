import { z } from 'zod';
import { parseJsonLines, type LineProblem } from '../text/index.ts';
import { PROBES, SAMPLE_TYPES, type Sample } from './types.ts';

const LONGEST_TEXT = 20_000;
const MOST_ANSWERS = 100;
const MOST_HOPS = 8;

const text = (what: string): z.ZodString =>
  z
    .string({ error: `${what} must be text in quotes.` })
    .max(LONGEST_TEXT, { error: `${what} must have at most ${String(LONGEST_TEXT)} characters.` });
const filled = (what: string): z.ZodString =>
  text(what).refine((value) => value.trim() !== '', { error: `${what} must not be empty.` });
const orNull = (what: string): z.ZodDefault<z.ZodNullable<z.ZodString>> => filled(what).nullable().default(null);

/** A path below `.crane/` that cannot leave it. */
const imagePath = filled('image').refine(
  (path) => !/^[/\\]|^[A-Za-z]:|\\|\0/u.test(path) && !path.split('/').includes('..'),
  { error: 'image must be a path inside .crane, without "..", backslashes or a leading slash.' },
);

/** One line of `.crane/samples/*.jsonl`. */
export const sampleLineSchema = z
  .object({
    id: filled('id').max(200, { error: 'id must have at most 200 characters.' }),
    split: text('split').default(''),
    type: z.enum(SAMPLE_TYPES, { error: `type must be one of ${SAMPLE_TYPES.join(', ')}.` }),
    probe: z.enum(PROBES, { error: `probe must be one of ${PROBES.join(', ')}.` }),
    factId: orNull('factId'),
    image: imagePath.nullable().default(null),
    question: filled('question'),
    gold: z
      .array(text('gold'), { error: 'gold must be a list of answers.' })
      .max(MOST_ANSWERS, { error: `gold must hold at most ${String(MOST_ANSWERS)} answers.` })
      .default([]),
    preEdit: orNull('preEdit'),
    hops: z
      .array(
        z.object({ edited: filled('edited'), visual: text('visual') }, { error: 'A hop must have edited and visual.' }),
        { error: 'hops must be a list of {"edited", "visual"}.' },
      )
      .max(MOST_HOPS, { error: `hops must hold at most ${String(MOST_HOPS)} hops.` })
      .default([]),
  })
  .refine((sample) => sample.type !== 'text_locality' || sample.image === null, {
    error: 'A text_locality sample has no image.',
    path: ['image'],
  }) satisfies z.ZodType<Sample>;

export interface SampleFile {
  readonly samples: readonly Sample[];
  readonly problems: readonly LineProblem[];
  /** Where an interrupted last line starts; null: none. */
  readonly tornAt: number | null;
}

/** Reads a samples file: each problem says line, field and what is wrong; of two samples with one id the first counts. */
export function parseSamples(source: string): SampleFile {
  const parsed = parseJsonLines(source, sampleLineSchema);
  const problems = [...parsed.problems];
  const firstLine = new Map<string, number>();
  const samples: Sample[] = [];
  for (const { line, value } of parsed.values) {
    const earlier = firstLine.get(value.id);
    if (earlier !== undefined) {
      const message = `The id ${value.id} stands already in line ${String(earlier)}; give this sample an id of its own.`;
      problems.push({ line, field: 'id', message });
      continue;
    }
    firstLine.set(value.id, line);
    samples.push(value);
  }
  return { samples, problems: problems.sort((a, b) => a.line - b.line), tornAt: parsed.tornAt };
}

/** One line of a samples file, without its line break; the keys stand in the order of the contract. */
export function serialiseSample(sample: Sample): string {
  return JSON.stringify({
    id: sample.id,
    split: sample.split,
    type: sample.type,
    probe: sample.probe,
    factId: sample.factId,
    image: sample.image,
    question: sample.question,
    gold: sample.gold,
    preEdit: sample.preEdit,
    hops: sample.hops.map(({ edited, visual }) => ({ edited, visual })),
  });
}

/** A whole samples file: one line a sample, each ended by a line feed. */
export function serialiseSamples(samples: readonly Sample[]): string {
  return samples.map((sample) => `${serialiseSample(sample)}\n`).join('');
}

/**
 * The id of a sample made from a fact: readable and the same on every run, such as `world-012/conflict/rel_1/3`.
 *
 * @param source fact or entity that the sample is made from
 * @param n tells apart samples that are otherwise alike
 */
export function makeSampleId(source: string, type: Sample['type'], probe: Sample['probe'], n: number): string {
  return `${source}/${type}/${probe}/${String(n)}`;
}
