/** What can go wrong in qwen/, by code. */
export type QwenErrorCode =
  | 'config-invalid'
  | 'weights-mismatch'
  | 'model-missing'
  | 'image-invalid'
  | 'prompt-invalid'
  | 'batch-invalid'
  | 'settings-invalid'
  | 'tokenizer-invalid'
  | 'not-finite';

/** An error of the qwen room: a code for programs and one sentence for people. */
export class QwenError extends Error {
  readonly code: QwenErrorCode;

  constructor(code: QwenErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QwenError';
    this.code = code;
  }
}
