import * as vscode from 'vscode';
import { told } from '../errors.ts';
import type { LiveRun } from '../runs/live_run.ts';
import { waitingState } from '../runs/trace_state.ts';
import { refKey, type TraceRef, type Traces } from '../traces.ts';
import { createTraceView, type TraceView, type TraceViewActions } from './trace_view.ts';

/** The type of the trace view's panels, by which VS Code restores them. */
export const TRACE_VIEW_TYPE = 'crane.trace';

/** The trace views of this window. */
export interface TraceViews extends vscode.Disposable {
  /** The view that was used last and is still open. */
  readonly active: TraceView | null;
  readonly all: readonly TraceView[];
  /** Shows a trace: in the view that shows it already, else in the newest one that is not busy, else in a new one. */
  open(ref: TraceRef, options?: { readonly step?: number }): Promise<TraceView>;
  /** Shows a run as it happens; in `into` where given. */
  follow(run: LiveRun, into?: TraceView | null): TraceView;
  /** Makes a view of a panel that VS Code made, for an exported trace. */
  adopt(panel: vscode.WebviewPanel): TraceView;
}

export function createTraceViews(
  extensionUri: vscode.Uri,
  traces: Traces,
  log: vscode.LogOutputChannel,
  actions: TraceViewActions,
): TraceViews {
  /** Newest use last. */
  let views: readonly TraceView[] = [];
  /** Panels made for an exported trace belong to their file and are not reused. */
  const owned = new WeakSet<TraceView>();

  function use(view: TraceView): void {
    views = [...views.filter((other) => other !== view), view];
  }

  function adopt(panel: vscode.WebviewPanel): TraceView {
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, 'media', 'trace-light.svg'),
      dark: vscode.Uri.joinPath(extensionUri, 'media', 'trace-dark.svg'),
    };
    const view = createTraceView(extensionUri, panel, traces, log, actions);
    use(view);
    panel.onDidChangeViewState(() => {
      if (panel.active) use(view);
    });
    panel.onDidDispose(() => {
      views = views.filter((other) => other !== view);
      view.dispose();
    });
    return view;
  }

  function create(): TraceView {
    return adopt(
      vscode.window.createWebviewPanel(TRACE_VIEW_TYPE, 'Trace', vscode.ViewColumn.Active, { enableFindWidget: true }),
    );
  }

  const reusable = (): TraceView | undefined =>
    views.findLast((view) => !owned.has(view) && view.run?.running !== true);

  const serializer = vscode.window.registerWebviewPanelSerializer(TRACE_VIEW_TYPE, {
    deserializeWebviewPanel: async (panel, kept: unknown) => {
      const view = adopt(panel);
      const { persistedTraceViewSchema } = await import('../../protocol/webview.ts');
      const parsed = persistedTraceViewSchema.safeParse(kept);
      if (!parsed.success || parsed.data.id === null) {
        // Nothing was shown that could be shown again.
        panel.dispose();
        return;
      }
      const { id, compareId, step, snapshot } = parsed.data;
      const ref: TraceRef = { kind: 'stored', id };
      try {
        view.show(ref, await traces.state(ref), step);
        if (compareId !== null) {
          const beside: TraceRef = { kind: 'stored', id: compareId };
          view.setCompare({ ref: beside, state: await traces.state(beside) });
        }
      } catch (error) {
        const reason = told(error);
        log.warn(`A trace view could not be restored: ${reason?.message ?? 'stopped'}`);
        const question = snapshot?.state.question ?? 'Trace';
        const nothing = waitingState({ question, image: null, sample: null, sampleFact: null, method: '' });
        view.show(ref, {
          ...nothing,
          phase: 'error',
          error: { message: reason?.message ?? 'The trace was not read.', mend: reason?.mend ?? 'Open it again.' },
        });
      }
    },
  });

  return {
    get active() {
      return views.at(-1) ?? null;
    },
    get all() {
      return views;
    },
    adopt: (panel) => {
      const view = adopt(panel);
      owned.add(view);
      return view;
    },
    open: async (ref, options = {}) => {
      const state = await traces.state(ref);
      const same = views.findLast((view) => view.ref !== null && refKey(view.ref) === refKey(ref));
      const view = same ?? reusable() ?? create();
      if (same === undefined) {
        if (view.compare !== null) view.setCompare(null);
        view.show(ref, state, options.step ?? null);
      } else if (options.step !== undefined) view.goTo(options.step);
      view.panel.reveal(undefined, false);
      return view;
    },
    follow: (run, into = null) => {
      const free = into !== null && !owned.has(into) && views.includes(into) ? into : (reusable() ?? create());
      if (free.compare !== null) free.setCompare(null);
      free.follow(run);
      free.panel.reveal(undefined, false);
      return free;
    },
    dispose: () => {
      serializer.dispose();
    },
  };
}
