import { CraneError } from '../protocol/index.ts';

/** What can go wrong with stored runs and evaluations, told to a person. */
export const evalsError = {
  storeCorrupt: (file: string, cause: unknown) =>
    new CraneError(
      'store-corrupt',
      `The database of runs, ${file}, is damaged and was left as it is.`,
      'Move it away (with its -wal and -shm files) and a new one is made; facts and samples are not in it.',
      { cause },
    ),

  storeNewer: (file: string, version: number, known: number) =>
    new CraneError(
      'store-newer',
      `The database of runs, ${file}, was written by a newer CRANE (format ${version}; this one knows ${known}).`,
      'Update CRANE, or move the file away to start a new one.',
    ),

  storeBusy: (file: string, cause: unknown) =>
    new CraneError(
      'store-busy',
      `The database of runs, ${file}, was held by another program for too long.`,
      'Close other CRANE windows or commands on this workspace and try again.',
      { cause },
    ),

  storeFailed: (file: string, cause: unknown) =>
    new CraneError(
      'store-failed',
      `The database of runs, ${file}, could not be used (${cause instanceof Error ? cause.message : String(cause)}).`,
      'Check the free space and your rights on the .crane folder.',
      { cause },
    ),

  storeRow: (file: string, id: string, cause: unknown) =>
    new CraneError(
      'store-row',
      `The stored trace ${id} in ${file} cannot be read.`,
      'Delete this trace; the others are not touched.',
      { cause },
    ),

  traceNotFound: (id: string) =>
    new CraneError('trace-not-found', `There is no stored trace ${id}.`, 'List the traces to see their ids.'),

  pageUnknown: (cursor: string) =>
    new CraneError(
      'bad-request',
      `"${cursor}" is not a page of the trace list.`,
      'Pass the "next" of the page before.',
    ),

  sampleOrQuestion: () =>
    new CraneError(
      'bad-request',
      'A run is of a sample, or of a question with a picture, not both.',
      'Name the sample alone, or leave it out.',
    ),

  noQuestion: () => new CraneError('bad-request', 'There is no question to run.', 'Name a sample, or type a question.'),

  runsFail: (detail: string) =>
    new CraneError(
      'runs-fail',
      `The evaluation was given up because every run fails: ${detail}`,
      'Mend that first; the runs so far are stored.',
    ),

  noRewards: (id: string) =>
    new CraneError(
      'no-rewards',
      `The trace ${id} belongs to no sample, so there is nothing to score it against.`,
      'Run a sample, and inspect the reward of that trace.',
    ),

  noSamples: (split: string, splits: readonly string[]) =>
    new CraneError(
      'no-samples',
      `There is no sample in the split "${split}".`,
      splits.length === 0 ? 'Add samples under .crane/samples first.' : `The splits here are: ${splits.join(', ')}.`,
    ),
};
