/**
 * Tokens a second of our decode loop against @huggingface/transformers' `generate` on the same exported graphs: greedy,
 * a batch of 16, prompts of 64 tokens, 64 new ones, a model of the bundled shape with fresh weights. The two take
 * turns, and the medians are compared. Usage: node perf/decode.ts
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AutoModelForImageTextToText, Tensor, env } from '@huggingface/transformers';
import { QwenModel, exportModel, initialWeights, parseConfig, parseImageSettings } from '../src/qwen/index.ts';
import { byteTokenizer } from '../test/unit/qwen/byte_tokenizer.ts';

const [ROWS, PROMPT, NEW, ROUNDS] = [16, 64, 64, 7];

const config = parseConfig({
  model_type: 'qwen2_5_vl',
  hidden_size: 192,
  intermediate_size: 448,
  num_hidden_layers: 4,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  vocab_size: 900,
  rope_theta: 10000,
  rope_scaling: { mrope_section: [4, 6, 6] },
  tie_word_embeddings: true,
  image_token_id: 300,
  video_token_id: 301,
  vision_start_token_id: 302,
  vision_end_token_id: 303,
  vision_config: {
    depth: 3,
    hidden_size: 96,
    intermediate_size: 192,
    num_heads: 4,
    out_hidden_size: 192,
    window_size: 56,
  },
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const folder = await mkdtemp(path.join(tmpdir(), 'crane-perf-'));
try {
  const { json, config: tokenizerConfig } = byteTokenizer({ '<|image_pad|>': 300, '<|pad|>': 304 });
  await exportModel(folder, {
    config: { ...config, padTokenId: 304 },
    weights: initialWeights(config, 1),
    imageSettings: parseImageSettings({}),
    tokenizerJson: json,
    tokenizerConfig,
  });
  env.allowRemoteModels = false;
  const ours = await QwenModel.load(folder);
  const theirs = await AutoModelForImageTextToText.from_pretrained(folder, { local_files_only: true, dtype: 'fp32' });
  const prompts = Array.from({ length: ROWS }, (_, row) => ({
    ids: Array.from({ length: PROMPT }, (_, i) => (row * 31 + i * 7) % 256),
  }));
  const ids = BigInt64Array.from(
    prompts.flatMap((prompt) => prompt.ids),
    BigInt,
  );
  const runs = {
    ours: async () => {
      await ours.generate({ prompts, maxTokens: NEW });
    },
    transformersJs: async () => {
      const shape = [ROWS, PROMPT];
      await theirs.generate({
        input_ids: new Tensor('int64', ids, shape),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
        max_new_tokens: NEW,
        do_sample: false,
      });
    },
  };
  const seconds: Record<keyof typeof runs, number[]> = { ours: [], transformersJs: [] };
  for (let round = 0; round <= ROUNDS; round++)
    for (const name of ['ours', 'transformersJs'] as const) {
      const start = performance.now();
      await runs[name]();
      // The first round warms both up.
      if (round > 0) seconds[name].push((performance.now() - start) / 1000);
    }
  const speed = (name: keyof typeof runs): number => (ROWS * NEW) / median(seconds[name]);
  console.log(`ours             ${speed('ours').toFixed(0)} tokens/s`);
  console.log(`transformers.js  ${speed('transformersJs').toFixed(0)} tokens/s`);
  console.log(`ratio            ${(speed('ours') / speed('transformersJs')).toFixed(2)}`);
  await ours.release();
  await theirs.dispose();
} finally {
  await rm(folder, { recursive: true });
}
