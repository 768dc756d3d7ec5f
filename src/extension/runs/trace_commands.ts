import * as vscode from 'vscode';
import type { Rewards, Trace, Verdict } from '../../protocol/trace_schema.ts';
import { withProgress } from '../cancellation.ts';
import type { CraneContext } from '../context.ts';
import { traceOf } from '../targets.ts';
import { tellError } from '../tell.ts';
import { readTraceFile } from '../trace_file/read_trace_file.ts';
import { judgeHere } from '../trace_file/judge_here.ts';
import { rewardHere } from '../trace_file/reward_here.ts';
import type { TraceRef } from '../traces.ts';
import { workspaceFolder } from '../workspace_folder.ts';

/** CRANE: Open Trace, in the trace view. */
export async function openTrace(ctx: CraneContext, from: unknown): Promise<void> {
  const ref = await traceOf(ctx, from, 'Which run do you want to see?');
  if (ref === null) return;
  if (ref.kind === 'file') await vscode.commands.executeCommand('vscode.openWith', ref.uri, 'crane.traceFile');
  else await ctx.traceViews.open(ref);
}

/** CRANE: Open Trace as Text, with `span` of the output selected where given. */
export async function openTraceAsText(
  ctx: CraneContext,
  from: unknown,
  span?: { readonly start: number; readonly end: number },
): Promise<void> {
  const ref = await traceOf(ctx, from, 'Which run do you want to read?');
  if (ref !== null) await ctx.documents.open(ref, span);
}

/** CRANE: Judge Trace: P0–P3 by the rule judge; a stored trace keeps the verdict, an exported one is judged here. */
export async function judgeTrace(ctx: CraneContext, from: unknown): Promise<void> {
  const ref = await traceOf(ctx, from, 'Which run do you want to judge?');
  if (ref === null) return;
  if (ref.kind === 'file') {
    const state = await ctx.traces.state(ref);
    const found = judgeHere(state);
    const others = state.verdicts.filter(({ judge }) => judge.name !== found?.judge.name);
    if (found !== null) ctx.traces.amend(ref, { verdicts: [...others, found] });
    tellVerdict(ctx, ref, found);
    return;
  }
  const { verdict, trace } = await withProgress('Judging the trace', async (signal) => {
    const client = await ctx.server.client(signal);
    return client.judge({ traceId: ref.id }, signal);
  });
  ctx.traces.put(trace);
  tellVerdict(ctx, ref, verdict);
}

/** CRANE: Inspect Reward: the parts of R_total with the text that earned or cost them. */
export async function inspectReward(ctx: CraneContext, from: unknown): Promise<void> {
  const ref = await traceOf(ctx, from, 'Whose reward do you want to see?');
  if (ref === null) return;
  let rewards: Rewards | null;
  if (ref.kind === 'file') {
    rewards = rewardHere(await ctx.traces.state(ref));
    ctx.traces.amend(ref, { rewards });
  } else {
    const client = await ctx.server.client();
    rewards = await client.rewardTrace(ref.id);
    ctx.traces.put(await client.trace(ref.id));
  }
  if (rewards === null) {
    void vscode.window.showInformationMessage(
      'This trace has no sample, so there is no expected answer to reward. Run a sample to see rewards.',
    );
    return;
  }
  const { accuracy, format, reasoning, total, evidence } = rewards;
  const parts = `accuracy ${amount(accuracy)}, format ${amount(format)}, reasoning ${amount(reasoning)}`;
  const first = evidence[0];
  const chosen = await vscode.window.showInformationMessage(
    `Reward ${amount(total)} of 3: ${parts}.`,
    ...(first === undefined ? [] : ['Show Evidence']),
  );
  if (chosen === 'Show Evidence' && first !== undefined) await ctx.documents.open(ref, first);
}

