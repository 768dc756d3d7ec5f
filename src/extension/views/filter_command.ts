import * as vscode from 'vscode';
import type { SamplesView } from './samples_view.ts';

/** CRANE: Filter Samples: the tree follows while a person types; Escape brings the old filter back. */
export function askFilter(view: SamplesView): Promise<void> {
  const before = view.filter;
  const box = vscode.window.createInputBox();
  box.title = 'CRANE: Filter Samples';
  box.prompt = 'Words that stand in the question, type, probe, split, id, expected answer or fact';
  box.placeholder = 'conflict image_rephrase';
  box.value = before;
  let accepted = false;
  return new Promise((resolve) => {
    box.onDidChangeValue((value) => {
      view.setFilter(value);
    });
    box.onDidAccept(() => {
      accepted = true;
      view.setFilter(box.value);
      box.hide();
    });
    box.onDidHide(() => {
      if (!accepted) view.setFilter(before);
      box.dispose();
      resolve();
    });
    box.show();
  });
}
