import * as vscode from 'vscode';
import type { EditFact } from '../../facts/types.ts';
import type { ImageInput } from '../../protocol/http.ts';
import type { CraneContext } from '../context.ts';
import { noFolder } from '../errors.ts';
import { runSteps } from '../quick_input/steps.ts';
import { runSubjectInFront } from '../runs/run_commands.ts';
import { factOf, isSampleNode, sampleOf } from '../targets.ts';
import { tellError } from '../tell.ts';
import { withProgress } from '../cancellation.ts';
import { workspaceFolder } from '../workspace_folder.ts';
import { askOldName } from './ask_old_name.ts';
import { draftOf, EMPTY_DRAFT, fieldsOf, type ImageChoice } from './fact_draft.ts';
import { factSteps, type OfferedImage } from './fact_steps.ts';
import { factTitle } from './fact_title.ts';
import { imageInputOf, pictureOf } from './images.ts';

/** CRANE: Add Edit Fact. `from` is a picture in the explorer, a sample of the tree, or nothing. */
export async function addFact(ctx: CraneContext, from: unknown): Promise<EditFact | null> {
  if (workspaceFolder() === null) throw noFolder();
  const offered = await offeredImages(ctx, from);
  const entered = await enterFact(ctx, 'CRANE: Add Edit Fact', offered, {
    ...EMPTY_DRAFT,
    image: offered[0]?.image ?? EMPTY_DRAFT.image,
  });
  if (entered === null) return null;
  const client = await ctx.server.client();
  const fact = await client.addFact(fieldsOf(entered, await imagesOf(entered.image)));
  offerNextStep(ctx, fact, `Edit fact added: ${factTitle(fact)}.`);
  return fact;
}

/** CRANE: Edit Edit Fact. The same steps with everything filled in. */
export async function editFact(ctx: CraneContext, from: unknown): Promise<EditFact | null> {
  const fact = await factOf(ctx, from, 'Which edit fact do you want to change?');
  if (fact === null) return null;
  const offered = await offeredImages(ctx, undefined);
  const entered = await enterFact(ctx, 'CRANE: Edit Edit Fact', offered, draftOf(fact), fact.images.length);
  if (entered === null) return null;
  const client = await ctx.server.client();
  const images = entered.image.kind === 'keep' ? null : await imagesOf(entered.image);
  const changed = await client.editFact(fact.id, fieldsOf(entered, images));
  offerNextStep(ctx, changed, `Edit fact changed: ${factTitle(changed)}.`);
  return changed;
}

/** CRANE: Delete Edit Fact, at once; the message takes it back. */
export async function deleteFact(ctx: CraneContext, from: unknown): Promise<void> {
  const fact = await factOf(ctx, from, 'Which edit fact do you want to delete?');
  if (fact === null) return;
  const client = await ctx.server.client();
  const deleted = await client.deleteFact(fact.id);
  void vscode.window
    .showInformationMessage(`Deleted the edit fact ${factTitle(deleted)}.`, 'Undo')
    .then(async (chosen) => {
      if (chosen === 'Undo') await (await ctx.server.client()).restoreFact(deleted);
    })
    .then(undefined, (error: unknown) => tellError(ctx.log, 'Undo', error));
}

/** CRANE: Enable Edit Fact, CRANE: Disable Edit Fact. */
export async function switchFact(ctx: CraneContext, from: unknown, enabled: boolean): Promise<void> {
  const fact = await factOf(
    ctx,
    from,
    enabled ? 'Which edit fact shall be used again?' : 'Which edit fact shall not be used for now?',
    (known) => known.enabled !== enabled,
  );
  if (fact === null || fact.enabled === enabled) return;
  await (await ctx.server.client()).editFact(fact.id, { enabled });
}

async function enterFact(
  ctx: CraneContext,
  title: string,
  offered: readonly OfferedImage[],
  initial: typeof EMPTY_DRAFT,
  kept = 0,
): Promise<typeof EMPTY_DRAFT | null> {
  // When the steps end, nobody waits for the model's answer any more.
  const abort = new AbortController();
  try {
    return await runSteps(
      title,
      factSteps({
        offered,
        kept,
        askOldName: async (image) => {
          const [input] = await imagesOf(image);
          if (input === undefined) return null;
          const [client, { samples }] = await Promise.all([ctx.server.client(abort.signal), ctx.library.samples()]);
          return askOldName(client, input, samples, abort.signal);
        },
      }),
      initial,
    );
  } finally {
    abort.abort();
  }
}

async function imagesOf(image: ImageChoice): Promise<ImageInput[]> {
  switch (image.kind) {
    case 'none':
    case 'keep':
      return [];
    case 'crane':
      return [{ crane: image.path }];
    case 'file':
      return [await imageInputOf(image.uri)];
  }
}

