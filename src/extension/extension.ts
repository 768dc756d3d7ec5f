import * as vscode from 'vscode';

/** Registers everything the extension contributes. Called once by VS Code, when a CRANE view or command is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('CRANE', { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand('crane.showLog', () => {
      log.show();
    }),
  );
  log.info(`CRANE ${String(context.extension.packageJSON.version)} is active.`);
}
