import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { floatTensors, floats, readSafetensors } from '../../src/nn/index.ts';
import { QwenError, QwenModel, QwenTokenizer, parseConfig, parseImageSettings } from '../../src/qwen/index.ts';
import type { Prompt, TokenEvent } from '../../src/qwen/index.ts';
import { GOLDEN_SPECIAL, byteTokenizer } from '../unit/qwen/byte_tokenizer.ts';
import { goldenJson, goldenPath, goldenTensors, maxDifference } from './golden_data.ts';

const { json, config: tokenizerConfig } = byteTokenizer(GOLDEN_SPECIAL);
const weights = floatTensors(readSafetensors(readFileSync(goldenPath('qwen2_5_vl', 'model.safetensors'))));
const config = parseConfig(goldenJson('qwen2_5_vl', 'config.json'));
const caseB = goldenTensors('qwen2_5_vl', 'case_b.safetensors');
const greedy = caseB.numbers('greedy_tokens');

let model: QwenModel;
let pictured: Prompt;
const plain: Prompt = { ids: [5, 6, 7] };
before(async () => {
  const tokenizer = new QwenTokenizer(json, tokenizerConfig);
  model = await QwenModel.fromWeights({
    config,
    weights,
    tokenizer,
    imageSettings: parseImageSettings({}),
    threads: 2,
  });
  pictured = {
    ids: caseB.numbers('input_ids'),
    images: [{ features: caseB.floats('image_features').data, grid: [1, 10, 8] }],
  };
});
after(() => model.release());

describe('a loaded model', () => {
  it('gives the twelve greedy tokens of transformers', async () => {
    const [generation] = await model.generate({ prompts: [pictured], maxTokens: greedy.length });
    assert.deepEqual(generation!.ids, greedy);
    assert.equal(generation!.finish, 'length');
  });

  it('gives the same beside a shorter prompt in one batch, and for every sample of a group', async () => {
    const together = await model.generate({ prompts: [plain, pictured], samples: 2, maxTokens: greedy.length });
    const [alone] = await model.generate({ prompts: [plain], maxTokens: greedy.length });
    assert.deepEqual(
      together.map((generation) => generation.ids),
      [alone!.ids, alone!.ids, greedy, greedy],
    );
  });

  it('gives log-probabilities that scoring confirms', async () => {
    const [generation] = await model.generate({ prompts: [pictured], maxTokens: 12, temperature: 1, seed: 3 });
    const requests = [
      { prompt: pictured, completion: generation!.ids },
      { prompt: plain, completion: [9] },
    ];
    const [scored, other] = await model.score(requests);
    assert.ok(maxDifference(scored!.logProbs, generation!.logProbs) <= 1e-4);
    assert.equal(other!.logProbs.length, 1);
    const [forced] = await model.score([{ prompt: pictured, completion: greedy }]);
    assert.deepEqual(forced!.predicted, greedy);
  });

  it('samples the same for the same seed and differently for another', async () => {
    const sample = async (seed: number): Promise<readonly (readonly number[])[]> =>
      (await model.generate({ prompts: [plain], samples: 3, maxTokens: 8, temperature: 1, seed })).map(
        ({ ids }) => ids,
      );
    const [first, again, other] = [await sample(1), await sample(1), await sample(2)];
    assert.deepEqual(again, first);
    assert.notDeepEqual(other, first);
    assert.notDeepEqual(first[0], first[1]);
  });

  it('streams exactly the text it gives in the end', async () => {
    const events: TokenEvent[] = [];
    const generations = await model.generate({
      prompts: [plain, pictured],
      maxTokens: 10,
      temperature: 1,
      onToken: (event) => events.push(event),
    });
    generations.forEach(({ text, ids }, row) => {
      const own = events.filter((event) => event.row === row);
      assert.equal(own.map((event) => event.text).join(''), text);
      assert.deepEqual(own.map((event) => event.id).slice(0, ids.length), ids);
    });
  });

  it('stops at a stop string and leaves it out', async () => {
    const [free] = await model.generate({ prompts: [plain], maxTokens: 12, temperature: 1, seed: 4 });
    const stop = free!.text.slice(3, 5);
    const [stopped] = await model.generate({ prompts: [plain], maxTokens: 12, temperature: 1, seed: 4, stop: [stop] });
    assert.equal(stopped!.text, free!.text.slice(0, free!.text.indexOf(stop)));
    assert.equal(stopped!.finish, 'stop');
    assert.ok(stopped!.ids.length < free!.ids.length);
  });

  it('stops at the end token and leaves it out', async () => {
    const ending = { ...config, eosTokenIds: [greedy[3]!] };
    const other = await QwenModel.fromWeights({
      config: ending,
      weights,
      tokenizer: model.tokenizer,
      imageSettings: model.imageSettings,
    });
    const [generation] = await other.generate({ prompts: [pictured], maxTokens: 12 });
    await other.release();
    assert.deepEqual(generation!.ids, greedy.slice(0, 3));
    assert.equal(generation!.finish, 'stop');
  });

  it('goes on with rows that are not finished when others are', async () => {
    const ending = { ...config, eosTokenIds: [greedy[3]!] };
    const other = await QwenModel.fromWeights({
      config: ending,
      weights,
      tokenizer: model.tokenizer,
      imageSettings: model.imageSettings,
    });
    const prompts = [pictured, plain, { ids: [8, 9] }, { ids: [10] }];
    const together = await other.generate({ prompts, maxTokens: 12 });
    const alone = [];
    for (const prompt of prompts) alone.push(...(await other.generate({ prompts: [prompt], maxTokens: 12 })));
    await other.release();
    assert.deepEqual(
      together.map(({ ids, finish }) => ({ ids, finish })),
      alone.map(({ ids, finish }) => ({ ids, finish })),
    );
  });

  it('stops within a token when aborted', async () => {
    const abort = new AbortController();
    let tokens = 0;
    const running = model.generate({
      prompts: [plain],
      maxTokens: 400,
      signal: abort.signal,
      onToken: () => {
        if (++tokens === 5) abort.abort(new Error('enough'));
      },
    });
    await assert.rejects(running, /enough/);
    assert.equal(tokens, 5);
  });

  it('ends where its context ends', async () => {
    const { maxPositions } = config.text;
    const long: Prompt = { ids: new Array<number>(maxPositions - 2).fill(7) };
    const [generation] = await model.generate({ prompts: [long], maxTokens: 50 });
    assert.deepEqual([generation!.ids.length, generation!.finish], [2, 'length']);
  });

  it('sees a picture of any size', async () => {
    const image = await model.features({ width: 61, height: 40, data: new Uint8Array(61 * 40 * 3).fill(90) });
    assert.equal(image.features.length, image.tokens * config.text.hiddenSize);
    const prompt = model.prompt('<|vision_start|><|image_pad|><|vision_end|>hi', [image]);
    assert.equal(prompt.ids.filter((id) => id === config.imageTokenId).length, image.tokens);
    const [generation] = await model.generate({ prompts: [prompt], maxTokens: 2 });
    assert.equal(generation!.ids.length, 2);
  });

  it('falls back to the CPU with a message when a device cannot be used', async () => {
    const messages: string[] = [];
    const options = { config, weights, tokenizer: model.tokenizer, imageSettings: model.imageSettings };
    // DirectML exists on Windows alone and CoreML on macOS alone, so one of them is missing everywhere.
    const missing = process.platform === 'win32' ? 'coreml' : 'dml';
    const other = await QwenModel.fromWeights({
      ...options,
      device: missing,
      onMessage: (message) => messages.push(message),
    });
    await other.release();
    assert.equal(other.device, 'cpu');
    assert.match(messages.join(), /(dml|coreml) provider is not usable.*runs on the CPU instead/s);
  });
});

