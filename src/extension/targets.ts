import * as vscode from 'vscode';
import type { EditFact } from '../facts/types.ts';
import type { Sample } from '../samples/types.ts';
import type { CraneContext } from './context.ts';
import { factTitle } from './facts/fact_title.ts';
import { pickOne } from './quick_input/pick.ts';
import type { TraceRef } from './traces.ts';
import { traceOfUri } from './trace_text/uris.ts';
import { outcomeIcon, outcomeWords } from './views/outcome.ts';
import type { TraceSummary } from '../protocol/trace_schema.ts';

/** What a command is about: from where it was called, or, from the palette, from a list. Null: the person gave up. */

/** The fact a command is about: a row of the tree, an id, or one chosen from a list. */
export async function factOf(
  ctx: CraneContext,
  from: unknown,
  placeholder: string,
  offered: (fact: EditFact) => boolean = () => true,
): Promise<EditFact | null> {
  const { facts } = await ctx.library.facts();
  const id = typeof from === 'string' ? from : hasString(from, 'id') ? from.id : ctx.factsView.tree.selection[0]?.id;
  const known = facts.find((fact) => fact.id === id);
  if (known !== undefined && from !== undefined) return known;
  const rows = facts.filter(offered);
  if (rows.length === 0) {
    void vscode.window.showInformationMessage('There is no such edit fact in this workspace.');
    return null;
  }
  const outcome = await pickOne(
    rows.map((fact) => ({
      label: factTitle(fact),
      description: fact.enabled ? '' : 'disabled',
      detail: fact.description,
      choice: fact,
    })),
    { title: 'CRANE: Edit Facts', placeholder, active: (fact) => fact.id === id },
  );
  return outcome.kind === 'next' ? outcome.value : null;
}

/** The sample a command is about: a row of the tree, an id, or one chosen from a list. */
export async function sampleOf(ctx: CraneContext, from: unknown, placeholder: string): Promise<Sample | null> {
  const { samples } = await ctx.library.samples();
  const id = typeof from === 'string' ? from : sampleIdOfNode(from);
  const known = samples.find((sample) => sample.id === id);
  if (known !== undefined) return known;
  const outcome = await pickOne(
    samples.map((sample) => ({
      label: sample.question,
      description: `${sample.type.replace('_', ' ')} · ${sample.probe}`,
      detail: `${sample.split} · ${sample.id} · expects ${sample.gold.join(' | ')}`,
      choice: sample,
    })),
    {
      title: 'CRANE: Samples',
      placeholder: samples.length === 0 ? 'There are no samples in .crane/samples' : placeholder,
    },
  );
  return outcome.kind === 'next' ? outcome.value : null;
}

/** The trace a command is about: a row, an id, a document, an exported file, the view in front, or one from a list. */
export async function traceOf(ctx: CraneContext, from: unknown, placeholder: string): Promise<TraceRef | null> {
  if (typeof from === 'string') return { kind: 'stored', id: from };
  if (from instanceof vscode.Uri) {
    const ofDocument = traceOfUri(from);
    if (ofDocument !== null) return ofDocument;
    // The title bar of a webview passes an address of its own, which names no file.
    if (from.path.endsWith('.json')) return { kind: 'file', uri: from };
  }
  if (isObject(from) && isObject(from['trace']) && typeof from['trace']['id'] === 'string') {
    return { kind: 'stored', id: from['trace']['id'] };
  }
  const here = traceInFront(ctx);
  if (here !== null) return here;
  await ctx.server.client();
  if (ctx.runs.list.length === 0) await ctx.runs.refresh();
  const outcome = await pickOne(traceRows(ctx.runs.list), {
    title: 'CRANE: Runs',
    placeholder: ctx.runs.list.length === 0 ? 'There are no runs yet' : placeholder,
  });
  return outcome.kind === 'next' ? { kind: 'stored', id: outcome.value.id } : null;
}

/** Rows of a list of traces. */
export function traceRows(
  traces: readonly TraceSummary[],
): readonly { readonly label: string; readonly choice: TraceSummary }[] {
  return traces.map((trace) => ({
    label: trace.question,
    description: trace.answer ?? '',
    detail: `${outcomeWords(trace)} · ${trace.method} · ${trace.model} · ${new Date(trace.created).toLocaleString()}`,
    iconPath: outcomeIcon(trace),
    choice: trace,
  }));
}

/** The trace in the editor in front: its text, or its view. */
export function traceInFront(ctx: CraneContext): TraceRef | null {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (tab instanceof vscode.TabInputText) return traceOfUri(tab.uri);
  if (tab instanceof vscode.TabInputCustom && tab.viewType === 'crane.traceFile') return { kind: 'file', uri: tab.uri };
  const view = ctx.traceViews.active;
  return view?.panel.active === true ? view.ref : null;
}

/** Whether a command was called on a sample of the tree. */
export const isSampleNode = (from: unknown): boolean => sampleIdOfNode(from) !== null;

function sampleIdOfNode(from: unknown): string | null {
  return isObject(from) && from['kind'] === 'sample' && hasString(from['sample'], 'id') ? from['sample'].id : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function hasString<K extends string>(value: unknown, key: K): value is Readonly<Record<K, string>> {
  return isObject(value) && typeof value[key] === 'string';
}
