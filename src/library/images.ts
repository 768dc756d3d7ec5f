import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { ImageInput } from '../protocol/index.ts';
import { checkImage, decodeRgb, MAX_IMAGE_BYTES } from './decode.ts';
import { libraryError } from './errors.ts';
import { IMAGE_KINDS, type ImageKind } from './image_kind.ts';
import type { Workspace } from './workspace.ts';

/** A picture of the workspace, or one given for a single run, checked and ready to decode. */
export interface LoadedImage {
  /** Relative to `.crane/`; null while it is not stored there. */
  readonly stored: string | null;
  /** For messages. */
  readonly name: string;
  readonly kind: ImageKind;
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly hash: string;
}

/**
 * Reads a picture named relative to `.crane/`, as facts and samples name them.
 * Errors: `image-outside` (also through a symbolic link), `image-missing`, and those of `checkImage`.
 */
export async function loadStoredImage(workspace: Workspace, stored: string): Promise<LoadedImage> {
  const path = resolve(workspace.crane, stored);
  if (isAbsolute(stored) || stored.includes('\0') || !isInside(workspace.crane, path))
    throw libraryError.imageOutside(stored);
  const bytes = await readPicture(path, stored);
  const [real, home] = await Promise.all([realpath(path), realpath(workspace.crane)]);
  if (!isInside(home, real)) throw libraryError.imageOutside(stored);
  return loaded(bytes, stored, stored.replaceAll('\\', '/'));
}

/**
 * Reads a picture from a request: a stored one, a file of this machine (relative paths start at the workspace), or
 * its bytes. Errors: those of `loadStoredImage`, `image-encoding`, `image-not-file`.
 */
export async function loadImage(workspace: Workspace, input: ImageInput): Promise<LoadedImage> {
  if ('crane' in input) return loadStoredImage(workspace, input.crane);
  if ('path' in input) {
    const path = resolve(workspace.root, input.path);
    return loaded(await readPicture(path, basename(path)), basename(path), storedName(workspace, path));
  }
  if (!/^[A-Za-z0-9+/]*={0,2}$/u.test(input.base64) || input.base64.length % 4 !== 0)
    throw libraryError.imageEncoding();
  return loaded(Buffer.from(input.base64, 'base64'), 'sent', null);
}

/**
 * Stores a picture as `images/<sha256>.<png|jpg|webp>` and returns that name; one that is there already is not written
 * again. It is decoded to its end first. Errors: those of `decodeRgb`, `file-unwritable`.
 */
export async function storeImage(workspace: Workspace, image: LoadedImage): Promise<string> {
  if (image.stored !== null) return image.stored;
  await decodeRgb(image.bytes, image.name);
  const file = `${image.hash}.${IMAGE_KINDS[image.kind].extension}`;
  const path = join(workspace.images, file);
  try {
    const present = await stat(path).catch(() => null);
    if (present?.size !== image.bytes.byteLength) {
      await mkdir(workspace.images, { recursive: true });
      await writeFileAtomic(path, Buffer.from(image.bytes));
    }
  } catch (cause) {
    throw libraryError.unwritable(path, cause);
  }
  return `images/${file}`;
}

async function loaded(bytes: Uint8Array, name: string, stored: string | null): Promise<LoadedImage> {
  const kind = await checkImage(bytes, name);
  return { stored, name, kind, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** Looks before it reads: a folder, a pipe or a huge file is refused unread. */
async function readPicture(path: string, name: string): Promise<Uint8Array> {
  const found = await stat(path).catch((cause: unknown) => {
    throw libraryError.imageMissing(name, cause);
  });
  if (!found.isFile()) throw libraryError.imageNotFile(name);
  if (found.size > MAX_IMAGE_BYTES) throw libraryError.imageTooLarge(name, found.size);
  return readFile(path).catch((cause: unknown) => {
    throw libraryError.unreadable(name, cause);
  });
}

/** The stored name of a file that stands in `.crane/images` already; null elsewhere. */
function storedName(workspace: Workspace, path: string): string | null {
  if (!isInside(workspace.images, path)) return null;
  return relative(workspace.crane, path).split(sep).join('/');
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
