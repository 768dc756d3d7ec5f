import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { tracePage } from '../../protocol/trace_page.ts';
import type { FromTraceView, ToTraceView } from '../../protocol/webview.ts';
import type { LiveRun } from '../runs/live_run.ts';
import type { TraceState } from '../runs/trace_state.ts';
import { refKey, type TraceRef, type Traces } from '../traces.ts';
import { viewState } from './view_state.ts';

/** What a view is asked to do by its page; each is a command that takes the view's trace. */
export interface TraceViewActions {
  handle(message: Exclude<FromTraceView, { readonly type: 'ready' | 'step' | 'closeCompare' }>, view: TraceView): void;
}

/** One trace view: a webview with the trace it shows, live or stored, perhaps beside an earlier one. */
export interface TraceView extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  /** What the page shows now; null before anything is shown. */
  readonly state: TraceState | null;
  readonly ref: TraceRef | null;
  readonly run: LiveRun | null;
  readonly compare: { readonly ref: TraceRef; readonly state: TraceState } | null;
  show(ref: TraceRef | null, state: TraceState, step?: number | null): void;
  follow(run: LiveRun): void;
  setCompare(compare: { readonly ref: TraceRef; readonly state: TraceState } | null): void;
  goTo(step: number): void;
}

/** Fills a panel with the trace view's page and keeps it up to date until it is closed. */
export function createTraceView(
  extensionUri: vscode.Uri,
  panel: vscode.WebviewPanel,
  traces: Traces,
  log: vscode.LogOutputChannel,
  actions: TraceViewActions,
): TraceView {
  const { webview } = panel;
  const built = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  let ref: TraceRef | null = null;
  let own: TraceState | null = null;
  let run: LiveRun | null = null;
  let compare: TraceView['compare'] = null;
  let step: number | null = null;
  let ready = false;
  const following: vscode.Disposable[] = [];

  const state = (): TraceState | null => run?.state ?? own;

  /** A hidden page is gone; it asks for everything when it comes back. Never awaited: order is kept, time is not lost. */
  function post(message: ToTraceView): void {
    if (ready && panel.visible) void webview.postMessage(message);
  }

  function postState(): void {
    const current = state();
    if (current === null) return;
    panel.title = current.title;
    post({
      type: 'state',
      state: viewState(current, webview),
      compare: compare === null ? null : viewState(compare.state, webview),
      step,
    });
  }

  function unfollow(): void {
    for (const subscription of following.splice(0)) subscription.dispose();
    run = null;
  }

  const view: TraceView = {
    panel,
    get state() {
      return state();
    },
    get ref(): TraceRef | null {
      if (run === null) return ref;
      const { id } = run.state;
      return id === null ? null : { kind: 'stored', id };
    },
    get run() {
      return run;
    },
    get compare() {
      return compare;
    },
    show: (of, shown, at = null) => {
      unfollow();
      ref = of;
      own = shown;
      step = at;
      postState();
    },
    follow: (live) => {
      unfollow();
      run = live;
      step = null;
      following.push(
        live.onDidChange((change) => {
          if (change.type === 'state') postState();
          else post(change);
        }),
      );
      postState();
    },
    setCompare: (beside) => {
      compare = beside;
      postState();
    },
    goTo: (index) => {
      step = index;
      post({ type: 'goto', step: index });
    },
    dispose: () => {
      unfollow();
      subscriptions.dispose();
    },
  };

  const subscriptions = vscode.Disposable.from(
    webview.onDidReceiveMessage(async (received: unknown) => {
      const { fromTraceViewSchema } = await import('../../protocol/webview.ts');
      const parsed = fromTraceViewSchema.safeParse(received);
      if (!parsed.success) {
        log.error(`The trace view sent a message that is not in the protocol: ${parsed.error.message}`);
        return;
      }
      const message = parsed.data;
      if (message.type === 'ready') {
        ready = true;
        postState();
      } else if (message.type === 'step') step = message.index;
      else if (message.type === 'closeCompare') view.setCompare(null);
      else actions.handle(message, view);
    }),
    panel.onDidChangeViewState(() => {
      // A page that was hidden has missed what happened since.
      if (panel.visible && ready) postState();
    }),
    traces.onDidChange((key) => {
      // A finished run's trace may be judged or rewarded later.
      const shown = view.ref;
      if (run?.running === true || shown === null || refKey(shown) !== key) return;
      const fresh = traces.kept(shown);
      if (fresh === null) return;
      unfollow();
      ref = shown;
      own = fresh;
      postState();
    }),
  );
  webview.options = { enableScripts: true, localResourceRoots: [built, ...imageFolders()] };
  webview.html = tracePage({
    nonce: randomBytes(18).toString('base64'),
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(built, 'trace.js')).toString(),
    styleUri: webview.asWebviewUri(vscode.Uri.joinPath(built, 'trace.css')).toString(),
  });
  return view;
}

/** Where pictures may come from: the `.crane/images` of every open folder, and nowhere else. */
function imageFolders(): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).map((folder) => vscode.Uri.joinPath(folder.uri, '.crane', 'images'));
}
