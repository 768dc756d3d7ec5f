import * as vscode from 'vscode';
import { told } from './errors.ts';

/**
 * Tells a person that something failed: what happened, and what to do, with the buttons that do it. Work that the
 * person stopped says nothing.
 */
export async function tellError(log: vscode.LogOutputChannel, doing: string, error: unknown): Promise<void> {
  const reason = told(error);
  if (reason === null) return;
  log.error(`${doing}: ${reason.message} ${reason.mend}`);
  if (error instanceof Error && error.stack !== undefined) log.debug(error.stack);
  const help = HELP[reason.code];
  const buttons = help === undefined ? [SHOW_LOG] : [help, SHOW_LOG];
  const chosen = await vscode.window.showErrorMessage(
    `${reason.message} ${reason.mend}`,
    ...buttons.map((button) => button.title),
  );
  const button = buttons.find((known) => known.title === chosen);
  if (button !== undefined) await vscode.commands.executeCommand(button.command, ...button.args);
}

interface Help {
  readonly title: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

const SHOW_LOG: Help = { title: 'Show Log', command: 'crane.showLog', args: [] };

/** What helps with an error of a code, as a button. */
const HELP: Readonly<Record<string, Help>> = {
  'no-folder': { title: 'Open Folder', command: 'vscode.openFolder', args: [] },
  untrusted: { title: 'Manage Workspace Trust', command: 'workbench.trust.manage', args: [] },
  'no-node': {
    title: 'Open Settings',
    command: 'workbench.action.openSettings',
    args: ['crane.server.nodePath'],
  },
  'server-ended': { title: 'Restart Server', command: 'crane.restartServer', args: [] },
  'server-silent': { title: 'Restart Server', command: 'crane.restartServer', args: [] },
  'server-unreachable': {
    title: 'Open Settings',
    command: 'workbench.action.openSettings',
    args: ['crane.server.url'],
  },
  unreachable: { title: 'Restart Server', command: 'crane.restartServer', args: [] },
  interrupted: { title: 'Restart Server', command: 'crane.restartServer', args: [] },
};
