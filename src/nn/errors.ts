/** What can go wrong in nn/, by code. */
export type NnErrorCode =
  | 'shape-mismatch'
  | 'dtype-mismatch'
  | 'unknown-output'
  | 'no-gradient'
  | 'safetensors-truncated'
  | 'safetensors-header'
  | 'safetensors-dtype'
  | 'safetensors-offsets'
  | 'tensor-missing'
  | 'tensor-shape'
  | 'optimiser-state'
  | 'not-finite'
  | 'session-failed'
  | 'device-unavailable';

/** An error of the nn room: a code for programs and one sentence for people. */
export class NnError extends Error {
  readonly code: NnErrorCode;

  constructor(code: NnErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NnError';
    this.code = code;
  }
}
