import { Resvg } from '@resvg/resvg-js';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { benchError } from '../errors.ts';
import { composePhotograph, type Light, type View } from './photograph.ts';
import { entityById, type Prng, type World } from '../world/index.ts';

/** The one font of the world; system fonts are never read, so that every host draws the same letters. */
const FONT_FILE = fileURLToPath(new URL('../../../media/fonts/Cabin-Bold.otf', import.meta.url));

/** A picture as rows of red, green and blue bytes. */
export interface Pixels {
  /** height × width × 3 bytes. */
  readonly rgb: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * Renders photograph `view` of an entity at 336×336: the same bytes for the same world, entity and view.
 * Errors: `unknown-entity`, `font-missing`.
 */
export function renderView(world: World, entityId: string, view: View): Pixels {
  const photograph = composePhotograph(world, entityById(world, entityId), view);
  return develop(renderSvg(photograph.svg), photograph.light, photograph.grainStream);
}

/** Rasterises an SVG drawing with the world's own font. */
export function renderSvg(svg: string): Pixels {
  if (!existsSync(FONT_FILE)) {
    throw benchError.fontMissing(FONT_FILE);
  }
  const image = new Resvg(svg, {
    font: { loadSystemFonts: false, fontFiles: [FONT_FILE], defaultFontFamily: 'Cabin' },
  }).render();
  const rgba = image.pixels;
  const rgb = new Uint8Array(image.width * image.height * 3);
  for (let i = 0, j = 0; i < rgba.length; i += 4, j += 3) {
    rgb[j] = rgba[i]!;
    rgb[j + 1] = rgba[i + 1]!;
    rgb[j + 2] = rgba[i + 2]!;
  }
  return { rgb, width: image.width, height: image.height };
}

/** Applies light and grain in place: a gain and contrast for each channel, then noise that is nearly Gaussian. */
function develop(pixels: Pixels, light: Light, random: Prng): Pixels {
  const { rgb } = pixels;
  const curve = light.gain.map((gain) =>
    Float32Array.from({ length: 256 }, (_, v) => ((v - 128) * light.contrast + 128) * gain),
  );
  // The sum of four bytes has a standard deviation of 147.8; one draw of 32 bits serves a whole pixel.
  const amount = light.grain / 147.8;
  for (let i = 0; i < rgb.length; i += 3) {
    const bits = random.bits();
    const noise = ((bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510) * amount;
    for (let c = 0; c < 3; c++) {
      const v = curve[c]![rgb[i + c]!]! + noise;
      rgb[i + c] = v <= 0 ? 0 : v >= 255 ? 255 : v + 0.5;
    }
  }
  return pixels;
}
