import type { z } from 'zod';
import {
  persistedTraceViewSchema,
  toTraceViewSchema,
  type FromTraceView,
  type PersistedTraceView,
  type ToTraceView,
} from '../../src/protocol/webview.ts';

/** What VS Code gives a webview, once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The page's only way out: typed messages to the extension, checked messages from it, and the kept state. */
export interface Host {
  post(message: FromTraceView): void;
  /** The state kept before a reload; null when there is none or it does not parse. */
  restore(): PersistedTraceView | null;
  keep(state: PersistedTraceView): void;
}

/** The first places where a message breaks its schema, in words: `steps.3.text: expected string`. */
function complaints(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`)
    .join('; ');
}

/**
 * Connects the page to the extension host. Every message is checked; one that does not parse goes to `onBad` as a
 * sentence for a person, never to `onMessage`.
 */
export function connectHost(onMessage: (message: ToTraceView) => void, onBad: (sentence: string) => void): Host {
  const api = acquireVsCodeApi();
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = toTraceViewSchema.safeParse(event.data);
    if (parsed.success) onMessage(parsed.data);
    else onBad(`A message from the extension could not be read (${complaints(parsed.error)}).`);
  });
  return {
    post: (message) => api.postMessage(message),
    restore() {
      const parsed = persistedTraceViewSchema.safeParse(api.getState());
      return parsed.success ? parsed.data : null;
    },
    keep: (state) => api.setState(state),
  };
}
