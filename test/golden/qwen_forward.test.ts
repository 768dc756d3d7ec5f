import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { createSession, floatOutput, floatTensors, floats, int64s, readSafetensors } from '../../src/nn/index.ts';
import type { HostTensor, Session } from '../../src/nn/index.ts';
import { parseConfig, ropeIndex } from '../../src/qwen/index.ts';
import type { PatchGrid } from '../../src/qwen/index.ts';
import { decoderGraph, embedTokensGraph } from '../../src/qwen/inference_graphs.ts';
import { visionEncoderGraph } from '../../src/qwen/vision_encoder_graph.ts';
import { patchLayout } from '../../src/qwen/vision_layout.ts';
import { goldenJson, goldenPath, goldenTensors, maxDifference } from './golden_data.ts';
import type { GoldenTensors } from './golden_data.ts';

const TOLERANCE = 1e-4;
const config = parseConfig(goldenJson('qwen2_5_vl', 'config.json'));
const weights = floatTensors(readSafetensors(readFileSync(goldenPath('qwen2_5_vl', 'model.safetensors'))));
const { layers, kvHeads, headDim, vocabSize } = config.text;

let embed: Session;
let vision: Session;
let decoder: Session;
before(async () => {
  embed = await createSession(embedTokensGraph(config, weights, 'float32'), { threads: 2 });
  vision = await createSession(visionEncoderGraph(config, weights, 'float32'), { threads: 2 });
  decoder = await createSession(decoderGraph(config, weights, 'float32', { hiddenStates: true }), { threads: 2 });
});
after(async () => {
  for (const session of [embed, vision, decoder]) await session.release();
});

function grids(golden: GoldenTensors): readonly PatchGrid[] {
  if (!golden.all.has('image_grid_thw')) return [];
  const numbers = golden.numbers('image_grid_thw');
  return Array.from({ length: numbers.length / 3 }, (_, i): PatchGrid => [
    numbers[3 * i]!,
    numbers[3 * i + 1]!,
    numbers[3 * i + 2]!,
  ]);
}

async function imageFeatures(golden: GoldenTensors): Promise<Float32Array> {
  const results = await vision.run({
    pixel_values: golden.floats('pixel_values'),
    image_grid_thw: golden.get('image_grid_thw'),
  });
  return floatOutput(results, 'image_features');
}

/** Token embeddings with image features put where the image tokens stand. */
async function embeddings(golden: GoldenTensors): Promise<HostTensor> {
  const ids = golden.get('input_ids');
  const data = floatOutput(await embed.run({ input_ids: ids }), 'inputs_embeds').slice();
  const d = config.text.hiddenSize;
  if (golden.all.has('pixel_values')) {
    const features = await imageFeatures(golden);
    let next = 0;
    golden.numbers('input_ids').forEach((id, i) => {
      if (id === config.imageTokenId) data.set(features.subarray(next * d, (next += 1) * d), i * d);
    });
  }
  return floats(data, [...ids.shape, d]);
}

function emptyCache(batch: number): Record<string, HostTensor> {
  const out: Record<string, HostTensor> = {};
  for (let layer = 0; layer < layers; layer++)
    for (const part of ['key', 'value'])
      out[`past_key_values.${layer}.${part}`] = floats(new Float32Array(0), [batch, kvHeads, 0, headDim]);
  return out;
}

async function prefill(golden: GoldenTensors): Promise<Readonly<Record<string, HostTensor>>> {
  return decoder.run({
    inputs_embeds: await embeddings(golden),
    attention_mask: golden.get('attention_mask'),
    position_ids: golden.get('position_ids'),
    num_logits_to_keep: int64s([0], []),
    ...emptyCache(golden.get('input_ids').shape[0]!),
  });
}

/** Largest difference over the tokens that are not padding. */
function differenceAtTokens(actual: Float32Array, golden: GoldenTensors, name: string): number {
  const expected = golden.floats(name).data;
  const mask = golden.numbers('attention_mask');
  const width = expected.length / mask.length;
  assert.equal(actual.length, expected.length);
  return Math.max(
    ...mask.map((present, i) =>
      present === 1
        ? maxDifference(actual.subarray(i * width, (i + 1) * width), expected.subarray(i * width, (i + 1) * width))
        : 0,
    ),
  );
}

