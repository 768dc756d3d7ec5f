import { readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Scenario } from '../../bench/corpus/index.ts';
import type { World } from '../../bench/world/index.ts';
import { QwenModel } from '../../qwen/index.ts';
import { sftExample } from './corpus.ts';
import { blankFeatures, evaluateScenario, type ScoredExample } from './evaluate.ts';
import { modelCard } from './card.ts';
import { loadPictures } from './pictures.ts';
import { FeatureCache } from './vision.ts';

/** One measured rate of the card. */
export interface CardScore {
  readonly key: string;
  /** What was counted, for a person. */
  readonly meaning: string;
  readonly k: number;
  readonly n: number;
  /** The least that the model is meant to reach; null where none was set. */
  readonly target: number | null;
}

/** Held-out examples of each scenario: 400 with an edit fact in all. */
const COUNTS: readonly (readonly [Scenario, number])[] = [
  ['normal', 100],
  ['conflict', 100],
  ['locality', 80],
  ['textLocality', 40],
  ['relOne', 30],
  ['relTwo', 30],
  ['multiHopFact', 20],
];
const WITHOUT_FACT: readonly (readonly [Scenario, number])[] = [
  ['naming', 120],
  ['attribute', 60],
  ['hop', 60],
  ['textAttribute', 40],
];

/**
 * Scores a published model on held-out photographs, entities, names and wordings, with the rule judge, and writes the
 * scores into its card. Each fact is given directly, locality included, so that nothing is owed to retrieval.
 */
export async function scoreModel(options: {
  readonly world: World;
  readonly folder: string;
  readonly model: string;
  readonly seed: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}): Promise<readonly CardScore[]> {
  const { world, log, signal } = options;
  const model = await QwenModel.load(options.model, { threads: options.threads });
  const pictures = await loadPictures(world, 'heldout', path.join(options.folder, 'pictures'), log);
  const features = await FeatureCache.of(world, model, pictures);
  const common = { world, model, features, seed: options.seed, shape: sftExample, schema: true, signal };
  const by = new Map<string, readonly ScoredExample[]>();
  for (const [scenario, count] of [...COUNTS, ...WITHOUT_FACT, ['typed', 96] as const]) {
    by.set(scenario, await evaluateScenario(scenario, count, common));
    log(
      `${scenario}: ${by.get(scenario)!.filter((s) => (s.outcome === null ? s.correct : s.outcome === 1)).length} of ${count}`,
    );
  }
  const blank = await evaluateScenario('naming', 120, {
    ...common,
    blank: blankFeatures(features, world.entities.length),
  });
  await model.release();

  const all = COUNTS.flatMap(([scenario]) => by.get(scenario)!);
  const rate = (
    key: string,
    meaning: string,
    scored: readonly ScoredExample[],
    of: (s: ScoredExample) => boolean,
    target: number | null,
  ): CardScore => ({
    key,
    meaning,
    k: scored.filter(of).length,
    n: scored.length,
    target,
  });
  const outcome = (s: ScoredExample): boolean => s.outcome === 1;
  const scenario = (name: string): readonly ScoredExample[] => by.get(name) ?? [];
  const withOld = (name: string): readonly ScoredExample[] =>
    scenario(name).filter((s) => s.example.fact?.preEdit !== null);
  const scores = [
    rate('FR', 'valid schema, all 400 samples with a fact', all, (s) => s.valid, 0.97),
    rate('GS.normal', 'grounded success, normal', scenario('normal'), outcome, 0.75),
    rate('GS.conflict', 'grounded success, conflict', scenario('conflict'), outcome, 0.7),
    rate('GS.normal, old name known', 'the same, facts with an old name alone', withOld('normal'), outcome, null),
    rate('GS.conflict, old name known', 'the same, facts with an old name alone', withOld('conflict'), outcome, null),
    rate('typed', 'names typed by a person followed to the letter', scenario('typed'), (s) => s.correct, 0.7),
    rate('EI.text', 'edit independence, no image', scenario('textLocality'), outcome, 0.9),
    rate('EI.image', 'edit independence, another entity’s image', scenario('locality'), outcome, 0.6),
    rate(
      'EI.image, right',
      'the same, and the true answer given',
      scenario('locality'),
      (s) => outcome(s) && s.correct,
      null,
    ),
    rate('rel_1', 'the entity from a two-sentence fact, exact', scenario('relOne'), (s) => s.correct, null),
    rate('rel_2', 'the attribute from a two-sentence fact, exact', scenario('relTwo'), (s) => s.correct, null),
    rate('IU', 'multi-hop through the edited entity', scenario('multiHopFact'), outcome, null),
    rate('MH-Acc', 'multi-hop, final answer exact', scenario('multiHopFact'), (s) => s.correct, null),
    rate('naming', 'no fact: what the photograph shows', scenario('naming'), (s) => s.correct, null),
    rate(
      'naming, blanked',
      'the same with the image blanked (chance is 1 in 20 where the question names the category)',
      blank,
      (s) => s.correct,
      null,
    ),
    rate('attribute', 'no fact: city, year or group', scenario('attribute'), (s) => s.correct, null),
    rate('hop', 'no fact: country or continent through the city', scenario('hop'), (s) => s.correct, null),
    rate('text attribute', 'no fact, no image: city, year or group', scenario('textAttribute'), (s) => s.correct, null),
  ];
  for (const s of scores)
    log(`${s.key.padEnd(28)} ${String(s.k).padStart(4)} / ${String(s.n).padEnd(4)} ${(s.k / s.n).toFixed(3)}`);
  const crane = JSON.parse(await readFile(path.join(options.model, 'crane.json'), 'utf8')) as Record<string, unknown>;
  await writeFileAtomic(path.join(options.model, 'crane.json'), `${JSON.stringify({ ...crane, scores }, null, 2)}\n`);
  await writeFileAtomic(path.join(options.model, 'README.md'), await modelCard(options.model, options.folder));
  return scores;
}
