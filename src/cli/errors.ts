/** Something that a person can mend: told as one line on stderr, exit code 1. */
export class CommandError extends Error {
  readonly code: string;
  /** What to do about it, one sentence. */
  readonly mend: string;

  constructor(code: string, message: string, mend: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.code = code;
    this.mend = mend;
  }
}

/** Used the wrong way: told on stderr, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Exit codes of every command (contract). */
export const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const;

/**
 * What to print for anything thrown by a command. Errors of other rooms that carry `mend` are told the same way; an
 * error that nobody foresaw is named as such, with its stack where `CRANE_DEBUG` is set.
 */
export function describeError(error: unknown, debug: boolean): { readonly line: string; readonly exitCode: number } {
  if (error instanceof UsageError) return { line: `crane: ${oneLine(error.message)}`, exitCode: EXIT.wrongUse };
  if (!(error instanceof Error)) return { line: `crane: ${oneLine(String(error))}`, exitCode: EXIT.failed };
  const stack = debug && error.stack !== undefined ? `\n${error.stack}` : '';
  const mend = 'mend' in error && typeof error.mend === 'string' ? ` ${oneLine(error.mend)}` : '';
  return { line: `crane: ${oneLine(error.message)}${mend}${stack}`, exitCode: EXIT.failed };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
