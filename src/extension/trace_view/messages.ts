import * as vscode from 'vscode';
import type { TraceView, TraceViewActions } from './trace_view.ts';

/** Does what the page of a trace view asks for: each is a command, called with the trace that the view shows. */
export async function handleTraceViewMessage(
  message: Parameters<TraceViewActions['handle']>[0],
  view: TraceView,
): Promise<void> {
  const { ref } = view;
  const target = ref === null ? undefined : ref.kind === 'stored' ? ref.id : ref.uri;
  switch (message.type) {
    case 'stop':
      view.run?.stop();
      return;
    case 'rerun':
      await vscode.commands.executeCommand('crane.runAgain', target);
      return;
    case 'judge':
      await vscode.commands.executeCommand('crane.judgeTrace', target);
      return;
    case 'reward':
      await vscode.commands.executeCommand('crane.inspectReward', target);
      return;
    case 'openText': {
      const at = message.start;
      const step = at === null ? undefined : view.state?.steps.find((known) => known.start <= at && at < known.end);
      await vscode.commands.executeCommand(
        'crane.openTraceAsText',
        target,
        step ?? (at === null ? undefined : { start: at, end: at }),
      );
      return;
    }
    case 'addFact':
      await vscode.commands.executeCommand('crane.addFact');
      return;
    case 'editFact':
      await vscode.commands.executeCommand('crane.editFact', message.id);
      return;
    case 'compareWith':
      await vscode.commands.executeCommand('crane.compareWith', target);
      return;
  }
}
