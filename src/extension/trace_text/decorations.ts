import * as vscode from 'vscode';
import { ROLES, type Role } from '../../trace/types.ts';
import { documentRange, type TraceDocuments } from './documents.ts';
import { TRACE_SCHEME } from './uris.ts';
import { ROLE_WORDS } from './words.ts';

/** Underlines the words that earned each role, and names the roles at the end of the step's line. */
export function registerRoleDecorations(documents: TraceDocuments): vscode.Disposable {
  const types = new Map<Role, vscode.TextEditorDecorationType>(
    ROLES.map((role) => {
      const colour = new vscode.ThemeColor(`crane.role.${role}`);
      return [
        role,
        vscode.window.createTextEditorDecorationType({
          borderColor: colour,
          borderStyle: 'solid',
          borderWidth: '0 0 2px 0',
          overviewRulerColor: colour,
          overviewRulerLane: vscode.OverviewRulerLane.Right,
        }),
      ];
    }),
  );
  const chips = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 2em', color: new vscode.ThemeColor('descriptionForeground'), fontStyle: 'italic' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const show = (editor: vscode.TextEditor | undefined): void => {
    if (editor?.document.uri.scheme !== TRACE_SCHEME) return;
    const laidOut = documents.of(editor.document);
    if (laidOut === null) return;
    const { state, layout } = laidOut;
    const spans = state.steps.flatMap((step) => step.roleSpans);
    for (const [role, type] of types) {
      editor.setDecorations(
        type,
        spans.filter((span) => span.role === role).map((span) => documentRange(editor.document, layout, span)),
      );
    }
    editor.setDecorations(
      chips,
      state.steps
        .filter((step) => step.roles.length > 0)
        .map((step) => {
          const { end } = documentRange(editor.document, layout, step);
          return {
            range: editor.document.lineAt(end.line).range,
            renderOptions: { after: { contentText: step.roles.map((role) => ROLE_WORDS[role].title).join(' · ') } },
          };
        }),
    );
  };
  const showAll = (): void => {
    vscode.window.visibleTextEditors.forEach(show);
  };
  showAll();
  return vscode.Disposable.from(
    chips,
    ...types.values(),
    vscode.window.onDidChangeVisibleTextEditors(showAll),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === TRACE_SCHEME) showAll();
    }),
  );
}
