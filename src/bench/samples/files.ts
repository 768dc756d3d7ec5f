import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serialiseFacts, type EditFact } from '../../facts/index.ts';
import { serialiseSamples, type Sample } from '../../samples/index.ts';
import type { ExampleImage } from '../corpus/index.ts';
import type { World } from '../world/index.ts';
import { encodePixels, renderView } from '../draw/index.ts';
import { benchError } from '../errors.ts';
import type { PlannedFact } from './plan.ts';

/** The day on which generated facts say they were made: fixed, so that the same seed writes the same bytes. */
const CREATED = '2026-01-01T00:00:00.000Z';
const WEBP_QUALITY = 86;

/** Facts, samples and pictures as they stand in a folder such as `.crane`. */
export interface BenchmarkFiles {
  readonly facts: readonly EditFact[];
  readonly samples: readonly Sample[];
  /** Bytes by name, `images/<sha256>.webp`. */
  readonly images: ReadonlyMap<string, Uint8Array>;
}

/** Renders the pictures of a plan, and turns it into the records of the contract. */
export async function benchmarkFiles(
  world: World,
  plan: readonly PlannedFact[],
  split: string,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<BenchmarkFiles> {
  const images = new Map<string, Uint8Array>();
  const names = new Map<string, string>();
  const store = async (image: ExampleImage): Promise<string> => {
    const key = `${String(image.entity)}/${image.split}/${String(image.view)}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const pixels = renderView(world, world.entities[image.entity]!.id, { split: image.split, view: image.view });
    const bytes = await encodePixels(pixels, { type: 'webp', quality: WEBP_QUALITY });
    const name = `images/${createHash('sha256').update(bytes).digest('hex')}.webp`;
    images.set(name, bytes);
    names.set(key, name);
    return name;
  };
  const facts: EditFact[] = [];
  const samples: Sample[] = [];
  const total = plan.reduce((sum, planned) => sum + planned.samples.length, 0);
  for (const planned of plan) {
    const id = `fact-${planned.entity.id}`;
    const own: ExampleImage = { entity: planned.entity.index, split: 'heldout', view: planned.view };
    facts.push({
      id,
      target: planned.fact.target,
      aliases: [],
      description: planned.fact.description,
      images: [await store(own)],
      question: planned.question,
      preEdit: planned.fact.preEdit,
      enabled: true,
      created: CREATED,
      note: '',
    });
    const counts = new Map<string, number>();
    for (const { type, probe, example } of planned.samples) {
      const kind = type === 'locality' || type === 'text_locality' ? type : probe;
      const n = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, n);
      samples.push({
        id: `${planned.entity.id}.${kind}${n > 1 ? `.${String(n)}` : ''}`,
        split,
        type,
        probe,
        factId: id,
        image: example.image === null ? null : await store(example.image),
        question: example.question,
        gold: [example.answer],
        preEdit: example.preEdit,
        hops: example.hops,
      });
      progress(samples.length, total);
    }
  }
  return { facts, samples, images };
}

const OWN = ['facts.jsonl', 'samples', 'images'] as const;

/** Refuses a folder that holds facts or samples already. Error `out-not-empty`. */
export async function refuseTaken(folder: string): Promise<void> {
  const taken = await Promise.all(['facts.jsonl', 'samples'].map((name) => exists(join(folder, name))));
  if (taken.includes(true)) throw benchError.outNotEmpty(folder);
}

/**
 * Writes a benchmark to `folder` as facts.jsonl, samples/<split>.jsonl and images/. What is there is refused as
 * `refuseTaken` does, unless `replace`, which removes those three first and nothing else.
 */
export async function writeBenchmark(folder: string, files: BenchmarkFiles, replace: boolean): Promise<void> {
  if (!replace) await refuseTaken(folder);
  for (const name of OWN) await rm(join(folder, name), { recursive: true, force: true });
  await mkdir(join(folder, 'samples'), { recursive: true });
  await mkdir(join(folder, 'images'), { recursive: true });
  for (const [name, bytes] of files.images) await writeFile(join(folder, name), bytes);
  for (const split of new Set(files.samples.map((s) => s.split))) {
    await writeFile(
      join(folder, 'samples', `${split}.jsonl`),
      serialiseSamples(files.samples.filter((s) => s.split === split)),
    );
  }
  await writeFile(join(folder, 'facts.jsonl'), serialiseFacts(files.facts));
}

async function exists(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return !found.isDirectory() || (await readdir(path)).length > 0;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false;
    throw cause;
  }
}
