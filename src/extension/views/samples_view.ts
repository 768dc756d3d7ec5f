import * as vscode from 'vscode';
import type { EditFact } from '../../facts/types.ts';
import type { Sample } from '../../samples/types.ts';
import type { TraceSummary } from '../../protocol/trace_schema.ts';
import { told } from '../errors.ts';
import { factTitle } from '../facts/fact_title.ts';
import type { Library } from '../library.ts';
import { craneFile } from '../workspace_folder.ts';
import { outcomeIcon, outcomeWords } from './outcome.ts';
import type { Runs } from './runs.ts';
import { childrenOf, filterSamples, nodeId, type SampleNode } from './samples_tree.ts';

/** The tree of samples, with the outcome of each one's newest run. */
export interface SamplesView extends vscode.Disposable {
  readonly tree: vscode.TreeView<SampleNode>;
  readonly filter: string;
  setFilter(filter: string): void;
}

/** How a sample type reads to a person. */
export const SAMPLE_TYPE_WORDS: Readonly<Record<Sample['type'], string>> = {
  normal: 'Normal',
  conflict: 'Conflict',
  locality: 'Locality',
  text_locality: 'Text locality',
};

const SAMPLE_TYPE_ICONS: Readonly<Record<Sample['type'], string>> = {
  normal: 'edit',
  conflict: 'git-compare',
  locality: 'location',
  text_locality: 'text-size',
};

/** What each sample type asks of the model. */
const SAMPLE_TYPE_MEANING: Readonly<Record<Sample['type'], string>> = {
  normal: 'The model should follow the edit fact.',
  conflict: 'The image contradicts the edit fact; the model should follow the fact all the same.',
  locality: 'The image shows something else; the edit fact must not be used.',
  text_locality: 'There is no image; the edit fact must not be used.',
};

export function createSamplesView(library: Library, runs: Runs, log: vscode.LogOutputChannel): SamplesView {
  const changed = new vscode.EventEmitter<void>();
  let filter = '';
  let facts: ReadonlyMap<string, EditFact> = new Map();
  let shown: readonly Sample[] = [];
  const provider: vscode.TreeDataProvider<SampleNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => sampleItem(node, facts, runs.latestOf, filter !== ''),
    getChildren: async (parent) => {
      if (parent !== undefined) return [...childrenOf(parent, shown)];
      try {
        const [known, read] = await Promise.all([library.facts(), library.samples()]);
        facts = new Map(known.facts.map((fact) => [fact.id, fact]));
        shown = filterSamples(read.samples, facts, filter);
        tree.message = message(filter, shown.length, read.samples.length, read.problems.length);
        return [...childrenOf(null, shown)];
      } catch (error) {
        tree.message = told(error)?.message ?? '';
        log.error(`Samples could not be read: ${told(error)?.message ?? 'stopped'}`);
        return [];
      }
    },
  };
  const tree = vscode.window.createTreeView('crane.samples', { treeDataProvider: provider, showCollapseAll: true });
  const subscriptions = vscode.Disposable.from(
    tree,
    changed,
    library.onDidChange(() => {
      changed.fire();
    }),
    runs.onDidChange(() => {
      changed.fire();
    }),
  );
  return {
    tree,
    get filter() {
      return filter;
    },
    setFilter: (next) => {
      filter = next.trim();
      void vscode.commands.executeCommand('setContext', 'crane.samplesFiltered', filter !== '');
      changed.fire();
    },
    dispose: () => {
      subscriptions.dispose();
    },
  };
}

function message(filter: string, shown: number, all: number, problems: number): string {
  const parts: string[] = [];
  if (filter !== '') parts.push(`“${filter}”: ${String(shown)} of ${String(all)} samples.`);
  if (problems > 0)
    parts.push(`${String(problems)} ${problems === 1 ? 'line' : 'lines'} could not be read: see the Problems view.`);
  return parts.join(' ');
}

function sampleItem(
  node: SampleNode,
  facts: ReadonlyMap<string, EditFact>,
  latestOf: (sampleId: string) => TraceSummary | null,
  filtered: boolean,
): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  if (node.kind === 'sample') return leafItem(node.sample, latestOf(node.sample.id));
  const item = new vscode.TreeItem('', filtered || node.kind === 'split' ? Expanded : Collapsed);
  // A changed filter changes which nodes stand open, which VS Code remembers by id.
  item.id = `${filtered ? 'filtered ' : ''}${nodeId(node)}`;
  item.contextValue = node.kind;
  item.description = String(node.samples.length);
  switch (node.kind) {
    case 'split':
      item.label = node.split === '' ? 'No split' : node.split;
      item.iconPath = new vscode.ThemeIcon('library');
      item.tooltip = `Split “${node.split}”, ${String(node.samples.length)} samples`;
      break;
    case 'type': {
      const type = node.samples[0]?.type;
      item.label = type === undefined ? node.type : SAMPLE_TYPE_WORDS[type];
      item.tooltip = type === undefined ? undefined : SAMPLE_TYPE_MEANING[type];
      item.iconPath = new vscode.ThemeIcon(type === undefined ? 'question' : SAMPLE_TYPE_ICONS[type]);
      break;
    }
    case 'fact': {
      const fact = node.factId === null ? undefined : facts.get(node.factId);
      item.label = node.factId === null ? 'No edit fact' : fact === undefined ? node.factId : factTitle(fact);
      if (node.factId !== null && fact === undefined) item.description = 'the fact is not in this workspace';
      const picture = fact?.images[0] === undefined ? null : craneFile(fact.images[0]);
      item.iconPath = picture ?? new vscode.ThemeIcon('note');
      break;
    }
  }
  if (node.samples.length === 0) item.collapsibleState = None;
  return item;
}

function leafItem(sample: Sample, latest: TraceSummary | null): vscode.TreeItem {
  const item = new vscode.TreeItem(sample.probe);
  item.id = nodeId({ kind: 'sample', sample });
  item.contextValue = 'sample';
  item.description = sample.question;
  item.iconPath = latest === null ? new vscode.ThemeIcon('beaker') : outcomeIcon(latest);
  item.command = { command: '_crane.openSample', title: 'Open Sample', arguments: [sample.id] };
  const tip = new vscode.MarkdownString();
  const picture = sample.image === null ? null : craneFile(sample.image);
  if (picture !== null) tip.appendMarkdown(`![](${picture.toString()}|width=200)\n\n`);
  tip.appendText(sample.question).appendMarkdown('\n\n');
  tip.appendText(`Expected: ${sample.gold.join(', ') || 'not given'}`).appendMarkdown('\n\n');
  if (sample.preEdit !== null) tip.appendText(`Without the edit: ${sample.preEdit}`).appendMarkdown('\n\n');
  tip.appendText(`${SAMPLE_TYPE_WORDS[sample.type]} · ${sample.probe} · ${sample.id}`).appendMarkdown('\n\n');
  tip.appendText(latest === null ? 'Not run yet.' : `Newest run: ${outcomeWords(latest)}`);
  item.tooltip = tip;
  item.accessibilityInformation = {
    label: `Sample ${sample.probe}: ${sample.question}. ${latest === null ? 'Not run yet' : outcomeWords(latest)}`,
  };
  return item;
}
