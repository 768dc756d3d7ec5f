import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createSession, floatOutput, floatTensors, floats, int64s, readSafetensors } from '../../src/nn/index.ts';
import type { FloatTensor } from '../../src/nn/index.ts';
import { mergeLora, parseConfig } from '../../src/qwen/index.ts';
import { decoderGraph } from '../../src/qwen/inference_graphs.ts';
import { goldenJson, goldenPath, goldenTensors, maxDifference } from './golden_data.ts';

const read = (...parts: string[]): Map<string, FloatTensor> =>
  floatTensors(readSafetensors(readFileSync(goldenPath('qwen2_5_vl', ...parts))));
const config = parseConfig(goldenJson('qwen2_5_vl', 'config.json'));
const weights = read('model.safetensors');
const adapter = read('lora', 'adapter_model.safetensors');
const settings = goldenJson<Record<string, unknown>>('qwen2_5_vl', 'lora', 'adapter_config.json');

describe('a LoRA adapter merged into the weights', () => {
  it('gives the logits of PEFT', async () => {
    const caseB = goldenTensors('qwen2_5_vl', 'case_b.safetensors');
    const expected = goldenTensors('qwen2_5_vl', 'lora', 'case_b_logits.safetensors');
    const [name] = expected.all.keys();
    const decoder = await createSession(decoderGraph(config, mergeLora(weights, adapter, settings), 'float32'), {
      threads: 2,
    });
    const { kvHeads, headDim } = config.text;
    const empty = [0, 1].flatMap((layer) => ['key', 'value'].map((part) => `past_key_values.${layer}.${part}`));
    const results = await decoder.run({
      // The adapter leaves embeddings and vision alone, so the stored embeddings serve.
      inputs_embeds: caseB.floats('inputs_embeds'),
      attention_mask: caseB.get('attention_mask'),
      position_ids: caseB.get('position_ids'),
      num_logits_to_keep: int64s([0], []),
      ...Object.fromEntries(empty.map((input) => [input, floats(new Float32Array(0), [1, kvHeads, 0, headDim])])),
    });
    await decoder.release();
    assert.ok(maxDifference(floatOutput(results, 'logits'), expected.floats(name!).data) <= 1e-4);
  });

  it('leaves the old weights as they were', () => {
    const name = 'model.layers.0.self_attn.q_proj.weight';
    const before = weights.get(name)!.data.slice();
    assert.notDeepEqual(mergeLora(weights, adapter, settings).get(name)!.data, before);
    assert.deepEqual(weights.get(name)!.data, before);
  });

  it('is refused when it belongs to another model', () => {
    const narrow = new Map(weights).set('model.layers.0.self_attn.q_proj.weight', floats(new Float32Array(4), [2, 2]));
    assert.throws(
      () => mergeLora(narrow, adapter, settings),
      /does not fit the model at model\.layers\.0\.self_attn\.q_proj/,
    );
    const half = new Map([...adapter].slice(1));
    assert.throws(() => mergeLora(weights, half, settings), /has no partner/);
    assert.throws(() => mergeLora(weights, adapter, { ...settings, use_dora: true }), /use_dora/);
  });
});
