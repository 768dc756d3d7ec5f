/** What can go wrong in training, for callers to tell apart. */
export type TrainingErrorCode = 'checkpoint' | 'diverged' | 'stage-missing' | 'data';

/** An error of a training stage, with what the person can do about it. */
export class TrainingError extends Error {
  readonly code: TrainingErrorCode;
  readonly mend: string;

  constructor(code: TrainingErrorCode, message: string, mend: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TrainingError';
    this.code = code;
    this.mend = mend;
  }
}
