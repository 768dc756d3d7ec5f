import { hostname } from 'node:os';

/**
 * A failure that a person is told about: what happened, and what to do. Everything the extension throws on purpose is
 * one of these, or an error of the server's client with the same three fields.
 */
export class ExtensionError extends Error {
  readonly code: string;
  readonly mend: string;

  constructor(code: string, message: string, mend: string) {
    super(message);
    this.name = 'ExtensionError';
    this.code = code;
    this.mend = mend;
  }
}

export const noFolder = (): ExtensionError =>
  new ExtensionError('no-folder', 'No folder is open.', 'Open the folder that holds, or shall hold, your edit facts.');

export const untrusted = (what: string): ExtensionError =>
  new ExtensionError('untrusted', `${what} needs a trusted workspace.`, 'Trust this workspace, then try again.');

export const noNode = (tried: readonly string[]): ExtensionError =>
  new ExtensionError(
    'no-node',
    `No Node.js 22.13 or newer was found on ${hostname()} (${tried.join('; ')}).`,
    'Install Node.js 24, or name one in the setting crane.server.nodePath.',
  );

export const serverEnded = (how: string): ExtensionError =>
  new ExtensionError(
    'server-ended',
    `The CRANE server on ${hostname()} ended: ${how}.`,
    'See the log, then restart it.',
  );

export const serverSilent = (seconds: number): ExtensionError =>
  new ExtensionError(
    'server-silent',
    `The CRANE server on ${hostname()} did not get ready within ${String(seconds)} seconds.`,
    'See the log, then restart it.',
  );

export const serverUnreachable = (url: string, why: string): ExtensionError =>
  new ExtensionError(
    'server-unreachable',
    `No CRANE server answers at ${url}, seen from ${hostname()} (${why}).`,
    'Start it there, or empty the setting crane.server.url to use a server of this window.',
  );

export const badTraceFile = (file: string, why: string): ExtensionError =>
  new ExtensionError(
    'bad-trace-file',
    `${file} is not an exported CRANE trace: ${why}.`,
    'Export the trace again, or open the file as JSON to mend it.',
  );

export const traceUnknown = (id: string): ExtensionError =>
  new ExtensionError(
    'trace-unknown',
    `The trace ${id} is no longer stored.`,
    'Run the sample again to make a new one.',
  );

export const badImage = (file: string, why: string): ExtensionError =>
  new ExtensionError(
    'bad-image',
    `${file} cannot be used: ${why}.`,
    'Choose a PNG, JPEG or WebP picture of up to 20 MB.',
  );

/** What a thrown value says to a person. Cancelled work says nothing: null. */
export function told(
  error: unknown,
): { readonly code: string; readonly message: string; readonly mend: string } | null {
  if (error instanceof Error) {
    if (error.name === 'AbortError' || error.name === 'Canceled') return null;
    const { code, mend } = error as { readonly code?: unknown; readonly mend?: unknown };
    return {
      code: typeof code === 'string' ? code : error.name,
      message: error.message,
      mend: typeof mend === 'string' ? mend : 'See the log for details.',
    };
  }
  return { code: 'unknown', message: String(error), mend: 'See the log for details.' };
}
