import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { calibrateOn } from '../../../src/evals/calibration.ts';
import { decodeRgb, FactLibrary, SampleLibrary, loadImage, storeImage } from '../../../src/library/index.ts';
import { FactRetriever, normalised } from '../../../src/retrieval/index.ts';
import { tempWorkspace } from '../support/temp_workspace.ts';

/** A workspace with a red fact, a sample of it, and a locality sample in blue; searched by mean colour. */
async function context(t: TestContext, split: string) {
  const workspace = tempWorkspace(t);
  const picture = async (r: number, b: number): Promise<string> => {
    const bytes = await sharp({ create: { width: 2, height: 2, channels: 3, background: { r, g: 0, b } } })
      .png()
      .toBuffer();
    return storeImage(workspace, await loadImage(workspace, { base64: bytes.toString('base64') }));
  };
  const facts = new FactLibrary(workspace);
  const fact = await facts.add({
    target: 'Kestrel Tower',
    preEdit: 'Old Tower',
    images: [{ crane: await picture(255, 0) }],
  });
  const base = { split, probe: 'rewrite', factId: fact.id, gold: ['x'] };
  const samples = [
    { ...base, id: '1', type: 'normal', image: await picture(250, 20), question: 'Where is Old Tower?' },
    { ...base, id: '2', type: 'locality', image: await picture(20, 250), question: 'Who wrote this?' },
    { ...base, id: '3', type: 'text_locality', question: 'Who wrote this?' },
  ];
  mkdirSync(workspace.samples);
  writeFileSync(join(workspace.samples, 'a.jsonl'), samples.map((sample) => JSON.stringify(sample)).join('\n'));
  const encoder = {
    id: () => Promise.resolve('mean-colour'),
    encode: async (image: { readonly bytes: Uint8Array; readonly name: string }) => {
      const sum = new Float32Array(3);
      (await decodeRgb(image.bytes, image.name)).data.forEach((x, i) => (sum[i % 3] = (sum[i % 3] ?? 0) + x));
      return normalised(sum);
    },
  };
  const retriever = new FactRetriever(workspace, encoder, () => Promise.resolve({ encoder: '', image: 2, text: 2 }));
  t.after(() => retriever.close());
  return { workspace, facts, samples: new SampleLibrary(workspace), retriever };
}

test('thresholds fall between the samples whose fact should be found and those whose should not', async (t) => {
  const result = await calibrateOn(await context(t, 'train'), new AbortController().signal);
  assert.equal(result.encoder, 'mean-colour');
  assert.ok(result.thresholds.image > 0.1 && result.thresholds.image < 0.99, String(result.thresholds.image));
  for (const { found, falseHits } of [result.quality.image, result.quality.text])
    assert.deepEqual([found, falseHits], [1, 0]);
});

test('the test split is never calibrated on', async (t) => {
  const calibrating = calibrateOn(await context(t, 'test'), new AbortController().signal);
  await assert.rejects(calibrating, { code: 'retrieval-calibration' });
});