for (const [name, title] of [
  ['case_a', 'text alone'],
  ['case_b', 'one picture'],
  ['case_c', 'two pictures'],
  ['case_d', 'a left-padded batch'],
] as const)
  describe(`${title} (${name}) agrees with transformers:`, () => {
    const golden = goldenTensors('qwen2_5_vl', `${name}.safetensors`);

    if (golden.all.has('image_features'))
      it('vision features', async () => {
        assert.ok(maxDifference(await imageFeatures(golden), golden.floats('image_features').data) <= TOLERANCE);
      });

    it('3-D positions', () => {
      const [rows, length] = golden.get('input_ids').shape;
      const ids = golden.numbers('input_ids');
      const mask = golden.numbers('attention_mask');
      const expected = golden.numbers('position_ids');
      const pictures = [...grids(golden)];
      for (let row = 0; row < rows!; row++) {
        const start = mask.indexOf(1, row * length!) - row * length!;
        const own = ids.slice(row * length! + start, (row + 1) * length!);
        const used = own.includes(config.imageTokenId) ? pictures.splice(0, name === 'case_c' ? 2 : 1) : [];
        const { positions, delta } = ropeIndex(own, used, config);
        for (let axis = 0; axis < 3; axis++)
          assert.deepEqual(
            [...positions.subarray(axis * own.length, (axis + 1) * own.length)],
            expected.slice((axis * rows! + row) * length! + start, (axis * rows! + row + 1) * length!),
          );
        if (golden.all.has('rope_deltas')) assert.equal(delta, golden.numbers('rope_deltas')[row]);
      }
    });

    it('embeddings, hidden states and logits', async () => {
      const inputs = await embeddings(golden);
      assert.ok(inputs.dtype === 'float32');
      assert.ok(differenceAtTokens(inputs.data, golden, 'inputs_embeds') <= TOLERANCE);
      const results = await prefill(golden);
      for (let layer = 0; layer < layers; layer++)
        assert.ok(
          differenceAtTokens(floatOutput(results, `hidden.${layer}`), golden, `hidden_layer_${layer}`) <= TOLERANCE,
        );
      assert.ok(differenceAtTokens(floatOutput(results, 'logits'), golden, 'logits') <= TOLERANCE);
    });
  });

describe('cached decoding of one picture (case_b)', () => {
  const golden = goldenTensors('qwen2_5_vl', 'case_b.safetensors');

  it('keeps the keys and values of transformers', async () => {
    const results = await prefill(golden);
    for (let layer = 0; layer < layers; layer++)
      for (const part of ['key', 'value'])
        assert.ok(
          maxDifference(
            floatOutput(results, `present.${layer}.${part}`),
            golden.floats(`past_${part}_${layer}`).data,
          ) <= TOLERANCE,
        );
  });

  it('gives the logits of the next step and the same twelve greedy tokens', async () => {
    const expected = golden.numbers('greedy_tokens');
    let results = await prefill(golden);
    let length = golden.get('input_ids').shape[1]!;
    const delta = golden.numbers('rope_deltas')[0]!;
    const tokens: number[] = [];
    for (;;) {
      const logits = floatOutput(results, 'logits').subarray(-vocabSize);
      if (tokens.length === 1) assert.ok(maxDifference(logits, golden.floats('decode_logits').data) <= TOLERANCE);
      const token = logits.indexOf(Math.max(...logits));
      tokens.push(token);
      if (tokens.length === expected.length) break;
      const ids = int64s([token], [1, 1]);
      const position = length + delta;
      length++;
      const past: Record<string, HostTensor> = {};
      for (let layer = 0; layer < layers; layer++)
        for (const part of ['key', 'value'])
          past[`past_key_values.${layer}.${part}`] = results[`present.${layer}.${part}`]!;
      results = await decoder.run({
        inputs_embeds: (await embed.run({ input_ids: ids }))['inputs_embeds']!,
        attention_mask: int64s(new Array<number>(length).fill(1), [1, length]),
        position_ids: int64s([position, position, position], [3, 1, 1]),
        num_logits_to_keep: int64s([1], []),
        ...past,
      });
    }
    assert.deepEqual(tokens, expected);
  });
});

describe('the windows of a picture whose sides they do not divide', () => {
  const golden = goldenTensors('qwen2_5_vl', 'case_b.safetensors');

  it('hold the merge units that the reference puts into them', () => {
    const { windows } = patchLayout(grids(golden), config.vision);
    const order = golden.numbers('window_index');
    const bounds = golden.numbers('cu_window_seqlens');
    const unit = config.vision.spatialMergeSize ** 2;
    for (let window = 0; window + 1 < bounds.length; window++) {
      const units = order.slice(bounds[window]! / unit, bounds[window + 1]! / unit);
      const numbers = new Set(units.flatMap((u) => [...windows.subarray(u * unit, (u + 1) * unit)]));
      assert.equal(numbers.size, 1);
    }
    assert.equal(new Set(windows).size, bounds.length - 1);
  });
});
