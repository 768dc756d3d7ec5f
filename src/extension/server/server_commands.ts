import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { withProgress } from '../cancellation.ts';
import type { CraneContext } from '../context.ts';
import { told } from '../errors.ts';
import { heading, pickOne, type Choice } from '../quick_input/pick.ts';
import { plain } from '../markdown_text.ts';
import { readSettings } from '../settings.ts';
import { workspaceFolder } from '../workspace_folder.ts';
import { serverSentence } from './server_words.ts';

/** CRANE: Start Server. */
export async function startServer(ctx: CraneContext): Promise<void> {
  await withProgress('Starting the CRANE server', async (signal) => {
    signal.addEventListener('abort', () => void ctx.server.stop());
    await ctx.server.start();
  });
}

/** CRANE: Restart Server. */
export async function restartServer(ctx: CraneContext): Promise<void> {
  await withProgress('Restarting the CRANE server', async (signal) => {
    signal.addEventListener('abort', () => void ctx.server.stop());
    await ctx.server.restart();
  });
}

/** The status-bar item's menu: what the server is, and what can be done with it. */
export async function serverActions(ctx: CraneContext): Promise<void> {
  const { state } = ctx.server;
  const row = (icon: string, label: string, command: string, detail?: string): Choice<string> => ({
    label,
    iconPath: new vscode.ThemeIcon(icon),
    ...(detail === undefined ? {} : { detail }),
    choice: command,
  });
  const server =
    state.kind === 'running'
      ? [
          row('debug-restart', 'Restart Server', 'crane.restartServer'),
          row('debug-stop', state.own ? 'Stop Server' : 'Disconnect from Server', 'crane.stopServer'),
        ]
      : state.kind === 'starting'
        ? [row('debug-stop', 'Stop Server', 'crane.stopServer')]
        : [row('debug-start', 'Start Server', 'crane.startServer')];
  const outcome = await pickOne(
    [
      heading('Server'),
      ...server,
      row('output', 'Show Log', 'crane.showLog'),
      row('pulse', 'Doctor', 'crane.doctor', 'Checks everything that CRANE needs'),
      heading('Engine'),
      row('chip', 'Select Engine', 'crane.selectEngine', engineDetail(ctx)),
      heading('More'),
      row('settings-gear', 'Settings', '_crane.openSettings'),
      row('book', 'Get Started', 'crane.getStarted'),
    ],
    { title: 'CRANE', placeholder: serverSentence(state) },
  );
  if (outcome.kind === 'next') await vscode.commands.executeCommand(outcome.value);
}

function engineDetail(ctx: CraneContext): string {
  const { state } = ctx.server;
  if (state.kind === 'running') return `Now: ${state.health.engine.model} (${state.health.engine.kind})`;
  const { engine } = readSettings();
  return engine.kind === 'embedded' ? 'Chosen: the bundled model' : `Chosen: ${engine.url}`;
}

/** CRANE: Doctor: checks here and on the server, each with what to do where it fails. */
export async function doctor(ctx: CraneContext): Promise<void> {
  const checks = await withProgress('Checking CRANE', (signal) => allChecks(ctx, signal));
  const failed = checks.filter((check) => !check.ok).length;
  const summary =
    failed === 0
      ? 'Everything that was checked is well.'
      : `${String(failed)} of ${String(checks.length)} checks failed.`;
  const rows = checks.map(
    ({ ok, name, detail, mend }) =>
      `| ${ok ? '✓ ok' : '✗ **failed**'} | ${plain(name)} | ${plain(detail)} | ${ok ? '' : plain(mend)} |`,
  );
  await ctx.reports.show(
    'CRANE Doctor',
    [
      '# CRANE Doctor',
      '',
      summary,
      '',
      '| | Check | Found | What to do |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n'),
  );
}

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly mend: string;
}

async function allChecks(ctx: CraneContext, signal: AbortSignal): Promise<readonly Check[]> {
  const folder = workspaceFolder();
  const here: Check[] = [
    {
      name: 'VS Code',
      ok: true,
      detail: `${vscode.version}, extensions run on ${hostname()} (${process.platform}-${process.arch}) under Node.js ${process.versions.node}`,
      mend: '',
    },
    { name: 'Folder', ok: folder !== null, detail: folder?.uri.fsPath ?? 'none is open', mend: 'Open a folder.' },
  ];
  try {
    const client = await ctx.server.client(signal);
    const { state } = ctx.server;
    here.push({ name: 'Server', ok: true, detail: serverSentence(state), mend: '' });
    const reply = await client.doctor(signal);
    return [...here, ...reply.checks];
  } catch (error) {
    const reason = told(error);
    if (reason === null) throw error;
    return [...here, { name: 'Server', ok: false, detail: reason.message, mend: reason.mend }];
  }
}
