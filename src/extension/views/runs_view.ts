import * as vscode from 'vscode';
import type { TraceSummary } from '../../protocol/trace_schema.ts';
import { FAILURE_MODE_WORDS } from '../trace_text/words.ts';
import { craneFile } from '../workspace_folder.ts';
import { outcomeIcon, outcomeWords } from './outcome.ts';
import type { Runs } from './runs.ts';

/** A row of the Runs tree: a stored trace, or the row that loads older ones. */
export type RunNode = { readonly kind: 'trace'; readonly trace: TraceSummary } | { readonly kind: 'more' };

/** The tree of stored traces, newest first. */
export function createRunsView(runs: Runs): vscode.TreeView<RunNode> {
  const provider: vscode.TreeDataProvider<RunNode> = {
    onDidChangeTreeData: runs.onDidChange,
    getTreeItem: (node) => (node.kind === 'more' ? moreItem() : traceItem(node.trace)),
    getChildren: (parent) => {
      if (parent !== undefined || !vscode.workspace.isTrusted) return [];
      tree.message = runs.problem ?? '';
      const rows: RunNode[] = runs.list.map((trace) => ({ kind: 'trace', trace }));
      return runs.more ? [...rows, { kind: 'more' }] : rows;
    },
  };
  const tree = vscode.window.createTreeView('crane.runs', { treeDataProvider: provider });
  return tree;
}

function moreItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('Load older runs');
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'crane.refresh', title: 'Load older runs', arguments: ['older'] };
  return item;
}

function traceItem(trace: TraceSummary): vscode.TreeItem {
  const item = new vscode.TreeItem(answerWords(trace));
  item.id = trace.id;
  item.contextValue = 'trace';
  item.iconPath = outcomeIcon(trace);
  item.description = [labelCount(trace), timeOf(trace.created), trace.question].filter(Boolean).join(' · ');
  item.command = { command: 'crane.openTrace', title: 'Open Trace', arguments: [trace.id] };
  item.tooltip = traceTooltip(trace);
  item.accessibilityInformation = {
    label: `Run: ${trace.question}. Answer: ${trace.answer ?? 'none'}. ${outcomeWords(trace)}`,
  };
  return item;
}

function answerWords(trace: TraceSummary): string {
  if (trace.status === 'aborted') return 'stopped';
  if (trace.status === 'error') return 'error';
  return trace.answer === null || trace.answer.trim() === '' ? 'no answer' : trace.answer.trim();
}

function labelCount(trace: TraceSummary): string {
  if (trace.labels.length === 0) return '';
  return trace.labels.length === 1 ? '1 label' : `${String(trace.labels.length)} labels`;
}

/** Today's runs by the hour, older ones by the day. */
function timeOf(created: string): string {
  const when = new Date(created);
  if (Number.isNaN(when.getTime())) return '';
  const today = new Date().toDateString() === when.toDateString();
  return today
    ? when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : when.toLocaleDateString([], { day: 'numeric', month: 'short' });
}

function traceTooltip(trace: TraceSummary): vscode.MarkdownString {
  const tip = new vscode.MarkdownString();
  const picture = trace.image === null ? null : craneFile(trace.image);
  if (picture !== null) tip.appendMarkdown(`![](${picture.toString()}|width=200)\n\n`);
  const line = (text: string): void => {
    tip.appendText(text).appendMarkdown('\n\n');
  };
  line(trace.question);
  line(`Answer: ${answerWords(trace)}`);
  line(`Outcome: ${outcomeWords(trace)}`);
  for (const mode of trace.labels) line(`${FAILURE_MODE_WORDS[mode].title}: ${FAILURE_MODE_WORDS[mode].meaning}`);
  const sample = trace.sampleId === null ? 'free question' : `sample ${trace.sampleId}`;
  line(`${sample} · method ${trace.method} · ${trace.model} · ${new Date(trace.created).toLocaleString()}`);
  return tip;
}
