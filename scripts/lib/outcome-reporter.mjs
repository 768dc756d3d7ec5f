/** A reporter for `node --test`: one line of JSON for each test that has no tests inside. */
import path from 'node:path';
import process from 'node:process';
import { inspect } from 'node:util';

/** @param {unknown} error what node:test reports; the thrown error is its cause */
function told(error) {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error) return cause.stack ?? cause.message;
  return typeof cause === 'string' ? cause : inspect(cause);
}

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* outcomes(events) {
  /** What each file wrote to stderr: the reason when it broke before any test. @type {Map<string, string>} */
  const stderr = new Map();
  for await (const { type, data } of events) {
    if (type === 'test:stderr') stderr.set(data.file, `${stderr.get(data.file) ?? ''}${data.message}`.slice(-4000));
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' && type === 'test:pass') continue;
    const file = path.relative(process.cwd(), data.file ?? '');
    // node:test reports a file in which it found no test as one test named by the file.
    const empty = type === 'test:pass' && path.resolve(data.name) === data.file;
    const skipped = data.skip !== undefined || data.todo !== undefined;
    const failed = type === 'test:fail' || empty;
    // A suite fails with its tests; only a failure of its own (a hook) is news.
    if (data.details?.type === 'suite' && data.details?.error?.failureType === 'subtestsFailed') continue;
    const state = failed ? 'failed' : skipped ? 'skipped' : 'passed';
    const broken = path.resolve(data.name) === data.file ? (stderr.get(data.file) ?? '') : '';
    const error = empty
      ? 'The file holds no tests.'
      : failed
        ? `${told(data.details?.error)}\n${broken}`.trimEnd()
        : null;
    yield `${JSON.stringify({ name: data.name, file, state, error })}\n`;
  }
}
