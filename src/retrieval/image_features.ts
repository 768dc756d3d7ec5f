import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { LoadedImage, Workspace } from '../library/index.ts';

/** What turns a picture into the vector that it is searched by. */
export interface ImageEncoder {
  /** Names weights and preprocessing: vectors of different ids are never compared. */
  id(): Promise<string>;
  /** One vector of length 1 (L2). Throws a `CraneError` where the model or the picture fails. */
  encode(image: LoadedImage): Promise<Float32Array>;
}

/**
 * Keeps vectors on disk under `.crane/cache/features/<encoder>/<image hash>.f32` (raw little-endian float32). A missing
 * or half-written file is computed anew.
 */
export class CachedEncoder implements ImageEncoder {
  readonly #workspace: Workspace;
  readonly #encoder: ImageEncoder;

  constructor(workspace: Workspace, encoder: ImageEncoder) {
    this.#workspace = workspace;
    this.#encoder = encoder;
  }

  id(): Promise<string> {
    return this.#encoder.id();
  }

  async encode(image: LoadedImage): Promise<Float32Array> {
    const folder = join(this.#workspace.cache, 'features', await this.id());
    const file = join(folder, `${image.hash}.f32`);
    const kept = await readFile(file).catch(() => null);
    if (kept !== null) {
      const vector = vectorOf(kept);
      if (vector !== null) return vector;
    }
    const vector = await this.#encoder.encode(image);
    // Only stored pictures come again; a picture sent for one query is not kept.
    if (image.stored !== null) {
      await mkdir(folder, { recursive: true });
      await writeFileAtomic(file, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
    }
    return vector;
  }
}

/** The vector in a cache file; null where it is not whole, which the length 1 of every vector gives away. */
function vectorOf(bytes: Uint8Array): Float32Array | null {
  if (bytes.byteLength === 0 || bytes.byteLength % 4 !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const vector = Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(i * 4, true));
  const length = Math.hypot(...vector);
  return Math.abs(length - 1) < 1e-3 ? vector : null;
}
