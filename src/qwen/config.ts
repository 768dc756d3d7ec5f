import { z } from 'zod';
import { QwenError } from './errors.ts';

/** The language tower. */
export interface TextConfig {
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocabSize: number;
  readonly rmsNormEps: number;
  readonly ropeTheta: number;
  /** How many of the headDim/2 rotation frequencies follow the time, row and column position. */
  readonly mropeSection: readonly [number, number, number];
  readonly maxPositions: number;
}

/** The vision tower and its merger. */
export interface VisionConfig {
  readonly depth: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly outHiddenSize: number;
  readonly inChannels: number;
  readonly patchSize: number;
  readonly temporalPatchSize: number;
  readonly spatialMergeSize: number;
  /** Side of an attention window in pixels. */
  readonly windowSize: number;
  /** Blocks that attend to the whole image instead of a window. */
  readonly fullAttentionBlocks: readonly number[];
  readonly tokensPerSecond: number;
}

/** A Qwen2.5-VL model's shape and special tokens. */
export interface QwenConfig {
  readonly text: TextConfig;
  readonly vision: VisionConfig;
  readonly tiedEmbeddings: boolean;
  readonly imageTokenId: number;
  readonly videoTokenId: number;
  readonly visionStartTokenId: number;
  readonly visionEndTokenId: number;
  readonly bosTokenId: number | undefined;
  readonly eosTokenIds: readonly number[];
  readonly padTokenId: number | undefined;
}

const count = z.number().int().positive();
const tokenId = z.number().int().nonnegative();
const sections = z.tuple([tokenId, tokenId, tokenId]);

const textFields = z.object({
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.optional(),
  head_dim: count.nullish(),
  vocab_size: count,
  hidden_act: z.literal('silu').default('silu'),
  rms_norm_eps: z.number().positive().default(1e-6),
  max_position_embeddings: count.default(32768),
  rope_theta: z.number().positive().optional(),
  rope_scaling: z.object({ mrope_section: sections }).optional(),
  rope_parameters: z.object({ mrope_section: sections, rope_theta: z.number().positive() }).optional(),
  use_sliding_window: z.literal(false).default(false),
  bos_token_id: tokenId.nullish(),
  eos_token_id: z.union([tokenId, z.array(tokenId)]).nullish(),
  pad_token_id: tokenId.nullish(),
});

const visionFields = z.object({
  depth: count,
  hidden_size: count,
  intermediate_size: count,
  num_heads: count,
  out_hidden_size: count,
  hidden_act: z.literal('silu').default('silu'),
  in_channels: count.optional(),
  in_chans: count.optional(),
  patch_size: count.default(14),
  temporal_patch_size: count.default(2),
  spatial_merge_size: count.default(2),
  window_size: count.default(112),
  fullatt_block_indexes: z.array(tokenId).default([]),
  tokens_per_second: z.number().positive().default(4),
});

const commonFields = z.object({
  model_type: z.literal('qwen2_5_vl'),
  vision_config: visionFields,
  tie_word_embeddings: z.boolean().default(false),
  image_token_id: tokenId,
  video_token_id: tokenId,
  vision_start_token_id: tokenId,
  vision_end_token_id: tokenId,
  bos_token_id: tokenId.nullish(),
  eos_token_id: z.union([tokenId, z.array(tokenId)]).nullish(),
  pad_token_id: tokenId.nullish(),
});

/**
 * Reads a parsed `config.json` of Qwen2.5-VL: the nested form of transformers 5 (`text_config`) or the flat form of
 * checkpoints on the hub. Throws QwenError `config-invalid` naming the field.
 */
export function parseConfig(json: unknown): QwenConfig {
  const common = check(commonFields, json, '');
  const nested = z.object({ text_config: z.unknown() }).safeParse(json).data?.text_config;
  const text = check(textFields, nested ?? json, nested === undefined ? '' : 'text_config.');
  const mropeSection = text.rope_parameters?.mrope_section ?? text.rope_scaling?.mrope_section;
  if (mropeSection === undefined)
    throw new QwenError(
      'config-invalid',
      'The model configuration lacks rope_parameters or rope_scaling with mrope_section.',
    );
  const eos = text.eos_token_id ?? common.eos_token_id ?? [];
  const vision = common.vision_config;
  const config: QwenConfig = {
    text: {
      hiddenSize: text.hidden_size,
      intermediateSize: text.intermediate_size,
      layers: text.num_hidden_layers,
      heads: text.num_attention_heads,
      kvHeads: text.num_key_value_heads ?? text.num_attention_heads,
      headDim: text.head_dim ?? text.hidden_size / text.num_attention_heads,
      vocabSize: text.vocab_size,
      rmsNormEps: text.rms_norm_eps,
      ropeTheta: text.rope_parameters?.rope_theta ?? text.rope_theta ?? 1_000_000,
      mropeSection,
      maxPositions: text.max_position_embeddings,
    },
    vision: {
      depth: vision.depth,
      hiddenSize: vision.hidden_size,
      intermediateSize: vision.intermediate_size,
      heads: vision.num_heads,
      outHiddenSize: vision.out_hidden_size,
      inChannels: vision.in_channels ?? vision.in_chans ?? 3,
      patchSize: vision.patch_size,
      temporalPatchSize: vision.temporal_patch_size,
      spatialMergeSize: vision.spatial_merge_size,
      windowSize: vision.window_size,
      fullAttentionBlocks: vision.fullatt_block_indexes,
      tokensPerSecond: vision.tokens_per_second,
    },
    tiedEmbeddings: common.tie_word_embeddings,
    imageTokenId: common.image_token_id,
    videoTokenId: common.video_token_id,
    visionStartTokenId: common.vision_start_token_id,
    visionEndTokenId: common.vision_end_token_id,
    bosTokenId: text.bos_token_id ?? common.bos_token_id ?? undefined,
    eosTokenIds: typeof eos === 'number' ? [eos] : eos,
    padTokenId: text.pad_token_id ?? common.pad_token_id ?? undefined,
  };
  requireConsistent(config);
  return config;
}

