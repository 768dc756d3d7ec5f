import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  QwenError,
  configJson,
  initialWeights,
  parseConfig,
  requireWeightsFit,
  textShapes,
  visionShapes,
} from '../../../src/qwen/index.ts';
import { goldenJson } from '../../golden/golden_data.ts';

type Json = Record<string, unknown>;
const flat = goldenJson<Json>('qwen2_5_vl', 'config.hub_style.json');
const nested = goldenJson<Json>('qwen2_5_vl', 'config.json');

describe('a configuration', () => {
  it('reads the same from the nested and the flat form', () => {
    const config = parseConfig(nested);
    assert.deepEqual(parseConfig(flat), config);
    assert.deepEqual(config.text.mropeSection, [2, 3, 3]);
    assert.equal(config.text.headDim, 16);
    assert.deepEqual(config.eosTokenIds, [2]);
  });

  it('comes back from what it writes', () => {
    const config = { ...parseConfig(nested), eosTokenIds: [2, 7], padTokenId: 0 };
    assert.deepEqual(parseConfig(JSON.parse(JSON.stringify(configJson(config)))), config);
  });

  const vision = flat['vision_config'] as Json;
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['that is no object', 7, /the file/],
    ['of another model', { ...flat, model_type: 'llava' }, /model_type/],
    ['without a size', { ...flat, hidden_size: undefined }, /hidden_size/],
    ['with a negative size', { ...flat, num_hidden_layers: -1 }, /num_hidden_layers/],
    ['without 3-D positions', { ...flat, rope_scaling: undefined }, /mrope_section/],
    ['with another activation', { ...flat, hidden_act: 'gelu' }, /hidden_act/],
    ['with a sliding window', { ...flat, use_sliding_window: true }, /use_sliding_window/],
    ['with heads that do not group', { ...flat, num_key_value_heads: 3 }, /multiple of num_key_value_heads/],
    [
      'with sections that do not fill a head',
      { ...flat, rope_scaling: { mrope_section: [2, 2, 2] } },
      /mrope_section must add up/,
    ],
    ['whose towers do not meet', { ...flat, vision_config: { ...vision, out_hidden_size: 32 } }, /out_hidden_size/],
    ['with a window of half a patch', { ...flat, vision_config: { ...vision, window_size: 50 } }, /window_size/],
  ];
  for (const [name, json, message] of wrong)
    it(`${name} is refused by its field`, () => {
      assert.throws(
        () => parseConfig(json),
        (error) => error instanceof QwenError && error.code === 'config-invalid' && message.test(error.message),
      );
    });
});

describe('fresh weights', () => {
  const config = parseConfig(nested);

  it('fit their configuration and are the same for the same seed', () => {
    const weights = initialWeights(config, 5);
    requireWeightsFit(config, weights);
    assert.equal(weights.size, textShapes(config).size + visionShapes(config).size);
    assert.deepEqual(initialWeights(config, 5), weights);
    const name = 'model.embed_tokens.weight';
    assert.notDeepEqual(initialWeights(config, 6).get(name), weights.get(name));
  });

  it('start norms at one, biases at zero and matrices with the asked deviation', () => {
    const weights = initialWeights(config, 5, 0.05);
    const deviation = (name: string): number => {
      const { data } = weights.get(name)!;
      return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
    };
    assert.ok(weights.get('model.norm.weight')!.data.every((x) => x === 1));
    assert.ok(weights.get('visual.blocks.0.attn.qkv.bias')!.data.every((x) => x === 0));
    assert.ok(Math.abs(deviation('model.embed_tokens.weight') - 0.05) < 0.001);
    assert.ok(Math.abs(deviation('model.layers.1.mlp.down_proj.weight') - 0.05 / 2) < 0.001);
  });

  it('refuse tensors that belong to no layer', () => {
    const weights = new Map(initialWeights(config, 5));
    weights.set('head.extra', weights.get('model.norm.weight')!);
    assert.throws(() => requireWeightsFit(config, weights), /head.extra belongs to no layer/);
  });
});
