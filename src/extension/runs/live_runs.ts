import * as vscode from 'vscode';
import type { LiveRun } from './live_run.ts';

/** The runs that are going on in this window. */
export interface LiveRuns {
  readonly all: readonly LiveRun[];
  add(run: LiveRun): void;
}

/** Keeps the context key `crane.running`, which shows and hides the stop button. */
export function createLiveRuns(): LiveRuns {
  let all: readonly LiveRun[] = [];
  const become = (next: readonly LiveRun[]): void => {
    all = next;
    void vscode.commands.executeCommand('setContext', 'crane.running', all.length > 0);
  };
  return {
    get all() {
      return all;
    },
    add: (run) => {
      become([...all, run]);
      void run.ended.then(() => {
        become(all.filter((other) => other !== run));
      });
    },
  };
}
