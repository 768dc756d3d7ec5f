import * as vscode from 'vscode';

/** The settings as they are now; read again whenever they are needed. */
export interface CraneSettings {
  /** Base address of a running CRANE server; null: this window starts its own. */
  readonly serverUrl: string | null;
  readonly nodePath: string | null;
  readonly autoStart: boolean;
  readonly engine:
    { readonly kind: 'embedded' } | { readonly kind: 'openai'; readonly url: string; readonly model: string | null };
  /** Cosine below which a fact is not used; null: as calibrated. */
  readonly theta: number | null;
  readonly method: 'crane' | 'base' | 'ike';
  /** In tokens; null: the engine's own limit. */
  readonly maxTokens: number | null;
  readonly temperature: number;
}

const METHODS = ['crane', 'base', 'ike'] as const;

/** Reads every CRANE setting. A value of a wrong kind, written by hand into settings.json, counts as not set. */
export function readSettings(): CraneSettings {
  const from = vscode.workspace.getConfiguration('crane');
  const text = (key: string): string | null => {
    const value: unknown = from.get(key);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const number = (key: string): number | null => {
    const value: unknown = from.get(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  const engineUrl = text('engine.url');
  const method = text('run.method');
  return {
    serverUrl: text('server.url')?.replace(/\/+$/u, '') ?? null,
    nodePath: text('server.nodePath'),
    autoStart: from.get('server.autoStart') !== false,
    engine:
      text('engine.kind') === 'openai' && engineUrl !== null
        ? { kind: 'openai', url: engineUrl, model: text('engine.model') }
        : { kind: 'embedded' },
    theta: number('retrieval.theta'),
    method: METHODS.find((known) => known === method) ?? 'crane',
    maxTokens: number('run.maxTokens'),
    temperature: number('run.temperature') ?? 0,
  };
}

/** True when the change can only take effect by starting the server anew. */
export function needsNewServer(change: vscode.ConfigurationChangeEvent): boolean {
  return ['crane.server', 'crane.engine'].some((section) => change.affectsConfiguration(section));
}
