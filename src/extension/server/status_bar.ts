import * as vscode from 'vscode';
import type { Server } from './server.ts';
import { serverSentence } from './server_words.ts';
import type { ServerState } from './state.ts';

/** The status-bar item: server state, engine and machine; a click opens the actions. */
export function createStatusBar(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('crane.server', vscode.StatusBarAlignment.Right, 90);
  item.name = 'CRANE Server';
  item.command = 'crane.serverActions';
  const show = (): void => {
    const { state } = server;
    item.text = text(state);
    item.tooltip = tooltip(state);
    item.accessibilityInformation = { label: `CRANE. ${serverSentence(state)}`, role: 'button' };
    item.backgroundColor =
      state.kind === 'failed' || (state.kind === 'running' && state.health.engine.state === 'error')
        ? new vscode.ThemeColor('statusBarItem.errorBackground')
        : undefined;
    item.show();
  };
  show();
  return vscode.Disposable.from(item, server.onDidChangeState(show), vscode.workspace.onDidGrantWorkspaceTrust(show));
}

function text(state: ServerState): string {
  if (!vscode.workspace.isTrusted) return '$(shield) CRANE';
  switch (state.kind) {
    case 'stopped':
      return '$(debug-disconnect) CRANE';
    case 'starting':
      return '$(loading~spin) CRANE';
    case 'failed':
      return '$(error) CRANE';
    case 'running': {
      const { engine, machine } = state.health;
      const icon = { loading: '$(loading~spin)', ready: '$(circuit-board)', error: '$(error)' }[engine.state];
      return `${icon} CRANE: ${shortened(engine.model)} @ ${machineOf(engine.url, machine)}`;
    }
  }
}

/** The machine that does the work: the upstream's where there is one. */
function machineOf(url: string | null, machine: string): string {
  if (url === null) return shortened(machine);
  try {
    const { hostname } = new URL(url);
    const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    return shortened(local ? machine : hostname);
  } catch {
    return shortened(machine);
  }
}

const LONGEST = 24;

function shortened(name: string): string {
  const last = name.split('/').at(-1) ?? name;
  return last.length <= LONGEST ? last : `${last.slice(0, LONGEST - 1)}…`;
}

function tooltip(state: ServerState): vscode.MarkdownString {
  const tip = new vscode.MarkdownString();
  const line = (words: string): void => {
    tip.appendText(words).appendMarkdown('\n\n');
  };
  if (!vscode.workspace.isTrusted) {
    line('CRANE is in Restricted Mode: it shows facts, samples and exported traces, and starts nothing.');
    return tip;
  }
  line(serverSentence(state));
  if (state.kind === 'running') {
    line(
      `CRANE ${state.health.version}, process ${String(state.health.pid)}, ${state.own ? 'ends with this window' : 'started elsewhere'}`,
    );
    line(`Workspace: ${state.health.workspace}`);
  }
  line('Click for actions.');
  return tip;
}
