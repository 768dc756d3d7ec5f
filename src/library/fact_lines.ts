import { formatFact, parseFactLine } from '../facts/index.ts';
import type { EditFact } from '../facts/types.ts';
import type { FileProblem } from '../protocol/index.ts';

/** One line of `facts.jsonl` as it stands, so that a rewrite changes only what it means to change. */
export type FactLine =
  | { readonly kind: 'fact'; readonly raw: string; readonly fact: EditFact }
  /** A line that cannot be read, or a blank one: kept as it is. */
  | { readonly kind: 'other'; readonly raw: string };

export interface FactsFile {
  readonly lines: readonly FactLine[];
  readonly problems: readonly FileProblem[];
  /** A last line without line end that cannot be read: most likely an interrupted write. It is in `lines` too. */
  readonly torn: string | null;
}

/** Reads the text of a facts file; `file` names it in the problems. A bad line never hides the good ones. */
export function readFactLines(text: string, file: string): FactsFile {
  const lines: FactLine[] = [];
  const problems: FileProblem[] = [];
  const firstLine = new Map<string, number>();
  const raws = text.split('\n');
  const unended = raws.pop() ?? '';
  const all = unended === '' ? raws : [...raws, unended];
  let torn: string | null = null;
  all.forEach((raw, i) => {
    const line = i + 1;
    const content = i === 0 ? raw.replace(/^\ufeff/u, '') : raw;
    if (content.trim() === '') {
      lines.push({ kind: 'other', raw });
      return;
    }
    const parsed = parseFactLine(content);
    if (!parsed.ok) {
      lines.push({ kind: 'other', raw });
      for (const { field, message } of parsed.problems) problems.push({ file, line, field, message });
      if (unended !== '' && i === all.length - 1) torn = raw;
      return;
    }
    const first = firstLine.get(parsed.fact.id);
    if (first !== undefined) {
      lines.push({ kind: 'other', raw });
      problems.push({
        file,
        line,
        field: 'id',
        message: `The id ${parsed.fact.id} is taken by line ${first} already.`,
      });
      return;
    }
    firstLine.set(parsed.fact.id, line);
    lines.push({ kind: 'fact', raw, fact: parsed.fact });
  });
  return { lines, problems, torn };
}

/** A line that holds the fact, in the fixed key order. */
export function factLineOf(fact: EditFact): FactLine {
  return { kind: 'fact', raw: formatFact(fact), fact };
}

/** The text of the file; every line ends. */
export function writeFactLines(lines: readonly FactLine[]): string {
  return lines.map((line) => `${line.raw}\n`).join('');
}

export function factsIn(lines: readonly FactLine[]): readonly EditFact[] {
  return lines.flatMap((line) => (line.kind === 'fact' ? [line.fact] : []));
}
