import * as vscode from 'vscode';
import type { Label } from '../../trace/types.ts';
import type { TraceState } from '../runs/trace_state.ts';
import { documentRange, type LaidOutTrace, type TraceDocuments } from './documents.ts';
import { TRACE_SCHEME } from './uris.ts';
import { FAILURE_MODE_WORDS, ROLE_WORDS } from './words.ts';

/** Failure modes of the traces open as text, as problems with their evidence as related information. */
export function registerTraceDiagnostics(documents: TraceDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('crane-trace');
  const show = (document: vscode.TextDocument): void => {
    if (document.uri.scheme !== TRACE_SCHEME) return;
    const laidOut = documents.of(document);
    collection.set(document.uri, laidOut === null ? [] : diagnosticsOf(document, laidOut));
  };
  for (const document of vscode.workspace.textDocuments) show(document);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(show),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      show(document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      collection.delete(document.uri);
    }),
  );
}

function diagnosticsOf(document: vscode.TextDocument, laidOut: LaidOutTrace): vscode.Diagnostic[] {
  return laidOut.state.labels.map((label) => {
    const range = placeOf(document, laidOut, label);
    const { title, meaning } = FAILURE_MODE_WORDS[label.mode];
    const message = `${title}: ${label.message === '' ? meaning : label.message}`;
    const diagnostic = new vscode.Diagnostic(range, message, severityOf(label));
    diagnostic.source = `CRANE (${label.source})`;
    diagnostic.code = label.mode;
    diagnostic.relatedInformation = label.related.map(
      (related) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(document.uri, documentRange(document, laidOut.layout, related)),
          relatedWords(related.role, laidOut.state.text.slice(related.start, related.end)),
        ),
    );
    return diagnostic;
  });
}

/** Where a label stands: retrieval's at the line about the retrieval, which comes before the output; all others in it. */
function placeOf(
  document: vscode.TextDocument,
  { layout }: LaidOutTrace,
  label: TraceState['labels'][number],
): vscode.Range {
  const ofRetrieval = label.mode === 'retrieval-miss' || label.mode === 'false-hit';
  if (ofRetrieval && layout.retrievalLine !== null) {
    const { range } = document.lineAt(layout.retrievalLine);
    return new vscode.Range(range.start.translate(0, '# '.length), range.end);
  }
  return atLeastOneCharacter(document, documentRange(document, layout, label));
}

function relatedWords(role: Label['related'][number]['role'], text: string): string {
  const word = role === 'answer' ? 'Answer' : role === 'description' ? 'Description' : ROLE_WORDS[role].title;
  return `${word}: “${text.replace(/\s+/gu, ' ').trim()}”`;
}

/** What the model did wrong is an error; what retrieval did, and success for the wrong reason, is a warning. */
function severityOf(label: TraceState['labels'][number]): vscode.DiagnosticSeverity {
  const { Error, Warning } = vscode.DiagnosticSeverity;
  return label.mode === 'retrieval-miss' || label.mode === 'false-hit' || label.mode === 'spurious-success'
    ? Warning
    : Error;
}

/** A label at the end of the text has no width; a squiggle needs one. */
function atLeastOneCharacter(document: vscode.TextDocument, range: vscode.Range): vscode.Range {
  if (!range.isEmpty) return range;
  const { start } = range;
  if (start.character > 0) return new vscode.Range(start.translate(0, -1), start);
  return new vscode.Range(start, document.lineAt(start.line).range.end);
}
