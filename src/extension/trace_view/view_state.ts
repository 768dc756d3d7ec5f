import type * as vscode from 'vscode';
import type { TraceViewState } from '../../protocol/webview.ts';
import type { TraceState } from '../runs/trace_state.ts';
import { craneFile } from '../workspace_folder.ts';

/** The state as one webview may show it: pictures as URIs of that webview. */
export function viewState(state: TraceState, webview: vscode.Webview): TraceViewState {
  const pictureUri = (relative: string | null): string | null => {
    const file = relative === null ? null : craneFile(relative);
    return file === null ? null : webview.asWebviewUri(file).toString();
  };
  const facts = [...state.facts, ...(state.sampleFact === null ? [] : [state.sampleFact])];
  const factImageUris: Record<string, string> = {};
  for (const fact of facts) {
    const uri = pictureUri(fact.images[0] ?? null);
    if (uri !== null) factImageUris[fact.id] = uri;
  }
  return { ...state, imageUri: pictureUri(state.image), factImageUris };
}
