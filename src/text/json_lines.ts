import type { z } from 'zod';

/** Something wrong in a JSON Lines file: where, in which field, and what. */
export interface LineProblem {
  /** 1-based. */
  readonly line: number;
  /** Dotted path of the field; null where the line as a whole is wrong. */
  readonly field: string | null;
  readonly message: string;
}

export interface ParsedLine<T> {
  readonly line: number;
  readonly value: T;
}

export interface ParsedLines<T> {
  readonly values: readonly ParsedLine<T>[];
  readonly problems: readonly LineProblem[];
  /** Offset of a last line without a line break that is no whole JSON value: an interrupted write. Null: none. */
  readonly tornAt: number | null;
}

/** No line is longer: these files hold text that people write, images stand beside them. */
export const LONGEST_LINE = 1_048_576;
/** Files are read whole, so their length is bounded. */
export const LONGEST_FILE = 268_435_456;

/**
 * Reads JSON Lines that anyone may have written: a byte-order mark and CRLF are accepted, blank lines skipped, a bad
 * line is reported and never hides the good ones. Never throws.
 *
 * @param schema what one line must be; unknown keys are its business
 */
export function parseJsonLines<T>(text: string, schema: z.ZodType<T>): ParsedLines<T> {
  const values: ParsedLine<T>[] = [];
  const problems: LineProblem[] = [];
  if (text.length > LONGEST_FILE) {
    const message = `The file is longer than ${String(LONGEST_FILE)} characters; split it.`;
    return { values, problems: [{ line: 1, field: null, message }], tornAt: null };
  }
  let tornAt: number | null = null;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (let line = 1; at < text.length; line += 1) {
    const found = text.indexOf('\n', at);
    const end = found === -1 ? text.length : found;
    const raw = text.slice(at, end);
    const result = parseJsonLine(raw, line, schema);
    if (result.kind === 'value') values.push({ line, value: result.value });
    else if (result.kind === 'problems') {
      if (found === -1 && result.notJson) {
        tornAt = at;
        const message = 'The last line is cut off: a write was interrupted. Everything before it is read.';
        problems.push({ line, field: null, message });
      } else problems.push(...result.problems);
    }
    at = end + 1;
  }
  return { values, problems, tornAt };
}

export type ParsedJsonLine<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'blank' }
  | { readonly kind: 'problems'; readonly problems: readonly LineProblem[]; readonly notJson: boolean };

/** Reads one line of JSON Lines against a schema; the line break, with or without a carriage return, may be gone. */
export function parseJsonLine<T>(raw: string, line: number, schema: z.ZodType<T>): ParsedJsonLine<T> {
  if (raw.trim() === '') return { kind: 'blank' };
  const whole = (message: string, notJson: boolean): ParsedJsonLine<T> => ({
    kind: 'problems',
    problems: [{ line, field: null, message }],
    notJson,
  });
  if (raw.length > LONGEST_LINE) return whole(`The line is longer than ${String(LONGEST_LINE)} characters.`, false);
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return whole('The line is not JSON; each line must be one JSON object.', true);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return whole('The line is not a JSON object.', false);
  }
  const checked = schema.safeParse(json);
  if (checked.success) return { kind: 'value', value: checked.data };
  const problems = checked.error.issues.map((issue) => ({
    line,
    field: issue.path.length === 0 ? null : issue.path.map(String).join('.'),
    message: issue.message,
  }));
  return { kind: 'problems', problems, notJson: false };
}
