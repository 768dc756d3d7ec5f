import * as vscode from 'vscode';
import type { StepOutcome, StepPosition } from './steps.ts';

export interface TextQuestion {
  readonly value: string;
  readonly prompt: string;
  readonly placeholder: string;
  /** What is wrong with an entry, or null. Not told while the box is still as it opened. */
  readonly problem?: (value: string) => string | null;
  /**
   * A suggestion that takes a while. It fills the box only when the person has not typed by then, and never holds
   * anything up; `prompt` says what became of it.
   */
  readonly suggestion?: {
    readonly doing: string;
    readonly get: (signal: AbortSignal) => Promise<{ readonly value: string; readonly prompt: string }>;
  };
}

/** One text box of a series. */
export function askText(question: TextQuestion, position: StepPosition): Promise<StepOutcome<string>> {
  const box = vscode.window.createInputBox();
  const asking = new AbortController();
  let typed = false;
  box.title = position.title;
  box.step = position.step;
  box.totalSteps = position.totalSteps;
  box.buttons = position.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  box.ignoreFocusOut = true;
  box.value = question.value;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  const { suggestion } = question;
  if (suggestion !== undefined) {
    box.busy = true;
    box.prompt = `${question.prompt} ${suggestion.doing}`;
    void suggestion.get(asking.signal).then(({ value, prompt }) => {
      if (asking.signal.aborted) return;
      box.busy = false;
      box.prompt = prompt;
      if (!typed && box.value === question.value && value !== '') {
        box.value = value;
        box.valueSelection = [0, value.length];
      }
    });
  }
  return new Promise((resolve) => {
    const finish = (outcome: StepOutcome<string>): void => {
      resolve(outcome);
      box.hide();
    };
    box.onDidChangeValue((value) => {
      typed = true;
      box.validationMessage = question.problem?.(value.trim()) ?? undefined;
    });
    box.onDidTriggerButton(() => {
      finish({ kind: 'back' });
    });
    box.onDidAccept(() => {
      const problem = question.problem?.(box.value.trim()) ?? null;
      if (problem === null) finish({ kind: 'next', value: box.value.trim() });
      else box.validationMessage = problem;
    });
    box.onDidHide(() => {
      asking.abort();
      box.dispose();
      resolve({ kind: 'cancel' });
    });
    box.show();
  });
}
