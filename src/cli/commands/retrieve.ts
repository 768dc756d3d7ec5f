import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadImage } from '../../library/index.ts';
import type { Retrieval } from '../../protocol/index.ts';
import { UsageError } from '../errors.ts';
import { printable, tell, writeJson, writeOut } from '../output.ts';
import { numberBetween, wholeNumber, withCrane, workspaceOptions, type WorkspaceFlags } from '../with_crane.ts';

interface RetrieveFlags extends WorkspaceFlags {
  readonly image?: string;
  readonly text?: string;
  readonly alpha?: number;
  readonly k: number;
  readonly theta?: number;
  readonly calibrate?: true;
}

/** Adds `crane retrieve`. */
export function register(program: Command): void {
  workspaceOptions(program.command('retrieve').description('find the edit facts that answer a picture or a text'))
    .option('--image <file>', 'search with a picture')
    .option('--text <text>', 'search with a text')
    .option('--alpha <weight>', 'weigh picture against text, 0 to 1; needs both', numberBetween(0, 1))
    .option('-k <n>', 'how many facts to show', wholeNumber(1), 5)
    .option('--theta <score>', 'in place of the calibrated threshold', numberBetween(-1, 1))
    .option('--calibrate', "find the thresholds that part this workspace's samples best")
    .option('--model-folder <dir>', "another folder for the embedded model than the package's own")
    .action(async (flags: RetrieveFlags) => (flags.calibrate === true ? calibrate(flags) : retrieve(flags)));
}

async function retrieve(flags: RetrieveFlags): Promise<void> {
  const { image, text, alpha, k, theta } = flags;
  if (image === undefined && text === undefined)
    throw new UsageError('Say what to search with: --image FILE, --text T, or both.');
  await withCrane(flags, async (crane, signal) => {
    const { facts } = await crane.facts.read();
    const loaded = image === undefined ? null : await loadImage(crane.workspace, { path: resolve(image) });
    const query = { image: loaded, text: text ?? null, alpha, k, theta };
    const { retrieval, unreadable } = await crane.retriever.retrieve(facts, query, signal);
    for (const { factId, message } of unreadable) tell(`Fact ${factId}: ${message}`);
    await (flags.json === true ? writeJson(retrieval) : writeOut(describe(retrieval)));
  });
}

async function calibrate(flags: RetrieveFlags): Promise<void> {
  const { calibrateOn } = await import('../../evals/index.ts');
  await withCrane(flags, async (crane, signal) => {
    const result = await calibrateOn(crane, signal);
    if (flags.json === true) return writeJson(result);
    for (const side of ['image', 'text'] as const) {
      const { theta, found, falseHits } = result.quality[side];
      const quality = `${(found * 100).toFixed(1)} % found, ${(falseHits * 100).toFixed(1)} % false hits`;
      await writeOut(`θ ${side} ${theta.toFixed(4)}: ${quality}\n`);
    }
  });
}

function describe(retrieval: Retrieval): string {
  const head = `${retrieval.route} search with ${retrieval.encoder}\n`;
  if (retrieval.hits.length === 0) return `${head}no edit fact can be searched this way\n`;
  const rows = retrieval.hits.map(
    (hit) =>
      `${hit.used ? '→' : ' '} ${hit.score.toFixed(4)}  ${hit.factId}  ${printable(hit.target ?? '')}  ${hit.reason ?? ''}`,
  );
  return `${head}${rows.join('\n')}\n`;
}
