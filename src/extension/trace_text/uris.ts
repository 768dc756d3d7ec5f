import * as vscode from 'vscode';
import type { TraceRef } from '../traces.ts';

/** The scheme of traces shown as text. */
export const TRACE_SCHEME = 'crane-trace';

/**
 * The document of a trace: `crane-trace:/stored/<id>/<title>.crane-trace`, or
 * `crane-trace:/file/<name>.crane-trace?<the file's URI>`. The ending picks the language, the title names the tab.
 */
export function traceUri(ref: TraceRef, title: string): vscode.Uri {
  const name = title.replace(/[/\\?#%]+/gu, ' ').trim() || 'trace';
  if (ref.kind === 'stored') {
    return vscode.Uri.from({ scheme: TRACE_SCHEME, path: `/stored/${encodeURIComponent(ref.id)}/${name}.crane-trace` });
  }
  return vscode.Uri.from({ scheme: TRACE_SCHEME, path: `/file/${name}.crane-trace`, query: ref.uri.toString() });
}

/** Which trace a document shows; null for a URI that is none of ours. */
export function traceOfUri(uri: vscode.Uri): TraceRef | null {
  if (uri.scheme !== TRACE_SCHEME) return null;
  const [, kind, id] = uri.path.split('/');
  if (kind === 'stored' && id !== undefined) return { kind: 'stored', id: decodeURIComponent(id) };
  if (kind === 'file' && uri.query !== '') return { kind: 'file', uri: vscode.Uri.parse(uri.query, true) };
  return null;
}
