import { evaluationContext, GENERATORS, type CorpusExample, type Scenario } from '../../bench/corpus/index.ts';
import { TYPED_NAMES } from '../../bench/names/index.ts';
import type { World } from '../../bench/world/index.ts';
import { explainTrace } from '../../judges/rule/index.ts';
import { renderChat } from '../../prompts/index.ts';
import type { QwenModel } from '../../qwen/index.ts';
import { exactMatch } from '../../text/index.ts';
import { drawStream } from '../vision_stage.ts';
import type { FeatureCache } from './vision.ts';
import type { LanguageExample } from '../sequence.ts';
import { IMAGE_GRID, IMAGE_TOKENS } from './shape.ts';

/** One generated answer with everything that was asked. */
export interface ScoredExample {
  readonly example: CorpusExample;
  readonly output: string;
  readonly finish: string;
  readonly valid: boolean;
  readonly correct: boolean;
  /** GS for normal and conflict, EI for locality, IU for multi-hop with a fact; null where none applies. */
  readonly outcome: 0 | 1 | null;
}

export interface EvaluationOptions {
  readonly world: World;
  readonly model: QwenModel;
  /** Features of the held-out photographs, unvaried. */
  readonly features: FeatureCache;
  readonly seed: number;
  readonly shape: (example: CorpusExample) => LanguageExample;
  readonly schema: boolean;
  /** Every picture replaced by one flat grey: what is left is what the model does not see. */
  readonly blank?: Float32Array;
  readonly signal?: AbortSignal;
}

const ROWS = 32;

/** Generates and judges `count` evaluation examples of one scenario: held-out photographs, names, wordings, entities. */
export async function evaluateScenario(
  scenario: Scenario | 'typed',
  count: number,
  options: EvaluationOptions,
): Promise<readonly ScoredExample[]> {
  const context = evaluationContext(options.world);
  const examples = Array.from({ length: count }, (_, i) => {
    const random = drawStream(options.seed, `evaluate/${scenario}`, i);
    if (scenario !== 'typed') return GENERATORS[scenario](context, random);
    return GENERATORS.normal({ ...context, newName: () => TYPED_NAMES[i % TYPED_NAMES.length]! }, random);
  });
  const out: ScoredExample[] = [];
  for (let start = 0; start < examples.length; start += ROWS) {
    const batch = examples.slice(start, start + ROWS);
    const prompts = batch.map((example) => {
      const shaped = options.shape(example);
      const features = shaped.image === null ? null : (options.blank ?? options.features.at(shaped.image));
      return options.model.prompt(
        renderChat(shaped.messages),
        features === null ? [] : [{ features, grid: IMAGE_GRID }],
      );
    });
    const generations = await options.model.generate({
      prompts,
      maxTokens: 160,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    batch.forEach((example, i) =>
      out.push(scored(example, generations[i]!.text, generations[i]!.finish, options.schema)),
    );
  }
  return out;
}

function scored(example: CorpusExample, output: string, finish: string, schema: boolean): ScoredExample {
  if (!schema) {
    return { example, output, finish, valid: true, correct: exactMatch(output, example.answer) === 1, outcome: null };
  }
  const { trace, verdict } = explainTrace(output, {
    fact: example.fact,
    gold: [example.answer],
    preEdit: example.preEdit,
    hops: example.hops,
    finishReason: finish,
    ...(example.type === null ? {} : { sampleType: example.type }),
    ...(example.probe === null ? {} : { probe: example.probe }),
  });
  return {
    example,
    output,
    finish,
    valid: trace.schema.valid,
    correct: trace.answer !== null && exactMatch(trace.answer.text, example.answer) === 1,
    outcome: verdict.P1?.gs ?? verdict.P2?.ei ?? (example.fact === null ? null : (verdict.P3?.iu ?? null)),
  };
}

/** Share of a yes/no over scored examples; NaN when none applies. */
export function share(scored: readonly ScoredExample[], of: (s: ScoredExample) => boolean | null): number {
  const judged = scored.map(of).filter((v) => v !== null);
  return judged.filter(Boolean).length / judged.length;
}

/** Merged features of one image that show nothing in particular: the mean over all photographs. */
export function blankFeatures(features: FeatureCache, entities: number): Float32Array {
  const size = features.at({ entity: 0, view: 0 }).length;
  const mean = new Float32Array(size);
  for (let entity = 0; entity < entities; entity++) {
    features.at({ entity, view: 0 }).forEach((v, i) => (mean[i]! += v / entities));
  }
  if (size % IMAGE_TOKENS !== 0) throw new RangeError('The features of an image do not fill its tokens.');
  return mean;
}
