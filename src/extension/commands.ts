import * as vscode from 'vscode';
import type { CraneContext } from './context.ts';
import { untrusted } from './errors.ts';
import { runEvaluation } from './evaluation/evaluate.ts';
import {
  addFact,
  deleteFact,
  editFact,
  exportFacts,
  importFacts,
  openFactsFile,
  switchFact,
} from './facts/fact_commands.ts';
import { retrieveFacts } from './retrieval_commands.ts';
import { compareWith, openSample, runAgain, runImage, runSample, stopRun } from './runs/run_commands.ts';
import {
  deleteTrace,
  exportTrace,
  inspectReward,
  judgeTrace,
  openTrace,
  openTraceAsText,
} from './runs/trace_commands.ts';
import { selectEngine } from './server/select_engine.ts';
import { doctor, restartServer, serverActions, startServer } from './server/server_commands.ts';
import { tellError } from './tell.ts';
import { askFilter } from './views/filter_command.ts';

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
  'crane.addFact': { run: addFact, needsTrust: true },
  'crane.editFact': { run: editFact, needsTrust: true },
  'crane.deleteFact': { run: deleteFact, needsTrust: true },
  'crane.enableFact': { run: (ctx, fact) => switchFact(ctx, fact, true), needsTrust: true },
  'crane.disableFact': { run: (ctx, fact) => switchFact(ctx, fact, false), needsTrust: true },
  'crane.importFacts': { run: importFacts, needsTrust: true },
  'crane.exportFacts': { run: exportFacts },
  'crane.openFactsFile': { run: openFactsFile },
  'crane.runSample': { run: runSample, needsTrust: true },
  'crane.runImage': { run: runImage, needsTrust: true },
  'crane.runAgain': { run: runAgain, needsTrust: true },
  'crane.stopRun': { run: stopRun },
  'crane.filterSamples': { run: (ctx) => askFilter(ctx.samplesView) },
  'crane.clearFilter': {
    run: (ctx) => {
      ctx.samplesView.setFilter('');
    },
  },
  'crane.retrieveFacts': { run: retrieveFacts, needsTrust: true },
  'crane.judgeTrace': { run: judgeTrace },
  'crane.inspectReward': { run: inspectReward },
  'crane.runEvaluation': { run: runEvaluation, needsTrust: true },
  'crane.openTrace': { run: openTrace },
  'crane.openTraceAsText': {
    run: (ctx, from, span) => openTraceAsText(ctx, from, isSpan(span) ? span : undefined),
  },
  'crane.compareWith': { run: compareWith, needsTrust: true },
  'crane.exportTrace': { run: exportTrace },
  'crane.deleteTrace': { run: deleteTrace, needsTrust: true },
  'crane.refresh': { run: (ctx, what) => (what === 'older' ? ctx.runs.loadMore() : ctx.runs.refresh()) },
  'crane.startServer': { run: startServer, needsTrust: true },
  'crane.stopServer': { run: (ctx) => ctx.server.stop() },
  'crane.restartServer': { run: restartServer, needsTrust: true },
  'crane.serverActions': { run: serverActions },
  'crane.selectEngine': { run: selectEngine, needsTrust: true },
  'crane.showLog': {
    run: (ctx) => {
      ctx.log.show();
    },
  },
  'crane.doctor': { run: doctor, needsTrust: true },
  'crane.getStarted': {
    run: (ctx) =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${ctx.extension.extension.id}#getStarted`),
  },
  '_crane.openSample': { run: openSample, needsTrust: true },
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
