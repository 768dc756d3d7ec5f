import type { Tokenizer } from '@huggingface/tokenizers';
import { GENERATORS, trainingContext, type CorpusExample, type Scenario } from '../../bench/corpus/index.ts';
import { templateTexts } from '../../bench/wordings/index.ts';
import { CITIES, type World } from '../../bench/world/index.ts';
import {
  buildPrompt,
  factLine,
  NO_FACT_LINE,
  questionLine,
  SYSTEM_TURN,
  type PromptMessage,
} from '../../prompts/index.ts';
import { drawStream } from '../vision_stage.ts';
import { encodeExample, structureIds, type ImageKey, type LanguageExample, type Sequence } from '../sequence.ts';
import { IMAGE_TOKENS } from './shape.ts';

/** How often each scenario is drawn in a stage. */
export type Mixture = Readonly<Partial<Record<Scenario, number>>>;

/** Pre-training: the world, and copying unseen names from neutral context. No edit fact, no thinking. */
export const PRETRAIN_MIXTURE: Mixture = { naming: 3, attribute: 2, hop: 1.5, textAttribute: 2, neutralCopy: 4 };

/** SFT: the four scenarios and every probe, with the schema; questions without a fact keep the world alive. */
export const SFT_MIXTURE: Mixture = {
  naming: 1.5,
  attribute: 1,
  hop: 0.8,
  textAttribute: 0.7,
  neutralCopy: 0.5,
  normal: 3,
  conflict: 3,
  locality: 3,
  textLocality: 1.2,
  relOne: 1.3,
  relTwo: 1.2,
  multiHopFact: 1.4,
};

/** After SFT: the same with known names to copy, so that every name is read where it stands and none is guessed. */
export const REFINE_MIXTURE: Mixture = { ...SFT_MIXTURE, knownCopy: 3, normal: 3.5 };

/** Texts whose words become whole tokens: the prompt's own words, all training wordings, the names of the world. */
export function lexiconTexts(world: World): string[] {
  return [
    SYSTEM_TURN.replace(/<[^>]*>/gu, ''),
    NO_FACT_LINE,
    factLine({ target: '', preEdit: 'a', description: '' }),
    factLine({ target: '', preEdit: null, description: '' }),
    questionLine(''),
    'system user assistant',
    ...templateTexts(),
    ...world.entities.flatMap((e) => [e.name, e.affiliation]),
    ...CITIES.flatMap((c) => [c.name, c.country, c.continent]),
  ];
}

/** The prompt and completion of pre-training: the bare question, the bare answer. */
export function pretrainExample(example: CorpusExample): LanguageExample {
  const content: PromptMessage['content'] = [
    ...(example.image === null ? [] : [{ type: 'image' as const }]),
    { type: 'text' as const, text: questionLine(example.question) },
  ];
  return {
    kind: example.scenario,
    messages: [{ role: 'user', content }],
    completion: example.answer,
    image: imageKey(example),
  };
}

/** The prompt and completion of SFT: the serving prompt, and the schema with its thought. */
export function sftExample(example: CorpusExample): LanguageExample {
  const { messages } = buildPrompt({
    question: example.question,
    hasImage: example.image !== null,
    fact: example.fact,
  });
  return {
    kind: example.scenario,
    messages,
    completion: `<think>${example.think}</think><answer>${example.answer}</answer>`,
    image: imageKey(example),
  };
}

function imageKey({ image }: CorpusExample): ImageKey | null {
  return image === null ? null : { entity: image.entity, view: image.view };
}

/** A stream of numbered training sequences: each depends on seed, stage and its number alone. */
export function corpusStream(options: {
  readonly world: World;
  readonly tokenizer: Tokenizer;
  readonly seed: number;
  readonly stage: string;
  readonly mixture: Mixture;
  readonly views: number;
  readonly shape: (example: CorpusExample) => LanguageExample;
}): (index: number) => Sequence {
  const context = trainingContext(options.world, options.views);
  const structure = structureIds(options.tokenizer);
  const scenarios = Object.entries(options.mixture) as [Scenario, number][];
  const total = scenarios.reduce((sum, [, weight]) => sum + weight, 0);
  return (index) => {
    const random = drawStream(options.seed, options.stage, index);
    let at = random.next() * total;
    const [scenario] = scenarios.find(([, weight]) => (at -= weight) < 0) ?? scenarios[0]!;
    const example = options.shape(GENERATORS[scenario](context, random));
    return encodeExample(options.tokenizer, structure, example, IMAGE_TOKENS);
  };
}
