import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AutoModelForImageTextToText, AutoTokenizer, Tensor, env } from '@huggingface/transformers';
import { floatTensors, readSafetensors } from '../../src/nn/index.ts';
import { QwenModel, exportModel, parseConfig, parseImageSettings, processImage } from '../../src/qwen/index.ts';
import type { RgbImage } from '../../src/qwen/index.ts';
import { goldenJson, goldenPath } from '../golden/golden_data.ts';
import { GOLDEN_SPECIAL, byteTokenizer } from '../unit/qwen/byte_tokenizer.ts';

const NEW_TOKENS = 16;
const IMAGE = '<|vision_start|><|image_pad|><|vision_end|>';

/** A picture with something on it. */
const picture: RgbImage = {
  width: 112,
  height: 84,
  data: Uint8Array.from({ length: 112 * 84 * 3 }, (_, i) => (i * 7 + Math.floor(i / 336) * 13) % 256),
};

describe('an exported folder', () => {
  let folder: string;
  let ours: QwenModel;
  const { json, config: tokenizerConfig } = byteTokenizer(GOLDEN_SPECIAL);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'crane-export-'));
    const weights = floatTensors(readSafetensors(await readFile(goldenPath('qwen2_5_vl', 'model.safetensors'))));
    const config = { ...parseConfig(goldenJson('qwen2_5_vl', 'config.json')), padTokenId: 0 };
    const imageSettings = parseImageSettings({ min_pixels: 3136, max_pixels: 262144 });
    await exportModel(folder, { config, weights, imageSettings, tokenizerJson: json, tokenizerConfig });
    ours = await QwenModel.load(folder, { threads: 2 });
  });
  after(async () => {
    await ours.release();
    await rm(folder, { recursive: true });
  });

  it('keeps the configuration it was made with', async () => {
    const original = parseConfig(goldenJson('qwen2_5_vl', 'config.json'));
    const written: unknown = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
    assert.deepEqual(parseConfig(written), { ...original, padTokenId: 0 });
  });

  it('loads in transformers.js and generates the same tokens, with a picture and without', async () => {
    env.allowRemoteModels = false;
    const theirs = await AutoModelForImageTextToText.from_pretrained(folder, { local_files_only: true, dtype: 'fp32' });
    const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
    try {
      for (const [text, images, newTokens] of [
        // transformers.js 4.3 adds the prompt's length to the positions of later tokens when there is no picture, where
        // transformers subtracts it (_get_text_only_rope_index), so only the first token can be compared.
        ['What stands here?', [], 1],
        [`${IMAGE}What is this?`, [picture], NEW_TOKENS],
        [`${IMAGE}and ${IMAGE}: the same?`, [picture, picture], NEW_TOKENS],
      ] as const) {
        const features = await Promise.all(images.map((image) => ours.features(image)));
        const prompt = ours.prompt(text, features);
        assert.deepEqual(tokenizer.encode(text, { add_special_tokens: false }), [...ours.tokenizer.encode(text)]);
        const [generation] = await ours.generate({ prompts: [prompt], maxTokens: newTokens });

        const ids = BigInt64Array.from(prompt.ids, BigInt);
        const processed = images.map((image) => processImage(image, ours.imageSettings));
        const inputs = {
          input_ids: new Tensor('int64', ids, [1, ids.length]),
          attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
          ...(processed.length === 0
            ? {}
            : {
                pixel_values: new Tensor('float32', Float32Array.from(processed.flatMap(({ pixels }) => [...pixels])), [
                  processed.reduce((sum, { pixels }) => sum + pixels.length / 1176, 0),
                  1176,
                ]),
                image_grid_thw: new Tensor(
                  'int64',
                  BigInt64Array.from(processed.flatMap(({ grid }) => grid.map(BigInt))),
                  [processed.length, 3],
                ),
              }),
        };
        const output: unknown = await theirs.generate({ ...inputs, max_new_tokens: newTokens, do_sample: false });
        assert.ok(output instanceof Tensor);
        const all = Array.from(output.data as BigInt64Array, Number);
        assert.deepEqual(all.slice(ids.length), [...generation!.ids]);
      }
    } finally {
      await theirs.dispose();
    }
  });

  it('runs from its graphs alone as from its weights', async () => {
    const prompt = ours.prompt(`${IMAGE}What is this?`, [await ours.features(picture)]);
    const [expected] = await ours.generate({ prompts: [prompt], maxTokens: NEW_TOKENS });
    await rm(path.join(folder, 'model.safetensors'));
    const fromGraphs = await QwenModel.load(folder);
    const again = fromGraphs.prompt(`${IMAGE}What is this?`, [await fromGraphs.features(picture)]);
    const [generation] = await fromGraphs.generate({ prompts: [again], maxTokens: NEW_TOKENS });
    await fromGraphs.release();
    assert.deepEqual(generation!.ids, expected!.ids);
  });

  it('without weights and graphs is refused with the missing name', async () => {
    await rm(path.join(folder, 'onnx'), { recursive: true });
    await assert.rejects(QwenModel.load(folder), /neither model.safetensors nor onnx/);
  });
});
