import * as vscode from 'vscode';
import type { EvalReport } from '../../protocol/http.ts';
import { withProgress } from '../cancellation.ts';
import type { CraneContext } from '../context.ts';
import { pickOne } from '../quick_input/pick.ts';
import { evalMarkdown } from './eval_markdown.ts';

type Method = 'crane' | 'base' | 'ike';

/** CRANE: Run Evaluation: a split, methods, how many samples; then a table with intervals. `from` is a split's row. */
export async function runEvaluation(ctx: CraneContext, from: unknown): Promise<EvalReport | null> {
  const { samples } = await ctx.library.samples();
  const sizes = new Map<string, number>();
  for (const { split } of samples) sizes.set(split, (sizes.get(split) ?? 0) + 1);
  if (sizes.size === 0) {
    void vscode.window.showInformationMessage('There are no samples in .crane/samples to evaluate on.');
    return null;
  }
  const split = splitOf(from) ?? (await askSplit(sizes));
  if (split === null) return null;
  const methods = await askMethods();
  if (methods === null) return null;
  const limit = await askLimit(sizes.get(split) ?? 0);
  if (limit === null) return null;
  const report = await withProgress(`Evaluating “${split}”`, async (signal, tell) => {
    const client = await ctx.server.client(signal);
    let shown = 0;
    for await (const event of client.evaluate({ split, methods, limit, seed: 0 }, signal)) {
      if (event.type === 'end') return event.report;
      if (event.type === 'error') throw Object.assign(new Error(event.error.message), event.error);
      const percent = event.total === 0 ? 0 : (100 * event.done) / event.total;
      tell(`${String(event.done)} of ${String(event.total)}`, percent - shown);
      shown = percent;
    }
    return null;
  });
  await ctx.runs.refresh();
  if (report !== null) await ctx.reports.show(`Evaluation of ${split}`, evalMarkdown(split, report));
  return report;
}

function splitOf(from: unknown): string | null {
  if (typeof from === 'string') return from;
  const isNode = typeof from === 'object' && from !== null && 'split' in from && typeof from.split === 'string';
  return isNode ? (from.split as string) : null;
}

async function askSplit(sizes: ReadonlyMap<string, number>): Promise<string | null> {
  if (sizes.size === 1) return [...sizes.keys()][0] ?? null;
  const outcome = await pickOne(
    [...sizes].map(([split, size]) => ({ label: split, description: `${String(size)} samples`, choice: split })),
    { title: 'CRANE: Run Evaluation', placeholder: 'Which split?' },
  );
  return outcome.kind === 'next' ? outcome.value : null;
}

async function askMethods(): Promise<Method[] | null> {
  const rows: (vscode.QuickPickItem & { readonly method: Method })[] = [
    {
      label: 'crane',
      detail: 'Retrieves a fact and uses it when it passes the threshold',
      picked: true,
      method: 'crane',
    },
    { label: 'ike', detail: 'Always gets the fact of the sample', method: 'ike' },
    { label: 'base', detail: 'Gets no fact: the unedited model', method: 'base' },
  ];
  const chosen = await vscode.window.showQuickPick(rows, {
    title: 'CRANE: Run Evaluation',
    placeHolder: 'Which methods shall be compared?',
    canPickMany: true,
  });
  return chosen === undefined || chosen.length === 0 ? null : chosen.map((row) => row.method);
}

async function askLimit(size: number): Promise<number | null> {
  const entered = await vscode.window.showInputBox({
    title: 'CRANE: Run Evaluation',
    prompt: `How many of the ${String(size)} samples? The same ones are taken each time.`,
    value: String(size),
    validateInput: (value) => {
      const number = Number(value);
      return Number.isInteger(number) && number >= 1 && number <= size
        ? null
        : `Enter a whole number from 1 to ${String(size)}.`;
    },
  });
  return entered === undefined ? null : Number(entered);
}
