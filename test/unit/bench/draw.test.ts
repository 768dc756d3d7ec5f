import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { encodePixels, IMAGE_SIZE, lookOf, renderSvg, renderView, type Pixels } from '../../../src/bench/draw/index.ts';
import { CATEGORIES, createWorld } from '../../../src/bench/world/index.ts';

const world = createWorld();

/** A change of the drawing code changes these, and with them the world's version and the bundled model. */
const HASHES: Readonly<Record<string, string>> = {
  'building-03 train': 'e338119310354082',
  'building-03 heldout': 'b789bd4c23aba45f',
  'poster-03 train': 'd09d79afda2ab10a',
  'poster-03 heldout': 'ba80094e573c8cd3',
  'person-03 train': '8be0c7695c92c536',
  'person-03 heldout': 'fe4de46c4ddbcddc',
  'animal-03 train': '57122045aa888013',
  'animal-03 heldout': '69b64bfea67903ae',
  'emblem-03 train': '712be46b30f14eec',
  'emblem-03 heldout': '0498513fbe39470f',
  'vehicle-03 train': '1d74eedd4c336eb4',
  'vehicle-03 heldout': '9039e2dcf770df11',
};

const hash = (pixels: Pixels): string => createHash('sha256').update(pixels.rgb).digest('hex').slice(0, 16);

describe('photographs', () => {
  it(
    'are 336×336 RGB, and hash as they did when the bundled model was trained',
    { skip: process.arch !== 'x64' && 'the rasteriser rounds differently on other processors' },
    () => {
      const seen: Record<string, string> = {};
      for (const category of CATEGORIES) {
        for (const split of ['train', 'heldout'] as const) {
          const pixels = renderView(world, `${category}-03`, { split, view: 2 });
          assert.deepEqual(
            [pixels.width, pixels.height, pixels.rgb.length],
            [IMAGE_SIZE, IMAGE_SIZE, IMAGE_SIZE ** 2 * 3],
          );
          seen[`${category}-03 ${split}`] = hash(pixels);
        }
      }
      assert.deepEqual(seen, HASHES);
    },
  );

  it('are the same every time, and differ between views and splits', () => {
    const of = (split: 'train' | 'heldout', view: number): string =>
      hash(renderView(world, 'animal-00', { split, view }));
    assert.equal(of('train', 0), of('train', 0));
    assert.equal(new Set([of('train', 0), of('train', 1), of('heldout', 0), of('heldout', 1)]).size, 4);
  });

  it('show an entity alike in another size of world drawn from the same seed, up to its name and neighbours', () => {
    const small = createWorld({ size: 24 });
    const [a, b] = [lookOf(world, world.entities[0]!), lookOf(small, small.entities[0]!)];
    assert.deepEqual(
      [a.silhouette, a.primary, a.secondary, a.pattern],
      [b.silhouette, b.primary, b.secondary, b.pattern],
    );
  });

  it('give no two entities of a category the same silhouette and colour, even in the largest world', () => {
    const large = createWorld({ size: 504 });
    for (const category of CATEGORIES) {
      const own = large.entities.filter((e) => e.category === category);
      const looks = own.map((e) => lookOf(large, e)).map((l) => `${String(l.silhouette)} ${l.primary.join()}`);
      assert.equal(new Set(looks).size, own.length);
    }
  });

  it('draw letters with the font that ships, without any of the system', () => {
    const text = (family: string): string =>
      hash(
        renderSvg(
          `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#fff"/><text x="4" y="30" font-family="${family}" font-size="28">Ag</text></svg>`,
        ),
      );
    const empty = hash(
      renderSvg(
        '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#fff"/></svg>',
      ),
    );
    assert.notEqual(text('Cabin'), empty);
    // A family that the host may have, but that does not ship, is drawn with ours or not at all.
    assert.ok([text('Cabin'), empty].includes(text('DejaVu Sans')));
  });

  it('can be told apart at the size the model sees, by their colours alone, on views never seen', async () => {
    const signatures = new Map<string, readonly Float64Array[]>();
    for (const entity of world.entities.filter((e) => e.ordinal < 10)) {
      const views = [0, 1, 2].map((view) => renderView(world, entity.id, { split: 'train', view }));
      signatures.set(entity.id, await Promise.all(views.map(colourSignature)));
    }
    const centre = new Map(
      [...signatures].map(([id, all]) => [id, all[0]!.map((_, i) => all.reduce((s, v) => s + v[i]!, 0))]),
    );
    let all = 0;
    for (const category of CATEGORIES) {
      const own = world.entities.filter((e) => e.category === category && e.ordinal < 10);
      let right = 0;
      for (const entity of own) {
        const seen = await colourSignature(renderView(world, entity.id, { split: 'heldout', view: 0 }));
        const score = (id: string): number => centre.get(id)!.reduce((s, v, i) => s + v * seen[i]!, 0);
        const best = own.reduce((a, b) => (score(b.id) > score(a.id) ? b : a));
        if (best.id === entity.id) right++;
      }
      all += right;
      assert.ok(right >= 5, `${category}: ${String(right)} of ${String(own.length)}`);
    }
    // Chance is 1 of 10. Shapes are left out here, so a model that sees has more to go by.
    assert.ok(all >= 42, `${String(all)} of 60`);
  });

  it('come back from PNG unchanged, and from WebP nearly so', async () => {
    const pixels = renderView(world, 'poster-01', { split: 'train', view: 0 });
    const decode = async (bytes: Uint8Array): Promise<Uint8Array> => sharp(bytes).removeAlpha().raw().toBuffer();
    assert.deepEqual(Uint8Array.from(await decode(await encodePixels(pixels, { type: 'png' }))), pixels.rgb);
    const webp = await decode(await encodePixels(pixels, { type: 'webp', quality: 86 }));
    const difference = webp.reduce((sum, v, i) => sum + Math.abs(v - pixels.rgb[i]!), 0) / webp.length;
    assert.ok(difference < 8, String(difference));
  });
});

/** Square roots of the shares of 64 colours among the saturated pixels of the picture at 112×112; a unit vector. */
async function colourSignature({ rgb, width, height }: Pixels): Promise<Float64Array> {
  const small = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(112, 112)
    .raw()
    .toBuffer();
  const bins = new Float64Array(64);
  for (let k = 0; k < small.length; k += 3) {
    const [r, g, b] = [small[k]!, small[k + 1]!, small[k + 2]!];
    bins[(r >> 6) * 16 + (g >> 6) * 4 + (b >> 6)]! += Math.max(r, g, b) - Math.min(r, g, b);
  }
  const total = bins.reduce((a, b) => a + b, 0);
  return bins.map((v) => Math.sqrt(v / total));
}
