import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { createContext } from './create_context.ts';
import { needsNewServer, readSettings } from './settings.ts';
import { createStatusBar } from './server/status_bar.ts';
import { registerTraceEditor } from './trace_file/trace_editor.ts';
import { registerRoleDecorations } from './trace_text/decorations.ts';
import { registerTraceDiagnostics } from './trace_text/diagnostics.ts';
import { registerLanguageFeatures } from './trace_text/language_features.ts';
import { tellError } from './tell.ts';
import { registerFileProblems } from './views/file_problems.ts';
import type { CraneContext } from './context.ts';
import type { RunNode } from './views/runs_view.ts';

/**
 * Registers everything the extension contributes. Called once by VS Code, when a CRANE view or command is first used.
 * @returns the context where VS Code runs the extension's own tests, nothing otherwise
 */
export function activate(extension: vscode.ExtensionContext): CraneContext | undefined {
  const started = performance.now();
  const { ctx, runsView } = createContext(extension);
  extension.subscriptions.push(
    registerCommands(ctx),
    createStatusBar(ctx.server),
    registerTraceEditor(ctx.traceViews, ctx.traces),
    registerTraceDiagnostics(ctx.documents),
    registerRoleDecorations(ctx.documents),
    registerLanguageFeatures(ctx.documents),
    registerFileProblems(ctx.library),
    startWithRunsView(ctx, runsView),
    restartOnNewSettings(ctx),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (runsView.visible) startQuietly(ctx);
    }),
  );
  ctx.log.info(
    `CRANE ${String(extension.extension.packageJSON.version)} is active after ${(performance.now() - started).toFixed(0)} ms.`,
  );
  return extension.extensionMode === vscode.ExtensionMode.Test ? ctx : undefined;
}

/** The Runs view shows what only the server knows, so seeing it is asking for the server. */
function startWithRunsView(ctx: CraneContext, runsView: vscode.TreeView<RunNode>): vscode.Disposable {
  if (runsView.visible) startQuietly(ctx);
  return runsView.onDidChangeVisibility(({ visible }) => {
    if (visible) startQuietly(ctx);
  });
}

/** Starts the server unless that is switched off; a failure shows in the view, the status bar and the log. */
function startQuietly(ctx: CraneContext): void {
  const idle = ctx.server.state.kind === 'stopped';
  const folderOpen = (vscode.workspace.workspaceFolders ?? []).length > 0;
  if (!idle || !folderOpen || !vscode.workspace.isTrusted || !readSettings().autoStart) return;
  ctx.server.start().catch((error: unknown) => tellError(ctx.log, 'Start the server', error));
}

/** The server takes its settings at its start. */
function restartOnNewSettings(ctx: CraneContext): vscode.Disposable {
  let timer: NodeJS.Timeout | null = null;
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (!needsNewServer(change) || ctx.server.state.kind === 'stopped' || timer !== null) return;
    // Select Engine writes three settings, one after the other.
    timer = setTimeout(() => {
      timer = null;
      ctx.server.restart().catch((error: unknown) => tellError(ctx.log, 'Restart the server', error));
    }, 300);
  });
}
