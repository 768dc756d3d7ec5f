import { editFactLineSchema, parseFacts, serialiseFact, type EditFact } from '../facts/index.ts';
import type { FileProblem } from '../protocol/index.ts';
import { parseJsonLine } from '../text/index.ts';

/** One line of `facts.jsonl` as it stands, so that a rewrite changes only what it means to change. */
export type FactLine =
  | { readonly kind: 'fact'; readonly raw: string; readonly fact: EditFact }
  /** A line that cannot be read, or a blank one: kept as it is. */
  | { readonly kind: 'other'; readonly raw: string };

export interface FactsFile {
  readonly lines: readonly FactLine[];
  readonly problems: readonly FileProblem[];
  /** A last line that an interrupted write has cut off; it is the last of `lines` too. */
  readonly torn: string | null;
}

/** Reads the text of a facts file; `file` names it in the problems. A bad line never hides the good ones. */
export function readFactLines(text: string, file: string): FactsFile {
  const { problems, tornAt } = parseFacts(text);
  const bad = new Set(problems.map((problem) => problem.line));
  const raws = text.split('\n');
  // What follows the last line break is a line only where there is something.
  if (raws.at(-1) === '') raws.pop();
  const lines = raws.map((raw, i): FactLine => {
    const content = i === 0 ? raw.replace(/^\ufeff/u, '') : raw;
    const parsed = bad.has(i + 1) ? null : parseJsonLine(content, i + 1, editFactLineSchema);
    return parsed?.kind === 'value' ? { kind: 'fact', raw, fact: parsed.value } : { kind: 'other', raw };
  });
  return {
    lines,
    problems: problems.map((problem) => ({ file, ...problem })),
    torn: tornAt === null ? null : text.slice(tornAt),
  };
}

/** A line that holds the fact, in the fixed key order. */
export function factLineOf(fact: EditFact): FactLine {
  return { kind: 'fact', raw: serialiseFact(fact), fact };
}

/** The text of the file; every line ends. */
export function writeFactLines(lines: readonly FactLine[]): string {
  return lines.map((line) => `${line.raw}\n`).join('');
}

export function factsIn(lines: readonly FactLine[]): readonly EditFact[] {
  return lines.flatMap((line) => (line.kind === 'fact' ? [line.fact] : []));
}
