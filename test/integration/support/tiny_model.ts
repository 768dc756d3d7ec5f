import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import { floats, seededRandom, writeSafetensors } from '../../../src/nn/index.ts';
import { NO_FACT_LINE, PROMPT_VERSION, SYSTEM_TURN } from '../../../src/prompts/index.ts';
import { exportModel, initialWeights } from '../../../src/qwen/index.ts';
import { encoderId } from '../../../src/retrieval/index.ts';
import { buildTokenizer, tokenizerConfig } from '../../../src/training/build_tokenizer.ts';
import { bundledConfig, IMAGE_SETTINGS } from '../../../src/training/bundled/shape.ts';

/**
 * A whole model folder as the server reads it, with random weights: it generates real tokens that mean nothing, and
 * its eyes tell pictures apart as any random projection does. Removed at the end of the test.
 */
export async function tinyModelFolder(t: Pick<TestContext, 'after'>, theta = 0.5): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'crane-model-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const tokenizerJson = buildTokenizer([SYSTEM_TURN, NO_FACT_LINE, 'Question: what is this?']);
  const tokenizer = new Tokenizer(tokenizerJson, tokenizerConfig(512));
  const full = bundledConfig(tokenizer, tokenizer.get_vocab(true).size);
  const config = {
    ...full,
    text: { ...full.text, hiddenSize: 64, intermediateSize: 64, layers: 2, heads: 2, kvHeads: 1 },
    vision: {
      ...full.vision,
      depth: 1,
      hiddenSize: 32,
      intermediateSize: 32,
      heads: 1,
      outHiddenSize: 64,
      fullAttentionBlocks: [0],
    },
  };
  await exportModel(folder, {
    config,
    weights: initialWeights(config, 7, 0.5),
    imageSettings: IMAGE_SETTINGS,
    tokenizerJson,
    tokenizerConfig: tokenizerConfig(512),
  });
  const json = (name: string, value: unknown): void => writeFileSync(join(folder, name), JSON.stringify(value));
  json('crane.json', { name: 'tiny-random', reasoning: true, promptVersion: PROMPT_VERSION });
  json('retrieval.json', { encoder: await encoderId(folder), image: theta, text: theta });
  const random = seededRandom(1);
  const prototype = Float32Array.from({ length: 64 }, () => random.normal());
  const length = Math.hypot(...prototype);
  const table = new Map([
    [
      'prototypes',
      floats(
        prototype.map((x) => x / length),
        [1, 64],
      ),
    ],
  ]);
  writeFileSync(join(folder, 'prototypes.safetensors'), writeSafetensors(table));
  json('world.json', {
    prototypes: 'prototypes.safetensors',
    thetaWorld: 0.9,
    words: ['what', 'is', 'this', 'edit', 'fact', 'question'],
  });
  return folder;
}