/** The pictures at hand: the one the command was called on, then the one in the trace view or selected sample. */
async function offeredImages(ctx: CraneContext, from: unknown): Promise<readonly OfferedImage[]> {
  const offered: OfferedImage[] = [];
  const picture = pictureOf(from);
  if (picture !== null) {
    const name = picture.path.split('/').at(-1) ?? '';
    offered.push({ label: 'Picture selected in the explorer', detail: name, image: { kind: 'file', uri: picture } });
  } else if (isSampleNode(from)) {
    const sample = await sampleOf(ctx, from, '');
    if (sample !== null && sample.image !== null) {
      offered.push({
        label: 'Picture of the sample',
        detail: sample.question,
        image: { kind: 'crane', path: sample.image },
      });
    }
  }
  const state = ctx.traceViews.active?.state ?? null;
  if (state !== null && state.image !== null) {
    offered.push({
      label: 'Picture of the current trace',
      detail: state.question,
      image: { kind: 'crane', path: state.image },
    });
  }
  const [selected] = ctx.samplesView.tree.selection;
  if (selected?.kind === 'sample' && selected.sample.image !== null) {
    offered.push({
      label: 'Picture of the selected sample',
      detail: selected.sample.question,
      image: { kind: 'crane', path: selected.sample.image },
    });
  }
  const seen = new Set<string>();
  return offered.filter(({ image }) => {
    const key = JSON.stringify(image);
    return !seen.has(key) && seen.add(key);
  });
}

/** After a change: run what is in front again, or look at the fact. */
function offerNextStep(ctx: CraneContext, fact: EditFact, message: string): void {
  const subject = runSubjectInFront(ctx);
  const again = subject === null ? 'Run Sample' : 'Run Sample Again';
  void vscode.window
    .showInformationMessage(message, again, 'Show')
    .then(async (chosen) => {
      if (chosen === 'Show') await ctx.factsView.reveal(fact);
      if (chosen !== again) return;
      if (subject === null) await vscode.commands.executeCommand('crane.runSample');
      else await vscode.commands.executeCommand('crane.runAgain', subject);
    })
    .then(undefined, (error: unknown) => tellError(ctx.log, 'After the edit', error));
}

/** CRANE: Import Edit Facts…: every good line is taken; the others are told. */
export async function importFacts(ctx: CraneContext, from: unknown): Promise<void> {
  if (workspaceFolder() === null) throw noFolder();
  const file =
    from instanceof vscode.Uri
      ? from
      : (
          await vscode.window.showOpenDialog({
            title: 'CRANE: Import Edit Facts',
            openLabel: 'Import',
            filters: { 'JSON Lines': ['jsonl', 'ndjson', 'json'] },
          })
        )?.[0];
  if (file === undefined) return;
  const name = file.path.split('/').at(-1) ?? '';
  const reply = await withProgress(`Importing ${name}`, async (signal) => {
    const jsonl = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const client = await ctx.server.client(signal);
    const folder = file.scheme === 'file' ? vscode.Uri.joinPath(file, '..').fsPath : null;
    return client.importFacts({ jsonl, folder }, signal);
  });
  const done = `${counted(reply.added.length, 'edit fact')} added, ${String(reply.replaced.length)} replaced`;
  if (reply.problems.length === 0) {
    void vscode.window.showInformationMessage(`${done} from ${name}.`);
    return;
  }
  for (const { line, field, message } of reply.problems) {
    ctx.log.warn(`${name}, line ${String(line)}${field === null ? '' : `, field ${field}`}: ${message}`);
  }
  const [first] = reply.problems;
  const told = first === undefined ? '' : ` Line ${String(first.line)}: ${first.message}`;
  const chosen = await vscode.window.showWarningMessage(
    `${done} from ${name}; ${counted(reply.problems.length, 'line')} could not be read.${told}`,
    'Open File',
    'Show Log',
  );
  if (chosen === 'Show Log') ctx.log.show();
  if (chosen === 'Open File') {
    const line = Math.max(0, (first?.line ?? 1) - 1);
    await vscode.window.showTextDocument(file, { selection: new vscode.Range(line, 0, line, 0) });
  }
}

/** CRANE: Export Edit Facts…: one line a fact; needs no server. */
export async function exportFacts(ctx: CraneContext, from: unknown): Promise<void> {
  const folder = workspaceFolder();
  if (folder === null) throw noFolder();
  const { facts } = await ctx.library.facts();
  const to =
    from instanceof vscode.Uri
      ? from
      : await vscode.window.showSaveDialog({
          title: 'CRANE: Export Edit Facts',
          saveLabel: 'Export',
          defaultUri: vscode.Uri.joinPath(folder.uri, 'facts.jsonl'),
          filters: { 'JSON Lines': ['jsonl'] },
        });
  if (to === undefined) return;
  const { serialiseFacts } = await import('../../facts/index.ts');
  await vscode.workspace.fs.writeFile(to, new TextEncoder().encode(serialiseFacts(facts)));
  const name = to.path.split('/').at(-1) ?? '';
  const chosen = await vscode.window.showInformationMessage(
    `${counted(facts.length, 'edit fact')} exported to ${name}.`,
    'Open File',
  );
  if (chosen === 'Open File') await vscode.window.showTextDocument(to);
}

/** CRANE: Open Edit Facts File. */
export async function openFactsFile(): Promise<void> {
  const folder = workspaceFolder();
  if (folder === null) throw noFolder();
  const file = vscode.Uri.joinPath(folder.uri, '.crane', 'facts.jsonl');
  try {
    await vscode.workspace.fs.stat(file);
  } catch {
    void vscode.window.showInformationMessage(
      'There is no .crane/facts.jsonl yet; it is written with the first edit fact.',
    );
    return;
  }
  await vscode.window.showTextDocument(file);
}

function counted(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${String(count)} ${thing}s`;
}
