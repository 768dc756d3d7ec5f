import * as vscode from 'vscode';
import { told } from '../errors.ts';
import { waitingState } from '../runs/trace_state.ts';
import type { TraceRef, Traces } from '../traces.ts';
import type { TraceViews } from '../trace_view/trace_views.ts';

/** Opens `*.crane-trace.json` in the trace view: parsed and labelled here, without a server, in Restricted Mode too. */
export function registerTraceEditor(views: TraceViews, traces: Traces): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider('crane.traceFile', {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async (document: vscode.CustomDocument, panel: vscode.WebviewPanel) => {
      const view = views.adopt(panel);
      const ref: TraceRef = { kind: 'file', uri: document.uri };
      try {
        view.show(ref, await traces.state(ref));
      } catch (error) {
        const reason = told(error);
        const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
        const nothing = waitingState({ question: name, image: null, sample: null, sampleFact: null, method: '' });
        view.show(ref, {
          ...nothing,
          phase: 'error',
          error: { message: reason?.message ?? 'It was not read.', mend: reason?.mend ?? 'Open it again.' },
        });
      }
    },
  });
}
