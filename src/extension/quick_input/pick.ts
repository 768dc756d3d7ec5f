import * as vscode from 'vscode';
import type { StepOutcome, StepPosition } from './steps.ts';

/** A row to choose, with the value it stands for; a row without one is a heading. */
export type Choice<T> = vscode.QuickPickItem & { readonly choice?: T };

/** One list of a series, or a list alone; `active` is the choice that is highlighted first. */
export function pickOne<T>(
  choices: readonly Choice<T>[],
  options: {
    readonly placeholder: string;
    readonly position?: StepPosition;
    readonly title?: string;
    readonly active?: (choice: T) => boolean;
    readonly matchOnDetail?: boolean;
  },
): Promise<StepOutcome<T>> {
  const list = vscode.window.createQuickPick<Choice<T>>();
  const { position } = options;
  list.title = position?.title ?? options.title;
  list.step = position?.step;
  list.totalSteps = position?.totalSteps;
  list.buttons = position?.canGoBack === true ? [vscode.QuickInputButtons.Back] : [];
  list.ignoreFocusOut = position !== undefined;
  list.placeholder = options.placeholder;
  list.matchOnDescription = true;
  list.matchOnDetail = options.matchOnDetail ?? true;
  list.items = choices;
  const { active } = options;
  if (active !== undefined) {
    list.activeItems = choices.filter((row) => row.choice !== undefined && active(row.choice)).slice(0, 1);
  }
  return new Promise((resolve) => {
    const finish = (outcome: StepOutcome<T>): void => {
      resolve(outcome);
      list.hide();
    };
    list.onDidTriggerButton(() => {
      finish({ kind: 'back' });
    });
    list.onDidAccept(() => {
      const choice = list.selectedItems[0]?.choice;
      if (choice !== undefined) finish({ kind: 'next', value: choice });
    });
    list.onDidHide(() => {
      list.dispose();
      resolve({ kind: 'cancel' });
    });
    list.show();
  });
}

/** A heading between rows. */
export const heading = (label: string): { readonly label: string; readonly kind: vscode.QuickPickItemKind } => ({
  label,
  kind: vscode.QuickPickItemKind.Separator,
});
