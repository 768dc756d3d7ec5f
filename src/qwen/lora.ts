import { z } from 'zod';
import { floats } from '../nn/index.ts';
import type { FloatTensor, Weights } from '../nn/index.ts';
import { QwenError } from './errors.ts';

const configSchema = z.object({
  peft_type: z.literal('LORA'),
  r: z.number().int().positive(),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().default(false),
  use_dora: z.literal(false).default(false),
  fan_in_fan_out: z.literal(false).default(false),
  bias: z.literal('none').default('none'),
});

/** The name of the weight that an adapter tensor changes: PEFT writes module names, weight files hub names. */
function baseName(module: string): string {
  return `${module
    .replace(/^base_model\.model\./, '')
    .replace(/^model\.language_model\./, 'model.')
    .replace(/^model\.visual\./, 'visual.')}.weight`;
}

/**
 * Adds a PEFT LoRA adapter to weights: W + α/r · B·A (Hu et al. 2022), α/√r with rank-stabilised scaling.
 * @param adapter tensors of `adapter_model.safetensors`; @param json parsed `adapter_config.json`
 * @returns a new map; tensors the adapter leaves alone are shared with the old one
 * @throws QwenError `weights-mismatch` or `config-invalid`
 */
export function mergeLora(weights: Weights, adapter: Weights, json: unknown): Map<string, FloatTensor> {
  const parsed = configSchema.safeParse(json);
  if (!parsed.success)
    throw new QwenError(
      'config-invalid',
      `adapter_config.json is not usable: ${parsed.error.issues[0]?.path.join('.')}.`,
    );
  const { r, lora_alpha: alpha, use_rslora: stabilised } = parsed.data;
  const scale = alpha / (stabilised ? Math.sqrt(r) : r);
  const merged = new Map(weights);
  for (const [name, down] of adapter) {
    const module = /^(.*)\.lora_A\.weight$/.exec(name)?.[1];
    if (module === undefined) {
      if (/\.lora_B\.weight$/.test(name) && adapter.has(name.replace('.lora_B.', '.lora_A.'))) continue;
      throw new QwenError('weights-mismatch', `The adapter's tensor ${name} has no partner or is no part of LoRA.`);
    }
    const up = adapter.get(`${module}.lora_B.weight`);
    const base = weights.get(baseName(module));
    const [out, inner] = base?.shape ?? [];
    if (
      base === undefined ||
      out === undefined ||
      inner === undefined ||
      up?.shape.join() !== `${out},${r}` ||
      down.shape.join() !== `${r},${inner}`
    )
      throw new QwenError('weights-mismatch', `The adapter does not fit the model at ${baseName(module)}.`);
    const data = base.data.slice();
    for (let row = 0; row < out; row++)
      for (let rank = 0; rank < r; rank++) {
        const factor = scale * up.data[row * r + rank]!;
        for (let column = 0; column < inner; column++)
          data[row * inner + column]! += factor * down.data[rank * inner + column]!;
      }
    merged.set(baseName(module), floats(data, base.shape));
  }
  return merged;
}
