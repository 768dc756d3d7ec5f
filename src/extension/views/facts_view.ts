import * as vscode from 'vscode';
import type { EditFact } from '../../facts/types.ts';
import { factTitle } from '../facts/fact_title.ts';
import type { Library } from '../library.ts';
import { told } from '../errors.ts';
import { craneFile } from '../workspace_folder.ts';

/** The tree of edit facts: the picture, old name → new name, whether it is in use. */
export interface FactsView extends vscode.Disposable {
  readonly tree: vscode.TreeView<EditFact>;
  /** Scrolls to a fact and selects it. */
  reveal(fact: EditFact): Promise<void>;
}

/** `setEnabled` is called when a person ticks or clears a fact's box. */
export function createFactsView(
  library: Library,
  log: vscode.LogOutputChannel,
  setEnabled: (fact: EditFact, enabled: boolean) => Promise<void>,
): FactsView {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<EditFact> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: factItem,
    getParent: () => null,
    getChildren: async (parent) => {
      if (parent !== undefined) return [];
      try {
        const { facts, problems } = await library.facts();
        tree.message = problems.length === 0 ? '' : problemsMessage(problems.length);
        return [...facts];
      } catch (error) {
        tree.message = told(error)?.message ?? '';
        log.error(`Edit facts could not be read: ${told(error)?.message ?? 'stopped'}`);
        return [];
      }
    },
  };
  const tree = vscode.window.createTreeView('crane.facts', {
    treeDataProvider: provider,
    showCollapseAll: false,
    manageCheckboxStateManually: true,
  });
  const subscriptions = vscode.Disposable.from(
    tree,
    changed,
    library.onDidChange((what) => {
      if (what === 'facts') changed.fire();
    }),
    tree.onDidChangeCheckboxState(async ({ items }) => {
      for (const [fact, state] of items) {
        await setEnabled(fact, state === vscode.TreeItemCheckboxState.Checked);
      }
      // Where the change failed, the box must show the truth again.
      changed.fire();
    }),
  );
  return {
    tree,
    reveal: async (fact) => {
      await tree.reveal(fact, { select: true, focus: true });
    },
    dispose: () => {
      subscriptions.dispose();
    },
  };
}

export function factItem(fact: EditFact): vscode.TreeItem {
  const item = new vscode.TreeItem(factTitle(fact));
  item.id = fact.id;
  item.contextValue = fact.enabled ? 'fact.enabled' : 'fact.disabled';
  item.description = fact.enabled ? fact.description : `off · ${fact.description}`;
  item.checkboxState = {
    state: fact.enabled ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
    tooltip: fact.enabled ? 'In use. Clear to disable.' : 'Not in use. Tick to enable.',
  };
  const picture = fact.images[0] === undefined ? null : craneFile(fact.images[0]);
  item.iconPath = picture ?? new vscode.ThemeIcon('note');
  item.tooltip = factTooltip(fact, picture);
  item.accessibilityInformation = {
    label: `Edit fact: ${fact.preEdit ?? 'the entity'} is now ${fact.target}, ${fact.enabled ? 'enabled' : 'disabled'}, ${imageCount(fact)}`,
  };
  return item;
}

function factTooltip(fact: EditFact, picture: vscode.Uri | null): vscode.MarkdownString {
  const tip = new vscode.MarkdownString();
  if (picture !== null) tip.appendMarkdown(`![](${picture.toString()}|width=160)\n\n`);
  tip.appendText(factTitle(fact)).appendMarkdown('\n\n');
  if (fact.description !== '') tip.appendText(fact.description).appendMarkdown('\n\n');
  if (fact.aliases.length > 0) tip.appendText(`Also: ${fact.aliases.join(', ')}`).appendMarkdown('\n\n');
  tip.appendText(`${imageCount(fact)} · ${fact.enabled ? 'enabled' : 'disabled'} · added ${fact.created.slice(0, 10)}`);
  return tip;
}

function imageCount(fact: EditFact): string {
  if (fact.images.length === 0) return 'text only';
  return fact.images.length === 1 ? '1 image' : `${String(fact.images.length)} images`;
}

function problemsMessage(count: number): string {
  const lines = count === 1 ? '1 line of the file' : `${String(count)} lines of the file`;
  return `${lines} could not be read: see the Problems view.`;
}