describe('a model whose weights are damaged', () => {
  it('says so instead of speaking', async () => {
    const bad = new Map(weights);
    bad.set('model.norm.weight', floats(new Float32Array(config.text.hiddenSize).fill(NaN), [config.text.hiddenSize]));
    const { tokenizer, imageSettings } = model;
    const damaged = await QwenModel.fromWeights({ config, weights: bad, tokenizer, imageSettings });
    await assert.rejects(
      damaged.generate({ prompts: [plain], maxTokens: 3 }),
      (error) => error instanceof QwenError && error.code === 'not-finite',
    );
    await damaged.release();
  });
});

describe('a model refuses with a clear error', () => {
  const cases: readonly (readonly [string, Prompt, RegExp])[] = [
    ['an empty prompt', { ids: [] }, /prompt is empty/],
    ['a prompt beyond its context', { ids: new Array<number>(513).fill(1) }, /at most 512/],
    ['a token it does not have', { ids: [320] }, /320 is not in the model's vocabulary/],
    ['image tokens without a picture', { ids: [300] }, /more than the 0 pictures/],
  ];
  for (const [name, prompt, message] of cases)
    it(name, async () => {
      await assert.rejects(
        model.generate({ prompts: [prompt], maxTokens: 1 }),
        (error) => error instanceof QwenError && error.code === 'prompt-invalid' && message.test(error.message),
      );
    });

  it('weights that do not fit the configuration', async () => {
    const parts = { config, tokenizer: model.tokenizer, imageSettings: model.imageSettings };
    const lacking = new Map(weights);
    lacking.delete('model.norm.weight');
    await assert.rejects(QwenModel.fromWeights({ ...parts, weights: lacking }), /model.norm.weight is missing/);
    const bent = new Map(weights).set('model.norm.weight', floats(new Float32Array(3), [3]));
    await assert.rejects(QwenModel.fromWeights({ ...parts, weights: bent }), /model.norm.weight is \[3\], not \[64\]/);
  });
});
