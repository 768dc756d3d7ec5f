import { CraneError } from '../protocol/index.ts';

const IMAGE_MEND = 'Use a PNG, JPEG or WebP picture of at most 20 MB.';

/** What can go wrong with the files of a workspace, told to a person. */
export const libraryError = {
  imageEmpty: (name: string) => new CraneError('image-empty', `The picture ${name} is empty (0 bytes).`, IMAGE_MEND),

  imageTooLarge: (name: string, bytes: number) =>
    new CraneError(
      'image-too-large',
      `The picture ${name} has ${(bytes / 1e6).toFixed(1)} MB, more than the 20 MB allowed.`,
      'Save it smaller, or as JPEG or WebP.',
    ),

  imageTooManyPixels: (name: string, width: number, height: number) =>
    new CraneError(
      'image-too-many-pixels',
      `The picture ${name} has ${width} × ${height} pixels, more than the 50 million allowed.`,
      'Scale it down; the model sees far fewer pixels.',
    ),

  imageKind: (name: string, kind: string) =>
    new CraneError('image-kind', `The picture ${name} is ${kind}, which CRANE does not read.`, IMAGE_MEND),

  imageMislabelled: (name: string, extension: string, kind: string) =>
    new CraneError('image-mislabelled', `The picture ${name} is named .${extension}, but it is ${kind}.`, IMAGE_MEND),

  imageBroken: (name: string, cause: unknown) =>
    new CraneError(
      'image-broken',
      `The picture ${name} is damaged or cut off: it could not be decoded to its end.`,
      'Open it in a picture editor, save it anew, and add it again.',
      { cause },
    ),

  imageEncoding: () =>
    new CraneError('image-encoding', 'The picture was sent as text that is not base64.', 'Send its bytes in base64.'),

  imageMissing: (name: string, cause?: unknown) =>
    new CraneError(
      'image-missing',
      `There is no picture ${name}.`,
      'Check its path; pictures of a workspace stand in .crane/images.',
      { cause },
    ),

  imageNotFile: (name: string) =>
    new CraneError('image-not-file', `${name} is not a file, so it cannot be read as a picture.`, IMAGE_MEND),

  imageOutside: (name: string) =>
    new CraneError(
      'image-outside',
      `The picture ${name} lies outside the workspace's .crane folder.`,
      'Name pictures as images/<name>, relative to .crane, or add the file by its full path.',
    ),

  factNotFound: (id: string) =>
    new CraneError('fact-not-found', `There is no edit fact ${id}.`, 'List the facts to see their ids.'),

  factExists: (id: string) =>
    new CraneError('fact-exists', `The edit fact ${id} is there already.`, 'Edit it, or delete it first.'),

  factInvalid: (field: string | null, message: string) =>
    new CraneError(
      'fact-invalid',
      field === null || field === '' ? message : `The edit fact's ${field} is not right: ${message}`,
      'Correct it and try again; nothing was saved.',
    ),

  sampleNotFound: (id: string) =>
    new CraneError('sample-not-found', `There is no sample ${id}.`, 'List the samples to see their ids.'),

  locked: (path: string) =>
    new CraneError(
      'workspace-locked',
      `Another program has held the lock on ${path} for 15 seconds, so nothing was written.`,
      'Wait for the other CRANE window or command to finish, then try again.',
    ),

  unreadable: (path: string, cause: unknown) =>
    new CraneError(
      'file-unreadable',
      `${path} could not be read.`,
      'Check that it is a file and that you may read it.',
      {
        cause,
      },
    ),

  unwritable: (path: string, cause: unknown) =>
    new CraneError(
      'file-unwritable',
      `${path} could not be written (${cause instanceof Error ? cause.message : String(cause)}).`,
      'Check the free space and your rights on the workspace folder; nothing was changed.',
      { cause },
    ),

  encoding: (path: string, cause: unknown) =>
    new CraneError(
      'file-encoding',
      `${path} holds bytes that are not UTF-8, so it was not rewritten.`,
      'Open it in an editor, save it as UTF-8, and try again; nothing was changed.',
      { cause },
    ),

  noWorkspace: (root: string) =>
    new CraneError('workspace-missing', `There is no folder ${root}.`, 'Name an existing folder with --workspace.'),
};
