import * as vscode from 'vscode';
import { told } from '../errors.ts';
import { refKey, type TraceRef, type Traces } from '../traces.ts';
import type { TraceState } from '../runs/trace_state.ts';
import { layoutTrace, type TraceLayout } from './layout.ts';
import { TRACE_SCHEME, traceOfUri, traceUri } from './uris.ts';

/** A streaming document is written anew at most this often: each time costs the editor a whole diff. */
const REWRITE_EVERY_MS = 250;

/** A trace with its layout, as the features over its document need it. */
export interface LaidOutTrace {
  readonly ref: TraceRef;
  readonly state: TraceState;
  readonly layout: TraceLayout;
}

/** Read-only text documents of traces. */
export interface TraceDocuments extends vscode.Disposable {
  /** The trace behind a document, or null while it cannot be read. */
  of(document: vscode.TextDocument): LaidOutTrace | null;
  /** Fired when a document's trace may have changed. */
  readonly onDidChange: vscode.Event<vscode.Uri>;
  /** Opens the trace, with the given output span selected where there is one. */
  open(ref: TraceRef, span?: { readonly start: number; readonly end: number }): Promise<vscode.TextEditor>;
}

export function createTraceDocuments(traces: Traces): TraceDocuments {
  const rewritten = new vscode.EventEmitter<vscode.Uri>();
  const pending = new Map<string, NodeJS.Timeout>();
  const shown = new Map<string, LaidOutTrace>();

  function openDocuments(key: string): vscode.TextDocument[] {
    return vscode.workspace.textDocuments.filter((document) => {
      const ref = traceOfUri(document.uri);
      return ref !== null && refKey(ref) === key;
    });
  }

  async function content(uri: vscode.Uri): Promise<string> {
    const ref = traceOfUri(uri);
    if (ref === null) return '# This address names no trace.\n';
    try {
      const state = await traces.state(ref);
      const laidOut = { ref, state, layout: layoutTrace(state) };
      shown.set(uri.toString(), laidOut);
      return laidOut.layout.text;
    } catch (error) {
      shown.delete(uri.toString());
      const reason = told(error);
      return `# ${reason?.message ?? 'Stopped.'}\n# ${reason?.mend ?? 'Open it again.'}\n`;
    }
  }

  const subscriptions = vscode.Disposable.from(
    rewritten,
    vscode.workspace.registerTextDocumentContentProvider(TRACE_SCHEME, {
      onDidChange: rewritten.event,
      provideTextDocumentContent: content,
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      shown.delete(document.uri.toString());
    }),
    traces.onDidChange((key) => {
      if (pending.has(key)) return;
      pending.set(
        key,
        setTimeout(() => {
          pending.delete(key);
          for (const document of openDocuments(key)) rewritten.fire(document.uri);
        }, REWRITE_EVERY_MS),
      );
    }),
  );
  return {
    of: (document) => {
      const laidOut = shown.get(document.uri.toString());
      // Between a new layout and the editor's taking it, offsets would not fit.
      return laidOut !== undefined && laidOut.layout.text === document.getText() ? laidOut : null;
    },
    onDidChange: rewritten.event,
    open: async (ref, span) => {
      const state = await traces.state(ref);
      const document = await vscode.workspace.openTextDocument(traceUri(ref, state.title));
      const editor = await vscode.window.showTextDocument(document, { preview: true });
      const laidOut = shown.get(document.uri.toString());
      if (span !== undefined && laidOut !== undefined) {
        const range = documentRange(document, laidOut.layout, span);
        editor.selection = new vscode.Selection(range.start, range.end);
        editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      }
      return editor;
    },
    dispose: () => {
      for (const timer of pending.values()) clearTimeout(timer);
      subscriptions.dispose();
    },
  };
}

/** The document range of an output span; an empty span at the end of the text gets the last character. */
export function documentRange(
  document: vscode.TextDocument,
  layout: TraceLayout,
  span: { readonly start: number; readonly end: number },
): vscode.Range {
  const start = layout.startOf(span.start);
  const end = layout.endOf(span.end);
  return new vscode.Range(document.positionAt(start), document.positionAt(Math.max(start, end)));
}
