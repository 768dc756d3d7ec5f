import * as vscode from 'vscode';
import type { CraneContext } from './context.ts';
import { untrusted } from './errors.ts';
import { tellError } from './tell.ts';
import { askFilter } from './views/filter_command.ts';

/** What commands do is loaded with the first one that does it: a window must open without waiting for it. */
const facts = () => import('./facts/fact_commands.ts');
const runs = () => import('./runs/run_commands.ts');
const traces = () => import('./runs/trace_commands.ts');
const server = () => import('./server/server_commands.ts');

interface Command {
  readonly run: (ctx: CraneContext, ...args: readonly unknown[]) => unknown;
  /** Starts a process or contacts a server, which an untrusted workspace must not cause. */
  readonly needsTrust?: true;
}

/**
 * Every command of the extension. All exist from the start, whether the server runs or not: one that needs it starts it,
 * and says what is wrong where that fails. Those with an underscore are called by views, not by people.
 */
export const COMMANDS = {
  'crane.addFact': { run: async (ctx, from) => (await facts()).addFact(ctx, from), needsTrust: true },
  'crane.editFact': { run: async (ctx, from) => (await facts()).editFact(ctx, from), needsTrust: true },
  'crane.deleteFact': { run: async (ctx, from) => (await facts()).deleteFact(ctx, from), needsTrust: true },
  'crane.enableFact': { run: async (ctx, fact) => (await facts()).switchFact(ctx, fact, true), needsTrust: true },
  'crane.disableFact': { run: async (ctx, fact) => (await facts()).switchFact(ctx, fact, false), needsTrust: true },
  'crane.importFacts': { run: async (ctx, from) => (await facts()).importFacts(ctx, from), needsTrust: true },
  'crane.exportFacts': { run: async (ctx, from) => (await facts()).exportFacts(ctx, from) },
  'crane.openFactsFile': { run: async () => (await facts()).openFactsFile() },
  'crane.runSample': { run: async (ctx, from) => (await runs()).runSample(ctx, from), needsTrust: true },
  'crane.runImage': { run: async (ctx, from) => (await runs()).runImage(ctx, from), needsTrust: true },
  'crane.runAgain': { run: async (ctx, from) => (await runs()).runAgain(ctx, from), needsTrust: true },
  'crane.stopRun': { run: async (ctx) => (await runs()).stopRun(ctx) },
  'crane.filterSamples': { run: (ctx) => askFilter(ctx.samplesView) },
  'crane.clearFilter': {
    run: (ctx) => {
      ctx.samplesView.setFilter('');
    },
  },
  'crane.retrieveFacts': {
    run: async (ctx, from) => (await import('./retrieval_commands.ts')).retrieveFacts(ctx, from),
    needsTrust: true,
  },
  'crane.judgeTrace': { run: async (ctx, from) => (await traces()).judgeTrace(ctx, from) },
  'crane.inspectReward': { run: async (ctx, from) => (await traces()).inspectReward(ctx, from) },
  'crane.runEvaluation': {
    run: async (ctx, from) => (await import('./evaluation/evaluate.ts')).runEvaluation(ctx, from),
    needsTrust: true,
  },
  'crane.openTrace': { run: async (ctx, from) => (await traces()).openTrace(ctx, from) },
  'crane.openTraceAsText': {
    run: async (ctx, from, span) => (await traces()).openTraceAsText(ctx, from, isSpan(span) ? span : undefined),
  },
  'crane.compareWith': { run: async (ctx, from) => (await runs()).compareWith(ctx, from), needsTrust: true },
  'crane.exportTrace': { run: async (ctx, from, into) => (await traces()).exportTrace(ctx, from, into) },
  'crane.deleteTrace': { run: async (ctx, from) => (await traces()).deleteTrace(ctx, from), needsTrust: true },
  'crane.refresh': { run: (ctx, what) => (what === 'older' ? ctx.runs.loadMore() : ctx.runs.refresh()) },
  'crane.startServer': { run: async (ctx) => (await server()).startServer(ctx), needsTrust: true },
  'crane.stopServer': { run: (ctx) => ctx.server.stop() },
  'crane.restartServer': { run: async (ctx) => (await server()).restartServer(ctx), needsTrust: true },
  'crane.serverActions': { run: async (ctx) => (await server()).serverActions(ctx) },
  'crane.selectEngine': {
    run: async (ctx) => (await import('./server/select_engine.ts')).selectEngine(ctx),
    needsTrust: true,
  },
  'crane.showLog': {
    run: (ctx) => {
      ctx.log.show();
    },
  },
  'crane.doctor': { run: async (ctx) => (await server()).doctor(ctx), needsTrust: true },
  'crane.getStarted': {
    run: (ctx) =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${ctx.extension.extension.id}#getStarted`),
  },
  '_crane.openSample': { run: async (ctx, from) => (await runs()).openSample(ctx, from), needsTrust: true },
  '_crane.openSettings': {
    run: (ctx) => vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${ctx.extension.extension.id}`),
  },
} as const satisfies Readonly<Record<string, Command>>;

/** Registers every command; what one throws is told to the person, with what to do. */
export function registerCommands(ctx: CraneContext): vscode.Disposable {
  const commands: Readonly<Record<string, Command>> = COMMANDS;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        const title = titleOf(ctx, id);
        try {
          if (command.needsTrust === true && !vscode.workspace.isTrusted) throw untrusted(title);
          return await command.run(ctx, ...args);
        } catch (error) {
          void tellError(ctx.log, title, error);
          return undefined;
        }
      }),
    ),
  );
}

interface ManifestCommand {
  readonly command: string;
  readonly title: string;
}

function titleOf(ctx: CraneContext, id: string): string {
  const manifest = ctx.extension.extension.packageJSON as {
    readonly contributes: { readonly commands: readonly ManifestCommand[] };
  };
  return manifest.contributes.commands.find((entry) => entry.command === id)?.title ?? 'CRANE';
}

function isSpan(value: unknown): value is { readonly start: number; readonly end: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'start' in value &&
    typeof value.start === 'number' &&
    'end' in value &&
    typeof value.end === 'number'
  );
}
