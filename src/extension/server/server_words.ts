import type { ServerState } from './state.ts';

/** The server's state as one sentence: what it is, which engine, which machine. */
export function serverSentence(state: ServerState): string {
  switch (state.kind) {
    case 'stopped':
      return 'The server is not running. It starts with the first command that needs it.';
    case 'starting':
      return `${state.doing}…`;
    case 'failed':
      return `${state.message} ${state.mend}`;
    case 'running': {
      const { engine, machine } = state.health;
      const where = engine.url === null ? `on ${machine} (${engine.device})` : `at ${engine.url}`;
      const how =
        engine.state === 'ready'
          ? ''
          : engine.state === 'loading'
            ? ', loading'
            : `, failed: ${engine.message ?? 'unknown'}`;
      return `Server on ${machine} at ${state.url}; model ${engine.model} ${where}${how}.`;
    }
  }
}
