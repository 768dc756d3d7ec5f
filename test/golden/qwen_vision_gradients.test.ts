import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  Graph,
  concat,
  createSession,
  floatOutput,
  floatTensors,
  floats,
  gather,
  gradients,
  int32s,
  readSafetensors,
  requireWeight,
  reshape,
  slice,
  tokenCrossEntropy,
} from '../../src/nn/index.ts';
import {
  VisionTrainer,
  classifierShapes,
  parseConfig,
  ropeIndex,
  textShapes,
  visionShapes,
} from '../../src/qwen/index.ts';
import type { PatchGrid } from '../../src/qwen/index.ts';
import { causalMask, finalNorm, languageHead, rotaryAngles, textTower } from '../../src/qwen/text_tower.ts';
import { uniformVisionTower } from '../../src/qwen/vision_trainer.ts';
import { parameterInputs } from '../../src/qwen/weight_sources.ts';
import { goldenJson, goldenPath, goldenTensors, relativeToMax } from './golden_data.ts';

const config = parseConfig(goldenJson('qwen2_5_vl', 'config.json'));
const weights = floatTensors(readSafetensors(readFileSync(goldenPath('qwen2_5_vl', 'model.safetensors'))));
const caseB = goldenTensors('qwen2_5_vl', 'case_b.safetensors');
const expected = goldenTensors('qwen2_5_vl', 'grads_case_b.safetensors');
const grid: PatchGrid = [1, 10, 8];

describe('gradients through both towers', () => {
  it('agree with PyTorch for the merger, twice with two threads', async () => {
    const ids = caseB.numbers('input_ids');
    const n = ids.length;
    const d = config.text.hiddenSize;
    const graph = new Graph();
    const weight = parameterInputs(graph, new Map([...textShapes(config), ...visionShapes(config)]));
    const pixels = graph.input('pixels', 'float32', [1, 80, 1176]);
    const features = reshape(uniformVisionTower(weight, config, pixels, grid), [20, d]);
    let feature = 0;
    const rows = ids.map((id) => (id === config.imageTokenId ? config.text.vocabSize + feature++ : id));
    const table = concat([weight('model.embed_tokens.weight'), features], 0);
    const positions = graph.input('positions', 'int32', [3, 1, n]);
    const { layers } = textTower(weight, config, {
      embeddings: reshape(gather(table, graph.ints(rows)), [1, n, d]),
      ...rotaryAngles(positions, config.text),
      mask: causalMask(positions, n),
    });
    const last = slice(reshape(layers.at(-1)!, [n, d]), 0, n - 7, n - 1);
    const logits = languageHead(weight, config, finalNorm(weight, config, last));
    const mean = graph.constant(new Float32Array(6).fill(1 / 6), [6]);
    const { loss } = tokenCrossEntropy(logits, graph.ints(ids.slice(-6)), mean);
    const names = [...expected.all.keys()].filter((name) => name.startsWith('visual.merger.'));
    assert.equal(names.length, 5);
    gradients(loss, names.map(weight)).forEach((gradient, i) => graph.output(`d ${names[i]}`, gradient));
    const session = await createSession(graph.toOnnx(), { threads: 2 });
    const feeds = Object.fromEntries(
      session.inputNames.map((name) => {
        if (name === 'pixels') return [name, floats(caseB.floats('pixel_values').data, [1, 80, 1176])];
        if (name === 'positions') return [name, int32s(ropeIndex(ids, [grid], config).positions, [3, 1, n])];
        return [name, requireWeight(weights, name)];
      }),
    );
    for (let run = 0; run < 2; run++) {
      const results = await session.run(feeds);
      for (const name of names) {
        const error = relativeToMax(floatOutput(results, `d ${name}`), expected.floats(name).data);
        assert.ok(error <= 1e-4, `${name}: ${error}`);
      }
    }
    await session.release();
  });
});

describe('gradients of the vision trainer', () => {
  const classifiers = { colour: 3, shape: 4 };
  const small: PatchGrid = [1, 4, 6];
  const patches = 24;
  const pictures = 2;
  const pixels = Float32Array.from(
    { length: pictures * patches * 1176 },
    (_, i) => Math.sin(i * 0.37) * Math.cos(i * 0.011),
  );
  const all = new Map([...weights].filter(([name]) => name.startsWith('visual.')));
  for (const [name, shape] of classifierShapes(config, classifiers)) {
    const length = shape.reduce((product, dim) => product * dim, 1);
    all.set(
      name,
      floats(
        Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7) * 0.1),
        shape,
      ),
    );
  }
  const batch = { pixels, pictures, classes: { colour: [2, 0], shape: [-1, 3] } };

  it('agree with central differences along each tensor, and are equal in two runs', async () => {
    const trainer = new VisionTrainer({ config, weights: all, classifiers, grid: small, threads: 2 });
    const first = await trainer.gradients(batch);
    const second = await trainer.gradients(batch);
    for (const [name, gradient] of first.gradients) {
      assert.deepEqual(second.gradients.get(name), gradient, name);
      const { data } = all.get(name)!;
      const kept = data.slice();
      const norm = Math.hypot(...gradient);
      // Along its own gradient a loss changes by the gradient's norm.
      const step = 1e-2;
      const lossAt = async (distance: number): Promise<number> => {
        data.forEach((_, i) => (data[i] = kept[i]! + (distance * gradient[i]!) / norm));
        const { loss } = await trainer.evaluate(batch);
        data.set(kept);
        return loss;
      };
      const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
      assert.ok(Math.abs(slope - norm) <= 2e-2 * norm + 2e-4, `${name}: slope ${slope}, norm ${norm}`);
    }
    await trainer.release();
  });

  it('count only the pictures that have a class', async () => {
    const trainer = new VisionTrainer({ config, weights: all, classifiers, grid: small, threads: 2 });
    const one = await trainer.evaluate({
      pixels: pixels.slice(patches * 1176),
      pictures: 1,
      classes: { colour: [-1], shape: [3] },
    });
    const both = await trainer.evaluate({ ...batch, classes: { colour: [-1, -1], shape: [-1, 3] } });
    await trainer.release();
    assert.ok(Math.abs(one.loss - both.loss) <= 1e-5);
  });

  it('refuse a class that a classifier does not have', async () => {
    const trainer = new VisionTrainer({ config, weights: all, classifiers, grid: small });
    await assert.rejects(trainer.evaluate({ ...batch, classes: { colour: [3, 0], shape: [0, 0] } }), /has 3 classes/);
    await assert.rejects(trainer.evaluate({ ...batch, classes: { colour: [1], shape: [0, 0] } }), /one class for each/);
  });
});
