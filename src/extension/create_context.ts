import * as vscode from 'vscode';
import type { CraneContext } from './context.ts';
import { createLibrary } from './library.ts';
import { createReports } from './reports.ts';
import { createLiveRuns } from './runs/live_runs.ts';
import { createServer } from './server/server.ts';
import { tellError } from './tell.ts';
import { createTraceDocuments } from './trace_text/documents.ts';
import { createTraceViews } from './trace_view/trace_views.ts';
import { createTraces } from './traces.ts';
import { handleTraceViewMessage } from './trace_view/messages.ts';
import { createFactsView } from './views/facts_view.ts';
import { createRuns } from './views/runs.ts';
import { createRunsView, type RunNode } from './views/runs_view.ts';
import { createSamplesView } from './views/samples_view.ts';

/** Makes every part once and joins them; each ends with the window. */
export function createContext(extension: vscode.ExtensionContext): {
  readonly ctx: CraneContext;
  readonly runsView: vscode.TreeView<RunNode>;
} {
  const log = vscode.window.createOutputChannel('CRANE', { log: true });
  const server = createServer(extension, log);
  const library = createLibrary(server);
  const runs = createRuns(server, log);
  const traces = createTraces(server);
  const documents = createTraceDocuments(traces);
  const traceViews = createTraceViews(extension.extensionUri, traces, log, {
    handle: (message, view) => {
      handleTraceViewMessage(message, view).catch((error: unknown) => tellError(log, 'The trace view', error));
    },
  });
  const factsView = createFactsView(library, log, async (fact, enabled) => {
    await vscode.commands.executeCommand(enabled ? 'crane.enableFact' : 'crane.disableFact', fact);
  });
  const samplesView = createSamplesView(library, runs, log);
  const runsView = createRunsView(runs);
  const reports = createReports();
  const ctx: CraneContext = {
    extension,
    log,
    server,
    library,
    runs,
    liveRuns: createLiveRuns(),
    traces,
    traceViews,
    documents,
    reports,
    factsView,
    samplesView,
  };
  extension.subscriptions.push(
    log,
    server,
    library,
    runs,
    traces,
    documents,
    traceViews,
    factsView,
    samplesView,
    runsView,
    reports,
  );
  return { ctx, runsView };
}
