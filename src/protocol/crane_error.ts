/**
 * A failure that is told to a person: what happened (`message`, one sentence), what to do about it (`mend`), and a
 * stable `code` for programs. Rooms make theirs with factories in their own `errors.ts`; borders (a route, a command,
 * the extension) catch this class and show all three.
 */
export class CraneError extends Error {
  readonly code: string;
  readonly mend: string;

  constructor(code: string, message: string, mend: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CraneError';
    this.code = code;
    this.mend = mend;
  }
}

/** Any error as one for a person; one that was not made for people keeps its own words. */
export function asCraneError(error: unknown): CraneError {
  if (error instanceof CraneError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
  return new CraneError(code, message, 'Try again; if it stays, look into the server log and report it.', {
    cause: error,
  });
}
