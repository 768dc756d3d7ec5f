import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { GENERATORS, trainingContext } from '../../bench/corpus/index.ts';
import { WORLD_VERSION, type World } from '../../bench/world/index.ts';
import { floats, writeSafetensors, type FloatTensor } from '../../nn/index.ts';
import { PROMPT_VERSION } from '../../prompts/index.ts';
import { exportModel } from '../../qwen/index.ts';
import {
  calibrate,
  encoderId,
  TEXT_ENCODER,
  trigramCosine,
  trigramVector,
  type Calibration,
} from '../../retrieval/index.ts';
import { byteLevel, tokenizerConfig, type TokenizerJson } from '../build_tokenizer.ts';
import { drawStream } from '../vision_stage.ts';
import { meanFeature } from './mean_feature.ts';
import { CONTEXT_LENGTH, IMAGE_SETTINGS } from './shape.ts';
import type { FeatureCache, StageContext } from './vision.ts';

/** What is known of a model besides its weights; `crane.json` in its folder. */
export interface ModelFacts {
  readonly name: string;
  /** Trained to think before it answers. */
  readonly reasoning: boolean;
  readonly promptVersion: string;
  readonly worldVersion: string;
  readonly tokenizer: string;
  readonly contextTokens: number;
  readonly parameters: number;
  readonly seed: number;
  readonly stages: readonly string[];
}

export interface PublishRequest {
  readonly context: StageContext;
  readonly name: string;
  readonly stages: readonly string[];
  readonly weights: Map<string, FloatTensor>;
  readonly tokenizerJson: TokenizerJson;
  /** Features of training photographs: the prototypes of the world. */
  readonly train: FeatureCache;
  /** Features of further training photographs that no stage saw: the thresholds are calibrated on them. */
  readonly unseen: FeatureCache;
  readonly out: string;
}

/** Writes the model folder: Hugging Face files, `crane.json`, the world's prototypes and the calibrated thresholds. */
export async function publishModel(request: PublishRequest): Promise<{ image: Calibration; text: Calibration }> {
  const { context, weights, out, tokenizerJson } = request;
  const { world, config } = context;
  await exportModel(out, {
    config,
    weights,
    imageSettings: IMAGE_SETTINGS,
    tokenizerJson,
    tokenizerConfig: tokenizerConfig(CONTEXT_LENGTH),
  });
  const facts: ModelFacts = {
    name: request.name,
    reasoning: true,
    promptVersion: PROMPT_VERSION,
    worldVersion: WORLD_VERSION,
    tokenizer: createHash('sha256')
      .update(await readFile(path.join(out, 'tokenizer.json')))
      .digest('hex')
      .slice(0, 16),
    contextTokens: CONTEXT_LENGTH,
    parameters: [...weights.values()].reduce((n, t) => n + t.data.length, 0),
    seed: context.seed,
    stages: request.stages,
  };
  await writeJson(path.join(out, 'crane.json'), facts);

  const prototypes = prototypesOf(world, request.train);
  await writeFileAtomic(
    path.join(out, 'prototypes.safetensors'),
    Buffer.from(writeSafetensors(new Map([['prototypes', prototypes]]), { storeAs: 'F16' })),
  );
  await writeJson(path.join(out, 'world.json'), {
    prototypes: 'prototypes.safetensors',
    thetaWorld: worldThreshold(world, prototypes, request.unseen),
    words: wholeWords(tokenizerJson),
  });
  const image = calibrateImages(world, request.unseen);
  const text = calibrateText(world, context.seed);
  await writeJson(path.join(out, 'retrieval.json'), {
    encoder: await encoderId(out),
    image: image.theta,
    text: text.theta,
    textEncoder: TEXT_ENCODER,
    calibration: { data: 'training entities, training photographs that no stage saw', image, text },
  });
  return { image, text };
}

const writeJson = (file: string, value: unknown): Promise<void> =>
  writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);

function prototypesOf(world: World, features: FeatureCache): FloatTensor {
  const rows = world.entities.map((entity) => {
    const views = Array.from({ length: features.views }, (_, view) =>
      meanFeature(features.at({ entity: entity.index, view })),
    );
    const sum = new Float32Array(views[0]!.length);
    for (const view of views) view.forEach((x, i) => (sum[i]! += x));
    const length = Math.hypot(...sum);
    return sum.map((x) => x / length);
  });
  const width = rows[0]!.length;
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, i) => data.set(row, i * width));
  return floats(data, [rows.length, width]);
}

/** The likeness to the nearest prototype that all but one in two hundred photographs of the world reach. */
function worldThreshold(world: World, prototypes: FloatTensor, unseen: FeatureCache): number {
  const width = prototypes.shape[1]!;
  const best = world.entities.flatMap((entity) =>
    Array.from({ length: unseen.views }, (_, view) => {
      const query = meanFeature(unseen.at({ entity: entity.index, view }));
      let top = -1;
      for (let row = 0; row < world.entities.length; row++) {
        top = Math.max(top, dot(query, prototypes.data.subarray(row * width, (row + 1) * width)));
      }
      return top;
    }),
  );
  best.sort((a, b) => a - b);
  return best[Math.floor(best.length / 200)]!;
}

/** θ of the image library (protocol §8): facts of training entities, one photograph each, queries by the other photographs. */
function calibrateImages(world: World, unseen: FeatureCache): Calibration {
  const entities = world.entities.filter((e) => e.group === 'training').map((e) => e.index);
  const library = entities.map((entity) => meanFeature(unseen.at({ entity, view: 0 })));
  const positives: number[] = [];
  const negatives: number[] = [];
  entities.forEach((entity, own) => {
    for (let view = 1; view < unseen.views; view++) {
      const query = meanFeature(unseen.at({ entity, view }));
      positives.push(dot(query, library[own]!));
      negatives.push(Math.max(...library.filter((_, i) => i !== own).map((row) => dot(query, row))));
    }
  });
  return calibrate(positives, negatives);
}

/** θ of the text library: training questions that name a fact's entity, against questions about something else. */
function calibrateText(world: World, seed: number): Calibration {
  const context = trainingContext(world);
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let i = 0; i < 600; i++) {
    const random = drawStream(seed, 'calibrate-text', i);
    const about = GENERATORS.textLocality(context, random);
    const { fact } = about;
    if (fact === null) continue;
    const vector = trigramVector([fact.preEdit ?? '', fact.target, fact.description].join(' '));
    negatives.push(trigramCosine(trigramVector(about.question), vector));
    const asked = GENERATORS.textAttribute(context, random).question;
    const name = world.entities.find((e) => asked.includes(e.name))?.name;
    if (name !== undefined && fact.preEdit !== null) {
      positives.push(trigramCosine(trigramVector(asked.replace(name, fact.preEdit)), vector));
    }
  }
  return calibrate(positives, negatives);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The words that are one token, lower case. */
function wholeWords(json: TokenizerJson): readonly string[] {
  const mark = byteLevel(' ');
  const words = Object.keys(json.model.vocab)
    .map((token) => (token.startsWith(mark) ? token.slice(mark.length) : token))
    .filter((word) => /^[A-Za-z]{2,}$/u.test(word) || word === 'a' || word === 'I');
  return [...new Set(words.map((word) => word.toLowerCase()))].sort();
}
