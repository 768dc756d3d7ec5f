import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { CraneContext } from '../context.ts';
import { ExtensionError, told } from '../errors.ts';
import { heading, pickOne, type Choice } from '../quick_input/pick.ts';
import { readSettings } from '../settings.ts';
import { withProgress } from '../cancellation.ts';
import { engineKey, keepEngineKey } from './secrets.ts';

type EngineChoice = { readonly kind: 'embedded' } | { readonly kind: 'openai'; readonly url: string | null };

/** Where common servers listen when they are started without options. */
const USUAL: readonly { readonly label: string; readonly url: string }[] = [
  { label: 'vLLM', url: 'http://127.0.0.1:8000/v1' },
  { label: 'SGLang', url: 'http://127.0.0.1:30000/v1' },
  { label: 'llama-server', url: 'http://127.0.0.1:8080/v1' },
  { label: 'Ollama', url: 'http://127.0.0.1:11434/v1' },
  { label: 'LM Studio', url: 'http://127.0.0.1:1234/v1' },
];

/** CRANE: Select Engine: the bundled model, or an OpenAI-compatible server with its model and key. */
export async function selectEngine(ctx: CraneContext): Promise<void> {
  const { engine } = readSettings();
  const rows: Choice<EngineChoice>[] = [
    {
      label: 'Bundled model',
      detail: `Small; runs on ${hostname()}, needs no network`,
      iconPath: new vscode.ThemeIcon('chip'),
      choice: { kind: 'embedded' },
    },
    heading(`OpenAI-compatible servers, seen from ${hostname()}`),
    ...(engine.kind === 'openai' && !USUAL.some(({ url }) => url === engine.url)
      ? [
          {
            label: engine.url,
            detail: engine.model ?? 'the first model it lists',
            iconPath: new vscode.ThemeIcon('server'),
            choice: { kind: 'openai', url: engine.url } as const,
          },
        ]
      : []),
    ...USUAL.map(({ label, url }) => ({
      label,
      description: url,
      iconPath: new vscode.ThemeIcon('server'),
      choice: { kind: 'openai', url } as const,
    })),
    { label: 'Another address…', iconPath: new vscode.ThemeIcon('link'), choice: { kind: 'openai', url: null } },
  ];
  const outcome = await pickOne(rows, {
    title: 'CRANE: Select Engine',
    placeholder: engine.kind === 'embedded' ? 'Now: the bundled model' : `Now: ${engine.url}`,
    active: (choice) =>
      choice.kind === engine.kind &&
      (choice.kind === 'embedded' || (engine.kind === 'openai' && choice.url === engine.url)),
  });
  if (outcome.kind !== 'next') return;
  if (outcome.value.kind === 'embedded') {
    await writeSettings({ 'engine.kind': 'embedded' });
    return;
  }
  const url = outcome.value.url ?? (await askAddress(engine.kind === 'openai' ? engine.url : ''));
  if (url === null) return;
  const models = await listModels(ctx, url);
  if (models === null) return;
  const model = await chooseModel(models);
  if (model === null) return;
  await writeSettings({ 'engine.url': url, 'engine.model': model, 'engine.kind': 'openai' });
}

async function askAddress(value: string): Promise<string | null> {
  const entered = await vscode.window.showInputBox({
    title: 'CRANE: Select Engine',
    prompt: `Base address of the server, as seen from ${hostname()}`,
    placeHolder: 'http://127.0.0.1:8000/v1',
    value,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https?:\/\/[^\s/]+/u.test(text.trim()) ? null : 'Enter an address that begins with http:// or https://.',
  });
  return entered === undefined ? null : entered.trim().replace(/\/+$/u, '');
}

/** The models that a server lists; asks for a key where it wants one. Null: the person gave up. */
async function listModels(ctx: CraneContext, url: string): Promise<readonly string[] | null> {
  let key = await engineKey(ctx.extension.secrets, url);
  for (;;) {
    const answer = await withProgress(`Asking ${url} for its models`, (signal) => fetchModels(url, key, signal));
    if (answer.kind === 'models') return answer.names;
    const entered = await vscode.window.showInputBox({
      title: 'CRANE: Select Engine',
      prompt: `${url} wants an API key. It is kept in VS Code's secret storage.`,
      password: true,
      ignoreFocusOut: true,
    });
    if (entered === undefined) return null;
    key = entered.trim();
    await keepEngineKey(ctx.extension.secrets, url, key);
  }
}

type ModelsAnswer = { readonly kind: 'models'; readonly names: readonly string[] } | { readonly kind: 'key-wanted' };

async function fetchModels(url: string, key: string | null, signal: AbortSignal): Promise<ModelsAnswer> {
  const failed = (why: string): ExtensionError =>
    new ExtensionError(
      'engine-unreachable',
      `${url} did not list its models to ${hostname()}: ${why}.`,
      'Check the address, and that the server runs.',
    );
  const response = await fetch(`${url}/models`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    ...(key === null || key === '' ? {} : { headers: { authorization: `Bearer ${key}` } }),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : told(error)?.message;
    throw failed(cause ?? 'no answer in 10 seconds');
  });
  if (response.status === 401 || response.status === 403) return { kind: 'key-wanted' };
  if (!response.ok) throw failed(`it answered ${String(response.status)}`);
  const body: unknown = await response.json().catch(() => null);
  const { z } = await import('zod');
  const parsed = z.object({ data: z.array(z.object({ id: z.string() })) }).safeParse(body);
  if (!parsed.success) throw failed('its answer is not a list of models');
  return { kind: 'models', names: parsed.data.data.map((model) => model.id) };
}

async function chooseModel(models: readonly string[]): Promise<string | null> {
  if (models.length <= 1) return models[0] ?? '';
  const outcome = await pickOne(
    models.map((name) => ({ label: name, choice: name })),
    { title: 'CRANE: Select Engine', placeholder: 'Which model?' },
  );
  return outcome.kind === 'next' ? outcome.value : null;
}

/** Writes settings where they are set already: in the workspace if it has its own value, else for the user. */
async function writeSettings(values: Readonly<Record<string, string>>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('crane');
  for (const [key, value] of Object.entries(values)) {
    const ofWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
    await configuration.update(
      key,
      value,
      ofWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
    );
  }
}