function check<T>(schema: z.ZodType<T>, json: unknown, prefix: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? 'the file' : prefix + issue.path.join('.');
  throw new QwenError(
    'config-invalid',
    `The model configuration is not usable: ${field}: ${issue?.message ?? 'invalid'}.`,
    {
      cause: parsed.error,
    },
  );
}

function requireConsistent({ text, vision }: QwenConfig): void {
  const problems: readonly (readonly [boolean, string])[] = [
    [!Number.isInteger(text.headDim) || text.headDim % 2 !== 0, 'the size of a text head must be an even whole number'],
    [text.heads % text.kvHeads !== 0, 'num_attention_heads must be a multiple of num_key_value_heads'],
    [
      text.mropeSection[0] + text.mropeSection[1] + text.mropeSection[2] !== text.headDim / 2,
      'mrope_section must add up to half the size of a head',
    ],
    [(vision.hiddenSize / vision.heads) % 4 !== 0, 'the size of a vision head must be a multiple of four'],
    [
      vision.outHiddenSize !== text.hiddenSize,
      'out_hidden_size of the vision tower must equal hidden_size of the text tower',
    ],
    [
      vision.windowSize % (vision.patchSize * vision.spatialMergeSize) !== 0,
      'window_size must be a multiple of patch_size · spatial_merge_size',
    ],
  ];
  const problem = problems.find(([wrong]) => wrong);
  if (problem !== undefined)
    throw new QwenError('config-invalid', `The model configuration is not usable: ${problem[1]}.`);
}

/** The configuration as `config.json` in the nested form, which transformers and transformers.js read. */
export function configJson(config: QwenConfig): Readonly<Record<string, unknown>> {
  const { text, vision } = config;
  const tokens = {
    ...(config.bosTokenId === undefined ? {} : { bos_token_id: config.bosTokenId }),
    ...(config.eosTokenIds.length === 0
      ? {}
      : { eos_token_id: config.eosTokenIds.length === 1 ? config.eosTokenIds[0] : config.eosTokenIds }),
    ...(config.padTokenId === undefined ? {} : { pad_token_id: config.padTokenId }),
  };
  const rope = { mrope_section: text.mropeSection, rope_theta: text.ropeTheta, rope_type: 'default' };
  return {
    architectures: ['Qwen2_5_VLForConditionalGeneration'],
    model_type: 'qwen2_5_vl',
    dtype: 'float16',
    image_token_id: config.imageTokenId,
    video_token_id: config.videoTokenId,
    vision_start_token_id: config.visionStartTokenId,
    vision_end_token_id: config.visionEndTokenId,
    tie_word_embeddings: config.tiedEmbeddings,
    ...tokens,
    text_config: {
      model_type: 'qwen2_5_vl_text',
      hidden_size: text.hiddenSize,
      intermediate_size: text.intermediateSize,
      num_hidden_layers: text.layers,
      num_attention_heads: text.heads,
      num_key_value_heads: text.kvHeads,
      head_dim: text.headDim,
      vocab_size: text.vocabSize,
      hidden_act: 'silu',
      rms_norm_eps: text.rmsNormEps,
      max_position_embeddings: text.maxPositions,
      rope_parameters: rope,
      rope_theta: text.ropeTheta,
      rope_scaling: { type: 'mrope', mrope_section: text.mropeSection },
      use_sliding_window: false,
      tie_word_embeddings: config.tiedEmbeddings,
      ...tokens,
    },
    vision_config: {
      model_type: 'qwen2_5_vl',
      depth: vision.depth,
      hidden_size: vision.hiddenSize,
      intermediate_size: vision.intermediateSize,
      num_heads: vision.heads,
      out_hidden_size: vision.outHiddenSize,
      hidden_act: 'silu',
      in_channels: vision.inChannels,
      patch_size: vision.patchSize,
      temporal_patch_size: vision.temporalPatchSize,
      spatial_merge_size: vision.spatialMergeSize,
      window_size: vision.windowSize,
      fullatt_block_indexes: vision.fullAttentionBlocks,
      tokens_per_second: vision.tokensPerSecond,
    },
  };
}
