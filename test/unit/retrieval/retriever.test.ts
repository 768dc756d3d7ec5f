import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import type { EditFact } from '../../../src/facts/index.ts';
import { decodeRgb, FactLibrary, loadImage, type LoadedImage, type Workspace } from '../../../src/library/index.ts';
import { CachedEncoder, FactRetriever, normalised, type ImageEncoder } from '../../../src/retrieval/index.ts';
import { tempWorkspace } from '../support/temp_workspace.ts';

/** A small honest encoder: the mean colour of the upright picture. Counts its calls. */
class MeanColour implements ImageEncoder {
  calls = 0;

  id(): Promise<string> {
    return Promise.resolve('mean-colour');
  }

  async encode(image: LoadedImage): Promise<Float32Array> {
    this.calls += 1;
    const { data } = await decodeRgb(image.bytes, image.name);
    const sum = new Float32Array(3);
    data.forEach((x, i) => (sum[i % 3] = (sum[i % 3] ?? 0) + x));
    return normalised(sum);
  }
}

type Colour = readonly [number, number, number];

async function png([r, g, b]: Colour): Promise<Buffer> {
  return sharp({ create: { width: 4, height: 4, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}

async function add(
  library: FactLibrary,
  target: string,
  colours: readonly Colour[],
  description = '',
): Promise<EditFact> {
  const images = await Promise.all(colours.map(async (colour) => ({ base64: (await png(colour)).toString('base64') })));
  return library.add({ target, description, images });
}

function setUp(t: TestContext, theta = 0.9) {
  const workspace = tempWorkspace(t);
  const encoder = new MeanColour();
  const thresholds = { encoder: 'mean-colour', image: theta, text: 0.3 };
  const retriever = new FactRetriever(workspace, new CachedEncoder(workspace, encoder), () =>
    Promise.resolve(thresholds),
  );
  t.after(() => retriever.close());
  return { workspace, encoder, library: new FactLibrary(workspace), retriever };
}

async function query(workspace: Workspace, colour: Colour): Promise<{ image: LoadedImage; text: null }> {
  return { image: await loadImage(workspace, { base64: (await png(colour)).toString('base64') }), text: null };
}

test('a fact scores its best picture, and the best enabled fact above θ is used', async (t) => {
  const { workspace, library, retriever } = setUp(t);
  const both = await add(library, 'Both', [
    [0, 0, 255],
    [250, 10, 0],
  ]);
  const green = await add(library, 'Green', [[0, 255, 0]]);
  const { facts } = await library.read();
  const { retrieval, fact } = await retriever.retrieve(facts, await query(workspace, [255, 0, 0]));
  assert.equal(retrieval.route, 'image');
  assert.deepEqual(
    retrieval.hits.map((hit) => [hit.factId, hit.used]),
    [
      [both.id, true],
      [green.id, false],
    ],
  );
  assert.equal(fact?.id, both.id);
  assert.match(retrieval.hits[0]?.reason ?? '', /^1\.00 ≥ θ 0\.90$/u);
  assert.match(retrieval.hits[1]?.reason ?? '', /^below θ \(0\.00 < θ 0\.90\)$/u);
});

test('below θ no fact is used', async (t) => {
  const { workspace, library, retriever } = setUp(t, 0.999);
  await add(library, 'Reddish', [[200, 60, 60]]);
  const { fact, retrieval } = await retriever.retrieve(
    (await library.read()).facts,
    await query(workspace, [255, 0, 0]),
  );
  assert.equal(fact, null);
  assert.equal(retrieval.hits[0]?.used, false);
});

test('a disabled fact is shown but not used, and the next one takes its place', async (t) => {
  const { workspace, library, retriever } = setUp(t);
  const first = await add(library, 'First', [[255, 0, 0]]);
  const second = await add(library, 'Second', [[250, 30, 0]]);
  await library.edit(first.id, { enabled: false });
  const { fact, retrieval } = await retriever.retrieve(
    (await library.read()).facts,
    await query(workspace, [255, 0, 0]),
  );
  assert.equal(fact?.id, second.id);
  assert.match(retrieval.hits[0]?.reason ?? '', /^disabled/u);
});

test('a second fact above θ is not used, and the reason says that only one is', async (t) => {
  const { workspace, library, retriever } = setUp(t);
  await add(library, 'First', [[255, 0, 0]]);
  await add(library, 'Second', [[250, 30, 0]]);
  const { retrieval } = await retriever.retrieve((await library.read()).facts, await query(workspace, [255, 0, 0]));
  assert.deepEqual(
    retrieval.hits.map((hit) => hit.used),
    [true, false],
  );
  assert.match(retrieval.hits[1]?.reason ?? '', /only one fact enters a prompt/u);
});

test('a text searches names and descriptions, not pictures', async (t) => {
  const { library, retriever, encoder } = setUp(t);
  await add(library, 'Kestrel Tower', [[255, 0, 0]], 'It stands in Oxford.');
  const other = await add(library, 'Brasenose College', []);
  const { facts } = await library.read();
  const { retrieval, fact } = await retriever.retrieve(facts, { image: null, text: 'Where is Brasenose College?' });
  assert.deepEqual([retrieval.route, retrieval.encoder, fact?.id], ['text', 'char-trigram-1', other.id]);
  assert.equal(encoder.calls, 0);
});

test('fusion weighs both sides, and needs both', async (t) => {
  const { workspace, library, retriever } = setUp(t);
  const seen = await add(library, 'Kestrel Tower', [[255, 0, 0]]);
  const named = await add(library, 'Brasenose College', [[0, 255, 0]]);
  const { facts } = await library.read();
  const { image } = await query(workspace, [255, 0, 0]);
  const best = async (alpha: number): Promise<string | undefined> =>
    (await retriever.retrieve(facts, { image, text: 'Brasenose College', alpha })).retrieval.hits[0]?.factId;
  assert.deepEqual([await best(1), await best(0)], [seen.id, named.id]);
  await assert.rejects(retriever.retrieve(facts, { image, text: null, alpha: 0.5 }), { code: 'retrieval-alpha' });
  await assert.rejects(retriever.retrieve(facts, { image: null, text: null }), { code: 'retrieval-empty' });
});

test('pictures are encoded once, also by the next program, and a damaged cache file is mended', async (t) => {
  const { workspace, library, retriever, encoder } = setUp(t);
  await add(library, 'Red', [[255, 0, 0]]);
  const { facts } = await library.read();
  const stored = await loadImage(workspace, { crane: facts[0]?.images[0] ?? '' });
  const first = await retriever.retrieve(facts, { image: stored, text: null });
  assert.equal(encoder.calls, 1);
  const again = new FactRetriever(workspace, new CachedEncoder(workspace, encoder), () =>
    Promise.resolve({ encoder: 'mean-colour', image: 0.9, text: 0.3 }),
  );
  assert.deepEqual((await again.retrieve(facts, { image: stored, text: null })).retrieval, first.retrieval);
  assert.equal(encoder.calls, 1);
  const folder = join(workspace.cache, 'features', 'mean-colour');
  writeFileSync(join(folder, readdirSync(folder)[0] ?? ''), Buffer.alloc(5));
  await new CachedEncoder(workspace, encoder).encode(stored);
  assert.equal(encoder.calls, 2);
  await again.close();
});

test('a fact whose picture is gone hides no other fact and is reported', async (t) => {
  const { workspace, library, retriever } = setUp(t);
  const lost = await add(library, 'Lost', [[0, 0, 255]]);
  const kept = await add(library, 'Kept', [[255, 0, 0]]);
  rmSync(join(workspace.crane, lost.images[0] ?? ''));
  const found = await retriever.retrieve((await library.read()).facts, await query(workspace, [255, 0, 0]));
  assert.equal(found.fact?.id, kept.id);
  assert.deepEqual(
    found.unreadable.map((one) => one.factId),
    [lost.id],
  );
});

test('a library that has changed is searched as it now is', async (t) => {
  const { workspace, library, retriever } = setUp(t);
  const asked = await query(workspace, [255, 0, 0]);
  assert.equal((await retriever.retrieve((await library.read()).facts, asked)).fact, null);
  const added = await add(library, 'Red', [[255, 0, 0]]);
  assert.equal((await retriever.retrieve((await library.read()).facts, asked)).fact?.id, added.id);
  await library.remove(added.id);
  assert.equal((await retriever.retrieve((await library.read()).facts, asked)).fact, null);
});
