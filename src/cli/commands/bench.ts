import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import {
  benchmarkStatistics,
  DEFAULT_SAMPLES,
  EXAMPLE,
  refuseTaken,
  synthesise,
  writeBenchmark,
  type BenchmarkStatistics,
} from '../../bench/samples/index.ts';
import { DEFAULT_SEED, DEFAULT_SIZE } from '../../bench/world/index.ts';
import { tell, writeJson, writeOut } from '../output.ts';
import { prepareWorkspace, workspaceAt } from '../../library/index.ts';

interface SynthFlags {
  readonly seed: number;
  readonly out: string;
  readonly samples: number;
  readonly facts?: number;
  readonly size: number;
  readonly worldSeed: number;
  readonly targets: string;
  readonly example?: true;
  readonly force?: true;
  readonly json?: true;
}

/** Adds `crane bench synth` and `crane bench stats`. */
export function register(program: Command): void {
  const bench = program.command('bench').description('make and inspect benchmarks');
  bench
    .command('synth')
    .description('draw a benchmark from the synthetic world: facts, samples and pictures')
    .requiredOption('--out <dir>', 'folder to write facts.jsonl, samples/ and images/ to')
    .option('--seed <n>', 'seed of the facts and questions', wholeNumber, 1)
    .option('--samples <n>', 'how many samples', wholeNumber, DEFAULT_SAMPLES)
    .option('--facts <n>', 'how many edit facts; at most one an entity', wholeNumber)
    .option('--size <n>', 'entities in the world; the bundled model knows a world of 120', wholeNumber, DEFAULT_SIZE)
    .option('--world-seed <n>', 'seed of the world; the bundled model knows the default one', wholeNumber, DEFAULT_SEED)
    .option('--targets <kind>', 'generated: drawn names; typed: names as people type them', targetKind, 'generated')
    .option('--example', 'write the example workspace, with its .crane folder, instead')
    .option('--force', 'replace facts, samples and images that are there')
    .option('--json', 'print JSON')
    .action(async (flags: SynthFlags) => synth(flags));
  bench
    .command('stats')
    .description('count what a benchmark folder or a workspace holds')
    .argument('<dir>', 'folder that `bench synth` wrote, or a workspace')
    .option('--json', 'print JSON')
    .action(async (folder: string, flags: { readonly json?: true }) => {
      await print(folder, await benchmarkStatistics(resolve(folder)), flags.json === true);
    });
}

async function synth(flags: SynthFlags): Promise<void> {
  const out = resolve(flags.out);
  const progress = (done: number, of: number): void => {
    if (done % 100 === 0 || done === of) tell(`${String(done)} of ${String(of)} samples drawn`);
  };
  const folder = flags.example === true ? workspaceAt(out).crane : out;
  // Asked before the pictures are drawn, which takes a while.
  if (flags.force !== true) await refuseTaken(folder);
  const files = await synthesise(
    flags.example === true
      ? { ...EXAMPLE, progress }
      : {
          seed: flags.seed,
          samples: flags.samples,
          ...(flags.facts === undefined ? {} : { facts: flags.facts }),
          targets: flags.targets === 'typed' ? 'typed' : 'generated',
          world: { seed: flags.worldSeed, size: flags.size },
          progress,
        },
  );
  await writeBenchmark(folder, files, flags.force === true);
  if (flags.example === true) await prepareWorkspace(workspaceAt(out));
  await print(out, await benchmarkStatistics(out), flags.json === true);
}

/** JSON alone on stdout, or a few lines for a person. */
async function print(folder: string, statistics: BenchmarkStatistics, json: boolean): Promise<void> {
  if (json) return writeJson({ folder, ...statistics });
  const { facts, samples, images, byTypeAndProbe, problems, missingImages, orphans } = statistics;
  const lines = [
    `${folder}: ${String(facts)} facts, ${String(samples)} samples, ${String(images)} pictures`,
    ...Object.entries(byTypeAndProbe).map(([key, count]) => `  ${key}: ${String(count)}`),
    ...problems.map((p) => `${p.file}:${String(p.line)}: ${p.message}`),
    ...missingImages.map((name) => `missing picture: ${name}`),
    ...orphans.map((id) => `sample ${id} names a fact that is not there`),
  ];
  return writeOut(`${lines.join('\n')}\n`);
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/u.test(value)) throw new InvalidArgumentError('Give a whole number.');
  return Number(value);
}

function targetKind(value: string): string {
  if (value !== 'generated' && value !== 'typed') throw new InvalidArgumentError('Give generated or typed.');
  return value;
}