/** CRANE: Export Trace: one file that opens anywhere, without the server. */
export async function exportTrace(ctx: CraneContext, from: unknown, into?: unknown): Promise<vscode.Uri | null> {
  const ref = await traceOf(ctx, from, 'Which run do you want to export?');
  if (ref === null) return null;
  const trace = ref.kind === 'file' ? await readTraceFile(ref.uri) : await (await ctx.server.client()).trace(ref.id);
  const to = into instanceof vscode.Uri ? into : await askWhere(trace);
  if (to === null) return null;
  await vscode.workspace.fs.writeFile(to, new TextEncoder().encode(`${JSON.stringify(trace, null, 2)}\n`));
  void vscode.window
    .showInformationMessage(`Trace exported to ${to.path.split('/').at(-1) ?? ''}.`, 'Open')
    .then((chosen) =>
      chosen === 'Open' ? vscode.commands.executeCommand('vscode.openWith', to, 'crane.traceFile') : undefined,
    )
    .then(undefined, (error: unknown) => tellError(ctx.log, 'Open the exported trace', error));
  return to;
}

async function askWhere(trace: Trace): Promise<vscode.Uri | null> {
  const name = `${trace.sampleId ?? trace.id}.crane-trace.json`.replace(/[/\\?#%:*"<>|]+/gu, '-');
  const folder = workspaceFolder()?.uri;
  const chosen = await vscode.window.showSaveDialog({
    title: 'CRANE: Export Trace',
    saveLabel: 'Export',
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { 'CRANE trace': ['crane-trace.json'] },
  });
  return chosen ?? null;
}

/** CRANE: Delete Trace, after asking: it cannot be taken back. */
export async function deleteTrace(ctx: CraneContext, from: unknown): Promise<void> {
  const ref = await traceOf(ctx, from, 'Which run do you want to delete?');
  if (ref === null || ref.kind === 'file') return;
  const sure = await vscode.window.showWarningMessage(
    'Delete this run for good?',
    { modal: true, detail: 'Its text, labels, verdicts and rewards are deleted. The sample and its other runs stay.' },
    'Delete',
  );
  if (sure !== 'Delete') return;
  await (await ctx.server.client()).deleteTrace(ref.id);
  await ctx.runs.refresh();
}

/** One sentence a verdict, with the way to its evidence. */
function tellVerdict(ctx: CraneContext, ref: TraceRef, verdict: Verdict | null): void {
  if (verdict === null) {
    void vscode.window.showInformationMessage(
      'This trace has no sample, so nothing is expected of it that could be judged. Run a sample instead.',
    );
    return;
  }
  const [evidence] = verdict.evidence;
  const buttons = evidence === undefined ? [] : ['Show Evidence'];
  const judge = `${verdict.judge.name} ${verdict.judge.version}`;
  void vscode.window
    .showInformationMessage(`${verdictWords(verdict)} (${judge})`, ...buttons)
    .then((chosen) =>
      chosen === 'Show Evidence' && evidence !== undefined ? ctx.documents.open(ref, evidence) : undefined,
    )
    .then(undefined, (error: unknown) => tellError(ctx.log, 'Show evidence', error));
}

/** A verdict in words (protocol §4). */
export function verdictWords(verdict: Verdict): string {
  const said: string[] = [];
  if (verdict.P0.broken) said.push(`The output is broken (${verdict.P0.kind ?? 'unknown kind'}).`);
  if (verdict.P1 !== null) {
    const { match, cites, rejects, gs } = verdict.P1;
    said.push(
      gs === 1
        ? 'Grounded success: the answer is the target, and the reasoning rests on the fact.'
        : `No grounded success: the answer ${match ? 'is' : 'is not'} the target, the reasoning ${cites ? 'refers' : 'does not refer'} to the fact${rejects ? ' and rejects it' : ''}.`,
    );
  }
  if (verdict.P2 !== null) {
    const { thinking, answer, ei } = verdict.P2;
    const where = [thinking ? 'thinking' : '', answer ? 'answer' : ''].filter(Boolean).join(' and ');
    said.push(
      ei === 1
        ? 'Edit independence: the unrelated fact was left alone.'
        : `Contaminated: the unrelated fact was used in the ${where}.`,
    );
  }
  if (verdict.P3 !== null) {
    said.push(`The answer was reasoned from ${INTERMEDIATE[verdict.P3.intermediate]}.`);
  }
  return said.length === 0 ? 'Not broken; nothing else applies to it.' : said.join(' ');
}

const INTERMEDIATE = {
  edited: 'the edited name',
  visual: 'what the image shows',
  other: 'another entity',
  none: 'no recognisable entity',
} as const;

const amount = (value: number): string => String(Math.round(value * 1000) / 1000);
