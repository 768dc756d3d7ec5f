import * as vscode from 'vscode';

/** Runs `work` with a progress notification that can be cancelled; cancelling aborts the signal. */
export function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string, increment?: number) => void) => Promise<T>,
): Promise<T> {
  return Promise.resolve(
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => {
          abort.abort(new DOMException('Cancelled.', 'AbortError'));
        });
        return work(abort.signal, (message, increment) => {
          progress.report(increment === undefined ? { message } : { message, increment });
        });
      },
    ),
  );
}
