import type { z } from 'zod';
import { describeIssues } from './line_input.ts';
import { EXIT } from './errors.ts';
import { tell, writeJson } from './output.ts';
import { readStdinLines } from './stdin.ts';

export type LineResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly line: number; readonly message: string } };

/**
 * Reads JSON Lines from stdin and hands each line's result on, in order. Blank lines are skipped, but counted; an
 * invalid line gives an error in its place and leaves the others alone.
 */
export async function* readJsonLines<T>(schema: z.ZodType<T>): AsyncGenerator<LineResult<T>> {
  let line = 0;
  for await (const raw of readStdinLines()) {
    line += 1;
    if (raw.trim() === '') continue;
    yield readLine(raw, line, schema);
  }
}

function readLine<T>(raw: string, line: number, schema: z.ZodType<T>): LineResult<T> {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return { ok: false, error: { line, message: 'The line is not JSON; each line must be one JSON object.' } };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { ok: false, error: { line, message: 'The line is not a JSON object.' } };
  }
  const checked = schema.safeParse(json);
  if (checked.success) return { ok: true, value: checked.data };
  return { ok: false, error: { line, message: describeIssues(checked.error.issues) } };
}

/**
 * Runs a function over the lines of stdin and prints one result a line. Sets exit code 1 where any line was invalid,
 * after all of them are done.
 *
 * @param show how to print a result for people; with `json` results are printed as JSON
 */
export async function mapLines<T, R>(
  schema: z.ZodType<T>,
  json: boolean,
  run: (value: T) => R | Promise<R>,
  show: (result: R) => Promise<void>,
): Promise<void> {
  let invalid = 0;
  for await (const item of readJsonLines(schema)) {
    if (item.ok) {
      const result = await run(item.value);
      await (json ? writeJson(result) : show(result));
      continue;
    }
    invalid += 1;
    if (json) await writeJson({ error: item.error });
    else tell(`Line ${String(item.error.line)}: ${item.error.message}`);
  }
  if (invalid === 0) return;
  tell(`crane: ${String(invalid)} ${invalid === 1 ? 'line is' : 'lines are'} invalid; mend them and run again.`);
  process.exitCode = EXIT.failed;
}
