import { z } from 'zod';
import { parseJsonLines, type LineProblem } from '../text/index.ts';
import type { EditFact } from './types.ts';

/** Longest name (target, alias, old name), in characters. */
export const LONGEST_NAME = 500;
/** Longest description, question or note, in characters. */
export const LONGEST_TEXT = 20_000;
export const MOST_ALIASES = 100;
export const MOST_IMAGES = 100;

const IMAGE_PATH = /^images\/[0-9a-f]{64}\.(?:png|jpg|webp)$/u;

const string = (what: string): z.ZodString => z.string({ error: `${what} must be text in quotes.` });
const name = (what: string): z.ZodString =>
  string(what)
    .max(LONGEST_NAME, { error: `${what} must have at most ${String(LONGEST_NAME)} characters.` })
    .refine((value) => value.trim() !== '', { error: `${what} must not be empty.` });
const text = (what: string): z.ZodString =>
  string(what).max(LONGEST_TEXT, { error: `${what} must have at most ${String(LONGEST_TEXT)} characters.` });

/** Ids stand in file names, URLs and command lines, so they are plain. */
export const idSchema = z
  .string({ error: 'id must be text in quotes.' })
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._:/@-]{0,199}$/u, {
    error: 'id must start with a letter or digit and hold only letters, digits and . _ : / @ - (at most 200).',
  });

/** One line of `.crane/facts.jsonl`. Only `id` and `target` are required; what is left out gets its empty value. */
export const editFactLineSchema = z.object(
  {
    id: idSchema,
    target: name('target'),
    aliases: z
      .array(name('alias'), { error: 'aliases must be a list of names.' })
      .max(MOST_ALIASES, { error: `aliases must hold at most ${String(MOST_ALIASES)} names.` })
      .default([]),
    description: text('description').default(''),
    images: z
      .array(
        string('image').regex(IMAGE_PATH, {
          error: 'An image must be "images/", 64 hexadecimal digits, and .png, .jpg or .webp.',
        }),
        { error: 'images must be a list of paths.' },
      )
      .max(MOST_IMAGES, { error: `images must hold at most ${String(MOST_IMAGES)} paths.` })
      .default([]),
    question: text('question').default(''),
    preEdit: z
      .union([name('preEdit'), z.null()], { error: 'preEdit must be a name or null, and not empty.' })
      .default(null),
    enabled: z.boolean({ error: 'enabled must be true or false.' }).default(true),
    created: string('created')
      .refine((value) => !Number.isNaN(Date.parse(value)), {
        error: 'created must be a date such as 2026-01-31T12:00:00Z.',
      })
      .default('1970-01-01T00:00:00.000Z'),
    note: text('note').default(''),
  },
  { error: 'The line is not a JSON object.' },
) satisfies z.ZodType<EditFact>;

/** The facts of a file, with everything that is wrong in it. */
export interface FactFile {
  readonly facts: readonly EditFact[];
  readonly problems: readonly LineProblem[];
  /** Where an interrupted last line starts; `repairTornFacts` cuts it off. Null: none. */
  readonly tornAt: number | null;
}

/**
 * Reads `.crane/facts.jsonl`. Each problem says line, field and what is wrong; a bad line never hides a good one. Of
 * two facts with one id the first counts.
 */
export function parseFacts(source: string): FactFile {
  const parsed = parseJsonLines(source, editFactLineSchema);
  const problems = [...parsed.problems];
  const firstLine = new Map<string, number>();
  const facts: EditFact[] = [];
  for (const { line, value } of parsed.values) {
    const earlier = firstLine.get(value.id);
    if (earlier !== undefined) {
      const message = `The id ${value.id} stands already in line ${String(earlier)}; give this fact an id of its own.`;
      problems.push({ line, field: 'id', message });
      continue;
    }
    firstLine.set(value.id, line);
    facts.push(value);
  }
  return { facts, problems: problems.sort((a, b) => a.line - b.line), tornAt: parsed.tornAt };
}

/** One line of the facts file, without its line break; the keys stand in the order of the contract. */
export function serialiseFact(fact: EditFact): string {
  return JSON.stringify({
    id: fact.id,
    target: fact.target,
    aliases: fact.aliases,
    description: fact.description,
    images: fact.images,
    question: fact.question,
    preEdit: fact.preEdit,
    enabled: fact.enabled,
    created: fact.created,
    note: fact.note,
  });
}

/** The whole facts file: one line a fact, each ended by a line feed. */
export function serialiseFacts(facts: readonly EditFact[]): string {
  return facts.map((fact) => `${serialiseFact(fact)}\n`).join('');
}
