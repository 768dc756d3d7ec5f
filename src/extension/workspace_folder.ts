import * as vscode from 'vscode';

/** The folder whose `.crane/` is shown: the first folder of the window; null when no folder is open. */
export function workspaceFolder(): vscode.WorkspaceFolder | null {
  return vscode.workspace.workspaceFolders?.[0] ?? null;
}

/** The file behind a path relative to `.crane/`, as facts and samples name their images. */
export function craneFile(relative: string): vscode.Uri | null {
  const folder = workspaceFolder();
  return folder === null ? null : vscode.Uri.joinPath(folder.uri, '.crane', ...relative.split('/'));
}
