import sharp from 'sharp';
import { libraryError } from './errors.ts';
import { claimedKind, IMAGE_KINDS, sniffImage, type ImageKind } from './image_kind.ts';

export const MAX_IMAGE_BYTES = 20_000_000;
export const MAX_IMAGE_PIXELS = 50_000_000;

/** A decoded picture: `data` holds height × width × 3 bytes, rows from the top, RGB, upright. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Checks the bytes of a picture by content, not by name: size, format and pixel count, before anything is decoded.
 * `name` is for messages, and for naming a file whose extension claims another format than one CRANE reads.
 * Errors: `image-empty`, `image-too-large`, `image-kind`, `image-mislabelled`, `image-too-many-pixels`, `image-broken`.
 */
export async function checkImage(bytes: Uint8Array, name: string): Promise<ImageKind> {
  if (bytes.byteLength === 0) throw libraryError.imageEmpty(name);
  if (bytes.byteLength > MAX_IMAGE_BYTES) throw libraryError.imageTooLarge(name, bytes.byteLength);
  const sniffed = sniffImage(bytes);
  if (!sniffed.known) {
    const claimed = claimedKind(name);
    throw claimed === null
      ? libraryError.imageKind(name, sniffed.what)
      : libraryError.imageMislabelled(name, IMAGE_KINDS[claimed].extension, sniffed.what);
  }
  // The header alone is read here, without a pixel limit, so that a bomb is told from a broken file.
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw libraryError.imageBroken(name, cause);
    });
  if (width * height > MAX_IMAGE_PIXELS) throw libraryError.imageTooManyPixels(name, width, height);
  return sniffed.kind;
}

/**
 * Decodes a picture to upright RGB (EXIF rotation applied, alpha dropped as the reference processors do, the first
 * frame of an animation). Errors: those of `checkImage`; `image-broken` also for a file that is cut off.
 */
export async function decodeRgb(bytes: Uint8Array, name: string): Promise<RgbImage> {
  await checkImage(bytes, name);
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: 'error' })
      .autoOrient()
      .removeAlpha()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    };
  } catch (cause) {
    throw libraryError.imageBroken(name, cause);
  }
}

/**
 * The picture as a file that any reader shows upright: the same bytes where nothing turns them, else a PNG with the
 * rotation applied (engines behind HTTP mostly ignore EXIF). `bytes` must have passed `checkImage`.
 */
export async function uprightFile(
  bytes: Uint8Array,
  kind: ImageKind,
): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }> {
  const { orientation } = await sharp(bytes, { limitInputPixels: MAX_IMAGE_PIXELS }).metadata();
  if (orientation === undefined || orientation === 1) return { bytes, mediaType: IMAGE_KINDS[kind].mediaType };
  const turned = await sharp(bytes, { limitInputPixels: MAX_IMAGE_PIXELS }).autoOrient().png().toBuffer();
  return { bytes: turned, mediaType: IMAGE_KINDS.png.mediaType };
}
