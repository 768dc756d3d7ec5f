import type { Health } from '../../protocol/http.ts';

/** What the CRANE server of this window is doing. */
export type ServerState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly doing: string }
  | {
      readonly kind: 'running';
      readonly url: string;
      /** False: it was running already, at the address in the settings, and is left running. */
      readonly own: boolean;
      readonly health: Health;
    }
  | { readonly kind: 'failed'; readonly message: string; readonly mend: string };

/** After a crash: seconds to wait before each new start; after the last one a person has to ask for it. */
export const BACK_OFF_SECONDS = [1, 2, 5, 15] as const;

/** A server that ran this long was well: its crash counts as the first one. */
export const STEADY_AFTER_MS = 60_000;
