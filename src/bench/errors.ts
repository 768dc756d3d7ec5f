export type BenchErrorCode = 'world-size' | 'unknown-entity' | 'font-missing' | 'out-not-empty' | 'bad-workspace';

/** An error of the bench room; the message is one sentence for a person: what happened and how to mend it. */
export class BenchError extends Error {
  readonly code: BenchErrorCode;

  constructor(code: BenchErrorCode, message: string) {
    super(message);
    this.name = 'BenchError';
    this.code = code;
  }
}
