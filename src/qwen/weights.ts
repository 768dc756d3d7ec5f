import { floats, seededRandom } from '../nn/index.ts';
import type { FloatTensor, Weights } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import { QwenError } from './errors.ts';

/** Every tensor the text tower has, by Hugging Face name, with its shape. */
export function textShapes({ text, tiedEmbeddings }: QwenConfig): ReadonlyMap<string, readonly number[]> {
  const d = text.hiddenSize;
  const queries = text.heads * text.headDim;
  const keys = text.kvHeads * text.headDim;
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [text.vocabSize, d]]]);
  for (let layer = 0; layer < text.layers; layer++) {
    const at = `model.layers.${layer}`;
    shapes.set(`${at}.input_layernorm.weight`, [d]);
    for (const [part, out] of [
      ['q', queries],
      ['k', keys],
      ['v', keys],
    ] as const) {
      shapes.set(`${at}.self_attn.${part}_proj.weight`, [out, d]);
      shapes.set(`${at}.self_attn.${part}_proj.bias`, [out]);
    }
    shapes.set(`${at}.self_attn.o_proj.weight`, [d, queries]);
    shapes.set(`${at}.post_attention_layernorm.weight`, [d]);
    shapes.set(`${at}.mlp.gate_proj.weight`, [text.intermediateSize, d]);
    shapes.set(`${at}.mlp.up_proj.weight`, [text.intermediateSize, d]);
    shapes.set(`${at}.mlp.down_proj.weight`, [d, text.intermediateSize]);
  }
  shapes.set('model.norm.weight', [d]);
  if (!tiedEmbeddings) shapes.set('lm_head.weight', [text.vocabSize, d]);
  return shapes;
}

/** Every tensor the vision tower and its merger have, by Hugging Face name, with its shape. */
export function visionShapes({ vision }: QwenConfig): ReadonlyMap<string, readonly number[]> {
  const d = vision.hiddenSize;
  const merged = d * vision.spatialMergeSize ** 2;
  const patch = [vision.inChannels, vision.temporalPatchSize, vision.patchSize, vision.patchSize];
  const shapes = new Map<string, readonly number[]>([['visual.patch_embed.proj.weight', [d, ...patch]]]);
  for (let block = 0; block < vision.depth; block++) {
    const at = `visual.blocks.${block}`;
    const linear = (name: string, out: number, inner: number): void => {
      shapes.set(`${at}.${name}.weight`, [out, inner]);
      shapes.set(`${at}.${name}.bias`, [out]);
    };
    shapes.set(`${at}.norm1.weight`, [d]);
    linear('attn.qkv', 3 * d, d);
    linear('attn.proj', d, d);
    shapes.set(`${at}.norm2.weight`, [d]);
    linear('mlp.gate_proj', vision.intermediateSize, d);
    linear('mlp.up_proj', vision.intermediateSize, d);
    linear('mlp.down_proj', d, vision.intermediateSize);
  }
  shapes.set('visual.merger.ln_q.weight', [d]);
  shapes.set('visual.merger.mlp.0.weight', [merged, merged]);
  shapes.set('visual.merger.mlp.0.bias', [merged]);
  shapes.set('visual.merger.mlp.2.weight', [vision.outHiddenSize, merged]);
  shapes.set('visual.merger.mlp.2.bias', [vision.outHiddenSize]);
  return shapes;
}

/**
 * Checks that weights fit a configuration: all there, every shape right. Extra tensors are an error too.
 * Throws QwenError `weights-mismatch` with the first difference.
 */
export function requireWeightsFit(config: QwenConfig, weights: Weights): void {
  const shapes = new Map([...textShapes(config), ...visionShapes(config)]);
  for (const [name, shape] of shapes) {
    const tensor = weights.get(name);
    if (tensor === undefined)
      throw new QwenError('weights-mismatch', `The weights do not fit the configuration: ${name} is missing.`);
    if (tensor.shape.join() !== shape.join())
      throw new QwenError(
        'weights-mismatch',
        `The weights do not fit the configuration: ${name} is [${tensor.shape.join(', ')}], not [${shape.join(', ')}].`,
      );
  }
  for (const name of weights.keys())
    if (!shapes.has(name) && !(config.tiedEmbeddings && name === 'lm_head.weight'))
      throw new QwenError('weights-mismatch', `The weights do not fit the configuration: ${name} belongs to no layer.`);
}

/**
 * Fresh weights for training from scratch: norms 1, biases 0, matrices normal with deviation `deviation` (0.02, the
 * family's choice), the projections that write into the residual stream divided by √(2 · layers) as in GPT-2.
 * The same seed gives the same numbers.
 */
export function initialWeights(config: QwenConfig, seed: number, deviation = 0.02): Map<string, FloatTensor> {
  const out = new Map<string, FloatTensor>();
  const random = seededRandom(seed);
  for (const [shapes, depth] of [
    [textShapes(config), config.text.layers],
    [visionShapes(config), config.vision.depth],
  ] as const)
    for (const [name, shape] of shapes) {
      const data = new Float32Array(shape.reduce((product, dim) => product * dim, 1));
      const writesResidual = /\.(o_proj|down_proj|attn\.proj)\.weight$/.test(name);
      const scale = writesResidual ? deviation / Math.sqrt(2 * depth) : deviation;
      if (name.endsWith('.bias')) data.fill(0);
      else if (shape.length === 1) data.fill(1);
      else for (let i = 0; i < data.length; i++) data[i] = random.normal() * scale;
      out.set(name, floats(data, shape));
    }
  return out;
}
