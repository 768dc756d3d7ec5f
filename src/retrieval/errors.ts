import { CraneError } from '../protocol/index.ts';

/** What can go wrong with retrieval, told to a person. */
export const retrievalError = {
  emptyQuery: () =>
    new CraneError(
      'retrieval-empty',
      'There is neither a picture nor a text to search with.',
      'Give one of them, or both.',
    ),

  alphaNeedsBoth: () =>
    new CraneError(
      'retrieval-alpha',
      'Fusion (alpha) needs both a picture and a text.',
      'Give both, or leave alpha out.',
    ),

  thresholdsMissing: (file: string, cause: unknown) =>
    new CraneError(
      'retrieval-thresholds',
      `The retrieval thresholds cannot be read from ${file}.`,
      'Restore the models folder from the repository, or calibrate with `crane retrieve --calibrate`.',
      { cause },
    ),

  encoderMissing: (file: string, cause: unknown) =>
    new CraneError(
      'retrieval-encoder-missing',
      `The model that pictures are searched with cannot be read: ${file}.`,
      'Restore the models folder from the repository.',
      { cause },
    ),

  otherEncoder: (file: string, written: string, used: string) =>
    new CraneError(
      'retrieval-encoder',
      `The thresholds in ${file} were calibrated for the encoder ${written}, but the model's is ${used}.`,
      'Restore the models folder from the repository, or calibrate with `crane retrieve --calibrate`.',
    ),

  nothingToCalibrate: (positives: number, negatives: number) =>
    new CraneError(
      'retrieval-calibration',
      `There are ${positives} samples whose fact should be found and ${negatives} whose fact should not, too few to calibrate on.`,
      'Add samples of a training split (any split but "test") with facts of their own.',
    ),
};
