import * as vscode from 'vscode';
import type { FileProblem } from '../../protocol/http.ts';
import type { Library } from '../library.ts';
import { workspaceFolder } from '../workspace_folder.ts';
import { grouped } from './grouped.ts';

/** Lines of the facts and samples files that could not be read, as problems at those lines. */
export function registerFileProblems(library: Library): vscode.Disposable {
  const collections = {
    facts: vscode.languages.createDiagnosticCollection('crane-facts'),
    samples: vscode.languages.createDiagnosticCollection('crane-samples'),
  };
  const show = async (what: 'facts' | 'samples'): Promise<void> => {
    // A library that cannot be read at all is told by its view.
    const read = await library[what]().catch(() => null);
    if (read !== null) fill(collections[what], read.problems);
  };
  void show('facts');
  void show('samples');
  return vscode.Disposable.from(
    collections.facts,
    collections.samples,
    library.onDidChange((what) => {
      void show(what);
    }),
  );
}

function fill(collection: vscode.DiagnosticCollection, problems: readonly FileProblem[]): void {
  const folder = workspaceFolder();
  collection.clear();
  if (folder === null) return;
  for (const [file, of] of grouped(problems, (problem) => problem.file)) {
    collection.set(
      vscode.Uri.joinPath(folder.uri, ...file.split('/')),
      of.map(({ line, field, message }) => {
        const row = Math.max(0, line - 1);
        // The end is past any line; the editor cuts it to the line's own end.
        const range = new vscode.Range(row, 0, row, Number.MAX_SAFE_INTEGER);
        const diagnostic = new vscode.Diagnostic(range, field === null ? message : `${field}: ${message}`);
        diagnostic.source = 'CRANE';
        return diagnostic;
      }),
    );
  }
}
