import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CraneContext } from '../../../src/extension/context.ts';

/** The extension under test, active, with its inner parts. */
export async function crane(): Promise<CraneContext> {
  const extension = vscode.extensions.getExtension<CraneContext | undefined>('crane-editing.crane');
  assert.ok(extension, 'VS Code did not load crane-editing.crane');
  const ctx = await extension.activate();
  assert.ok(ctx, 'the extension was not activated for its tests');
  return ctx;
}

/** Waits until something holds; fails with what it last saw. */
export async function until<T>(what: string, see: () => T | Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  const patience = Date.now() + 30_000;
  for (;;) {
    const seen = await see();
    if (holds(seen)) return seen;
    if (Date.now() > patience) assert.fail(`${what} did not come about; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sets a setting for the user until the end of the test file. */
export async function setSetting(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('crane').update(key, value, vscode.ConfigurationTarget.Global);
}

type Messenger = (message: string, ...rest: readonly unknown[]) => Thenable<unknown>;
const MESSENGERS = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const;

/**
 * Answers notifications as a person would, and keeps what they said. The messages themselves are VS Code's own and
 * cannot be clicked from within.
 */
export function answerMessages(answer: (message: string) => string | undefined): {
  readonly said: readonly string[];
  restore(): void;
} {
  const said: string[] = [];
  const window = vscode.window as unknown as Record<(typeof MESSENGERS)[number], Messenger>;
  const before = MESSENGERS.map((name) => [name, window[name]] as const);
  for (const name of MESSENGERS) {
    window[name] = (message) => {
      said.push(message);
      return Promise.resolve(answer(message));
    };
  }
  return {
    said,
    restore: () => {
      for (const [name, original] of before) window[name] = original;
    },
  };
}

/** The quick input that opens next; VS Code's own, watched at its making. */
export function nextQuickInput(): {
  readonly opened: Promise<vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>>;
} {
  const window = vscode.window as {
    createInputBox: typeof vscode.window.createInputBox;
    createQuickPick: typeof vscode.window.createQuickPick;
  };
  const { createInputBox, createQuickPick } = window;
  const opened = new Promise<vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>>((resolve) => {
    const restore = (): void => {
      window.createInputBox = createInputBox;
      window.createQuickPick = createQuickPick;
    };
    window.createInputBox = () => {
      restore();
      const box = createInputBox();
      resolve(box);
      return box;
    };
    window.createQuickPick = <T extends vscode.QuickPickItem>(): vscode.QuickPick<T> => {
      restore();
      const list = createQuickPick<T>();
      resolve(list as unknown as vscode.QuickPick<vscode.QuickPickItem>);
      return list;
    };
  });
  return { opened };
}

/** Presses Enter in the quick input that is open. */
export async function accept(): Promise<void> {
  // The box is drawn by another process; what was set on it has to arrive first.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}
