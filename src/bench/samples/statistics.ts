import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FactLibrary, SampleLibrary, workspaceAt, type Workspace } from '../../library/index.ts';
import { benchError } from '../errors.ts';
import type { FileProblem } from '../../protocol/index.ts';

/** What a benchmark folder holds; rejected lines are counted in `problems`, never dropped silently. */
export interface BenchmarkStatistics {
  readonly facts: number;
  readonly samples: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly byProbe: Readonly<Record<string, number>>;
  readonly bySplit: Readonly<Record<string, number>>;
  /** Samples by type and probe, `normal.rewrite` and so on. */
  readonly byTypeAndProbe: Readonly<Record<string, number>>;
  readonly images: number;
  /** Pictures that a fact or sample names and that are not there. */
  readonly missingImages: readonly string[];
  /** Samples that name a fact which is not there. */
  readonly orphans: readonly string[];
  readonly problems: readonly FileProblem[];
}

/** The files of a folder that is either a workspace or, like the output of `bench synth`, a `.crane` of its own. */
async function filesAt(folder: string): Promise<Workspace> {
  const workspace = workspaceAt(folder);
  if (await isThere(workspace.crane)) return workspace;
  const own = { ...workspace, crane: workspace.root };
  return {
    ...own,
    facts: join(own.root, 'facts.jsonl'),
    samples: join(own.root, 'samples'),
    images: join(own.root, 'images'),
    cache: join(own.root, 'cache'),
    runs: join(own.root, 'runs.sqlite'),
  };
}

/** Counts what a benchmark folder holds. Error `not-a-benchmark` where it holds neither facts nor samples. */
export async function benchmarkStatistics(folder: string): Promise<BenchmarkStatistics> {
  const files = await filesAt(folder);
  const there = await Promise.all([isThere(files.facts), isThere(files.samples)]);
  if (!there.includes(true)) throw benchError.notABenchmark(folder);
  const { facts, problems: factProblems } = await new FactLibrary(files).read();
  const { samples, problems } = await new SampleLibrary(files).read();
  const named = new Set([...facts.flatMap((f) => f.images), ...samples.flatMap((s) => s.image ?? [])]);
  const missing: string[] = [];
  for (const name of named) if (!(await isThere(join(files.crane, name)))) missing.push(name);
  const ids = new Set(facts.map((f) => f.id));
  return {
    facts: facts.length,
    samples: samples.length,
    byType: tally(samples.map((s) => s.type)),
    byProbe: tally(samples.map((s) => s.probe)),
    bySplit: tally(samples.map((s) => s.split)),
    byTypeAndProbe: tally(samples.map((s) => `${s.type}.${s.probe}`)),
    images: named.size - missing.length,
    missingImages: missing.sort(),
    orphans: samples.filter((s) => s.factId !== null && !ids.has(s.factId)).map((s) => s.id),
    problems: [...factProblems, ...problems],
  };
}

function tally(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of [...keys].sort()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
