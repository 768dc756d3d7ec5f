import sharp from 'sharp';
import type { Pixels } from './render.ts';

/** A picture as a file's bytes, losslessly as PNG or, smaller, as WebP of the given quality. */
export async function encodePixels(
  pixels: Pixels,
  format: { readonly type: 'png' } | { readonly type: 'webp'; readonly quality: number },
): Promise<Uint8Array> {
  const image = sharp(pixels.rgb, { raw: { width: pixels.width, height: pixels.height, channels: 3 } });
  return format.type === 'png'
    ? image.png({ compressionLevel: 9 }).toBuffer()
    : image.webp({ quality: format.quality, effort: 4 }).toBuffer();
}
