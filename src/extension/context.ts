import type * as vscode from 'vscode';
import type { Library } from './library.ts';
import type { LiveRuns } from './runs/live_runs.ts';
import type { Server } from './server/server.ts';
import type { TraceDocuments } from './trace_text/documents.ts';
import type { TraceViews } from './trace_view/trace_views.ts';
import type { Traces } from './traces.ts';
import type { Reports } from './reports.ts';
import type { FactsView } from './views/facts_view.ts';
import type { Runs } from './views/runs.ts';
import type { SamplesView } from './views/samples_view.ts';

/** Everything that commands work with; made once, when the extension is activated. */
export interface CraneContext {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly library: Library;
  readonly runs: Runs;
  readonly liveRuns: LiveRuns;
  readonly traces: Traces;
  readonly traceViews: TraceViews;
  readonly documents: TraceDocuments;
  readonly reports: Reports;
  readonly factsView: FactsView;
  readonly samplesView: SamplesView;
}
