import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QwenError, TextTrainer, initialWeights, parseConfig, textBatch } from '../../../src/qwen/index.ts';
import type { TextExample } from '../../../src/qwen/index.ts';
import { goldenJson } from '../../golden/golden_data.ts';

const config = parseConfig(goldenJson('qwen2_5_vl', 'config.json'));
const d = config.text.hiddenSize;
const image = { features: new Float32Array(4 * d).fill(0.1), grid: [1, 4, 4] as const };
const pictured: TextExample = { ids: [302, 300, 300, 300, 300, 303, 10, 11, 12], completionStart: 7, images: [image] };
const plain: TextExample = { ids: [1, 2, 3, 4], completionStart: 2 };
const shape = { rows: 3, length: 12, targets: 8, features: 6 };

describe('a batch', () => {
  it('puts tokens, features, positions and targets where the graph looks for them', () => {
    const { feeds, spans, weightSum } = textBatch(config, shape, [plain, pictured]);
    const numbers = (name: string): number[] => Array.from(feeds[name]!.data, Number);
    const { vocabSize } = config.text;
    assert.deepEqual(numbers('tokens').slice(12, 21), [
      302,
      vocabSize,
      vocabSize + 1,
      vocabSize + 2,
      vocabSize + 3,
      303,
      10,
      11,
      12,
    ]);
    const at = (axis: number): number[] => numbers('positions').slice((axis * 3 + 1) * 12, (axis * 3 + 1) * 12 + 9);
    assert.deepEqual(
      [at(0), at(1), at(2)],
      [
        [0, 1, 1, 1, 1, 3, 4, 5, 6],
        [0, 1, 1, 2, 2, 3, 4, 5, 6],
        [0, 1, 2, 1, 2, 3, 4, 5, 6],
      ],
    );
    assert.deepEqual(numbers('scored').slice(0, 4), [1, 2, 12 + 6, 12 + 7]);
    assert.deepEqual(numbers('targets').slice(0, 4), [3, 4, 11, 12]);
    assert.deepEqual(numbers('weights'), [0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0]);
    assert.deepEqual(spans, [
      [0, 2],
      [2, 4],
    ]);
    assert.equal(weightSum, 4);
  });

  it('keeps weights as they are when told, and their share otherwise', () => {
    const weighted = { ...plain, weights: [3, -1] };
    const raw = textBatch(config, shape, [weighted], { normalise: false });
    assert.deepEqual(Array.from(raw.feeds['weights']!.data, Number).slice(0, 2), [3, -1]);
    const share = textBatch(config, shape, [weighted]);
    assert.deepEqual(Array.from(share.feeds['weights']!.data, Number).slice(0, 2), [1.5, -0.5]);
  });

  const wrong: readonly (readonly [string, readonly TextExample[], RegExp])[] = [
    ['too many sequences', [plain, plain, plain, plain], /do not fit a batch of 3/],
    ['too long a sequence', [{ ids: new Array<number>(13).fill(1), completionStart: 1 }], /does not fit the length 12/],
    [
      'too many completion tokens',
      [{ ids: new Array<number>(12).fill(1), completionStart: 1 }],
      /more than 8 completion tokens/,
    ],
    ['too many features', [pictured, pictured], /more than 6 feature rows/],
    ['a completion without a token before it', [{ ids: [1, 2], completionStart: 0 }], /cannot start at token 0/],
    ['a wrong number of weights', [{ ...plain, weights: [1] }], /one weight for each/],
    [
      'features that do not match the image tokens',
      [{ ...pictured, images: [{ ...image, features: new Float32Array(3 * d) }] }],
      /do not match/,
    ],
  ];
  for (const [name, examples, message] of wrong)
    it(`refuses ${name}`, () => {
      assert.throws(
        () => textBatch(config, shape, examples),
        (error) => error instanceof QwenError && error.code === 'batch-invalid' && message.test(error.message),
      );
    });
});

describe('the text trainer', () => {
  it('gives the same numbers while shapes come and go', async () => {
    const trainer = new TextTrainer({ config, weights: initialWeights(config, 1), threads: 2, maxShapes: 1 });
    const small = textBatch(config, shape, [plain, pictured]);
    const large = textBatch(config, { ...shape, length: 20, targets: 9 }, [plain, pictured]);
    const first = await trainer.evaluate(small);
    const both = await Promise.all([trainer.evaluate(small), trainer.evaluate(small)]);
    const wide = await trainer.evaluate(large);
    const again = await trainer.evaluate(small);
    await trainer.release();
    assert.deepEqual([both[0], both[1], again], [first, first, first]);
    assert.ok(Math.abs(wide.loss - first.loss) < 1e-5);
    assert.equal(first.predicted.length, shape.targets);
  });

  it('refuses weights of another size at once', () => {
    const weights = initialWeights(config, 1);
    weights.delete('model.norm.weight');
    assert.throws(() => new TextTrainer({ config, weights }), /lack the tensor model.norm.weight/);
  });
});
