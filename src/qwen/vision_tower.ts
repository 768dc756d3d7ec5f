import { add, attention, gelu, linear, mul, reshape, rmsNorm, rotary, silu, split, transpose } from '../nn/index.ts';
import type { Value } from '../nn/index.ts';
import type { QwenConfig } from './config.ts';
import type { WeightSource } from './weight_sources.ts';

/** The epsilon of every norm in the vision tower; its configuration has no field for it. */
const VISION_EPSILON = 1e-6;

/** What the vision tower works on. Pictures are rows of patches, all of one length. */
export interface VisionInputs {
  /** [pictures, patches, channels · time · height · width], as the image processor orders them. */
  readonly pixels: Value;
  /** Cosine and sine of the 2-D rotation angles, [pictures or 1, patches, 1, headDim/2]. */
  readonly cos: Value;
  readonly sin: Value;
  /** Added to attention scores in blocks that see the whole picture, [pictures or 1, 1, patches, patches]; none: 0. */
  readonly pictureMask: Value | undefined;
  /** The same for blocks that see only their window. */
  readonly windowMask: Value;
}

/** What the vision tower gives. */
export interface VisionOutputs {
  /** Before the first block: [pictures, patches, hidden]. */
  readonly embedded: Value;
  /** After each block, in the original order of patches (not the window order of the reference code). */
  readonly blocks: readonly Value[];
  /** After the merger: [pictures, patches / merge², text hidden]. */
  readonly merged: Value;
}

/**
 * The vision tower of Qwen2.5-VL. The reference code reorders patches by window so that attention can run on slices;
 * every other step treats patches alone or in merge units that stay whole, so a mask in the original order gives the
 * same numbers without the reordering.
 */
export function visionTower(weight: WeightSource, config: QwenConfig, inputs: VisionInputs): VisionOutputs {
  const { vision } = config;
  const d = vision.hiddenSize;
  const [pictures, patches, patchLength] = inputs.pixels.shape;
  // The patch convolution has a stride of its own size, so it is a product.
  const kernel = reshape(weight('visual.patch_embed.proj.weight'), [d, patchLength!]);
  const embedded = linear(inputs.pixels, kernel);
  const blocks: Value[] = [];
  let hidden = embedded;
  for (let block = 0; block < vision.depth; block++) {
    const at = `visual.blocks.${block}`;
    const mask = vision.fullAttentionBlocks.includes(block) ? inputs.pictureMask : inputs.windowMask;
    const normed = rmsNorm(hidden, weight(`${at}.norm1.weight`), VISION_EPSILON);
    hidden = add(hidden, selfAttention(weight, config, `${at}.attn`, inputs, mask, normed));
    hidden = add(hidden, gatedMlp(weight, `${at}.mlp`, rmsNorm(hidden, weight(`${at}.norm2.weight`), VISION_EPSILON)));
    blocks.push(hidden);
  }
  const unit = vision.spatialMergeSize ** 2;
  const tokens = typeof patches === 'number' ? patches / unit : 'image_tokens';
  const grouped = reshape(rmsNorm(hidden, weight('visual.merger.ln_q.weight'), VISION_EPSILON), [
    pictures!,
    tokens,
    unit * d,
  ]);
  const inner = gelu(biased(weight, 'visual.merger.mlp.0', grouped));
  return { embedded, blocks, merged: biased(weight, 'visual.merger.mlp.2', inner) };
}

function selfAttention(
  weight: WeightSource,
  { vision }: QwenConfig,
  at: string,
  { cos, sin }: VisionInputs,
  mask: Value | undefined,
  x: Value,
): Value {
  const [pictures, patches, d] = x.shape;
  const { heads } = vision;
  const headDim = vision.hiddenSize / heads;
  const [turning, still] = split(biased(weight, `${at}.qkv`, x), -1, [2 * vision.hiddenSize, vision.hiddenSize]);
  const turned = rotary(reshape(turning!, [pictures!, patches!, 2 * heads, headDim]), cos, sin);
  const [query, key] = split(transpose(turned, [0, 2, 1, 3]), 1, [heads, heads]);
  const value = transpose(reshape(still!, [pictures!, patches!, heads, headDim]), [0, 2, 1, 3]);
  const mixed = attention(mul(query!, headDim ** -0.5), key!, value, { heads, mask });
  return biased(weight, `${at}.proj`, reshape(transpose(mixed, [0, 2, 1, 3]), [pictures!, patches!, d!]));
}

function gatedMlp(weight: WeightSource, at: string, x: Value): Value {
  const gate = silu(biased(weight, `${at}.gate_proj`, x));
  return biased(weight, `${at}.down_proj`, mul(gate, biased(weight, `${at}.up_proj`, x)));
}

function biased(weight: WeightSource, name: string, x: Value): Value {
  return linear(x, weight(`${name}.weight`), weight(`${name}.bias`));
}
