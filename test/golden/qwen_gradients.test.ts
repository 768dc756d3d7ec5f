import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { AdamW, floatTensors, floats, readSafetensors } from '../../src/nn/index.ts';
import type { FloatTensor } from '../../src/nn/index.ts';
import { TextTrainer, parseConfig, textBatch, textShapes } from '../../src/qwen/index.ts';
import { readFileSync } from 'node:fs';
import { goldenJson, goldenPath, goldenTensors, maxDifference, relativeToMax } from './golden_data.ts';

const config = parseConfig(goldenJson('qwen2_5_vl', 'config.json'));
const caseB = goldenTensors('qwen2_5_vl', 'case_b.safetensors');
const expected = goldenTensors('qwen2_5_vl', 'grads_case_b.safetensors');
const ids = caseB.numbers('input_ids');
const [frames, rows, columns] = caseB.numbers('image_grid_thw');
const features = caseB.floats('image_features');

function freshWeights(): Map<string, FloatTensor> {
  return floatTensors(readSafetensors(readFileSync(goldenPath('qwen2_5_vl', 'model.safetensors'))));
}

// The loss is the mean cross entropy of the last six tokens.
const batch = textBatch(config, { rows: 1, length: ids.length, targets: 6, features: features.shape[0]! }, [
  {
    ids,
    completionStart: ids.length - 6,
    images: [{ features: features.data, grid: [frames!, rows!, columns!] }],
  },
]);

describe('gradients of the text tower with two threads', () => {
  const trainer = new TextTrainer({ config, weights: freshWeights(), threads: 2 });
  after(() => trainer.release());

  for (const repetition of ['first', 'second'])
    it(`agree with PyTorch element by element, ${repetition} time`, async () => {
      const { loss, gradients } = await trainer.gradients(batch);
      assert.ok(Math.abs(loss - expected.floats('loss').data[0]!) <= 1e-5);
      assert.deepEqual([...gradients.keys()].sort(), [...textShapes(config).keys()].sort());
      for (const [name, gradient] of gradients) {
        const error = relativeToMax(gradient, expected.floats(name).data);
        assert.ok(error <= 1e-4, `${name}: ${error}`);
      }
    });

  it('are the same for padded rows and lengths', async () => {
    const roomy = textBatch(
      config,
      { rows: 3, length: ids.length + 9, targets: 11, features: features.shape[0]! + 4 },
      [
        { ids: [3, 4, 5], completionStart: 1, weights: [0, 0] },
        {
          ids,
          completionStart: ids.length - 6,
          images: [{ features: features.data, grid: [frames!, rows!, columns!] }],
        },
      ],
    );
    const { loss, gradients } = await trainer.gradients(roomy);
    assert.ok(Math.abs(loss - expected.floats('loss').data[0]!) <= 1e-5);
    for (const [name, gradient] of gradients) {
      const error = relativeToMax(gradient, expected.floats(name).data);
      assert.ok(error <= 1e-4, `${name}: ${error}`);
    }
  });

  it('of a subset are those of the whole', async () => {
    const names = ['model.layers.1.self_attn.v_proj.weight', 'model.norm.weight'];
    const some = new TextTrainer({ config, weights: freshWeights(), threads: 2, trainable: names });
    const { gradients } = await some.gradients(batch);
    await some.release();
    assert.deepEqual([...gradients.keys()], names);
    for (const [name, gradient] of gradients)
      assert.ok(relativeToMax(gradient, expected.floats(name).data) <= 1e-4, name);
  });
});

describe('five AdamW steps', () => {
  const golden = goldenTensors('qwen2_5_vl', 'adamw_case_b.safetensors');
  const { adamw } = goldenJson<{ adamw: { lr: number; weight_decay: number; betas: [number, number]; eps: number } }>(
    'qwen2_5_vl',
    'cases.json',
  );

  it('give the losses and parameters of torch.optim.AdamW', async () => {
    const weights = freshWeights();
    const trainer = new TextTrainer({ config, weights, threads: 2 });
    const optimiser = new AdamW({
      beta1: adamw.betas[0],
      beta2: adamw.betas[1],
      epsilon: adamw.eps,
      weightDecay: adamw.weight_decay,
    });
    const losses: number[] = [];
    for (let step = 0; step < 5; step++) {
      const { loss, gradients } = await trainer.gradients(batch);
      losses.push(loss);
      optimiser.step(weights, gradients, adamw.lr);
    }
    const { loss } = await trainer.evaluate(batch);
    await trainer.release();
    assert.ok(maxDifference(losses, golden.floats('losses').data) <= 1e-4);
    assert.ok(Math.abs(loss - golden.floats('loss_after_step_5').data[0]!) <= 1e-4);
    for (const name of ['model.layers.0.self_attn.q_proj.bias', 'model.layers.1.mlp.down_proj.weight']) {
      const differences = weights.get(name)!.data.map((value, i) => Math.abs(value - golden.floats(name).data[i]!));
      const near = differences.filter((difference) => difference <= 1e-4).length;
      assert.ok(near >= 0.999 * differences.length, `${name}: ${near} of ${differences.length}`);
      assert.ok(Math.max(...differences) <= 5e-3, name);
    }
  });

  it('interrupted, saved and resumed give the same weights bit for bit', async () => {
    const run = async (interrupt: boolean): Promise<Float32Array> => {
      let weights = freshWeights();
      let trainer = new TextTrainer({ config, weights, threads: 2 });
      let optimiser = new AdamW({ clipNorm: 1 });
      for (let step = 0; step < 4; step++) {
        if (interrupt && step === 2) {
          const state = new Map([...optimiser.state()].map(([name, t]) => [name, floats(t.data.slice(), t.shape)]));
          weights = new Map([...weights].map(([name, t]) => [name, floats(t.data.slice(), t.shape)]));
          await trainer.release();
          trainer = new TextTrainer({ config, weights, threads: 2 });
          optimiser = new AdamW({ clipNorm: 1 });
          optimiser.restore(state);
        }
        const { gradients } = await trainer.gradients(batch);
        optimiser.step(weights, gradients, 1e-3);
      }
      await trainer.release();
      return weights.get('model.layers.0.self_attn.q_proj.weight')!.data;
    };
    assert.deepEqual(await run(true), await run(false));
  });
});
