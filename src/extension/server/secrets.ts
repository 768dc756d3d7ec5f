import * as vscode from 'vscode';

/** Keys and tokens are kept by VS Code's secret storage, one for each address, and never in a file. */
const engineEntry = (url: string): string => `crane.engine.key:${url}`;
const serverEntry = (url: string): string => `crane.server.token:${url}`;

/** The API key of an engine's address, or null where none was given. */
export async function engineKey(secrets: vscode.SecretStorage, url: string): Promise<string | null> {
  return (await secrets.get(engineEntry(url))) ?? null;
}

/** Keeps the API key of an engine's address; an empty one deletes it. */
export async function keepEngineKey(secrets: vscode.SecretStorage, url: string, key: string): Promise<void> {
  if (key === '') await secrets.delete(engineEntry(url));
  else await secrets.store(engineEntry(url), key);
}

/** Forgets the token of a server, so that it is asked for again. */
export async function forgetServerToken(secrets: vscode.SecretStorage, url: string): Promise<void> {
  await secrets.delete(serverEntry(url));
}

/**
 * The bearer token of a server that somebody else started; asked for once.
 * @throws an `AbortError` when the person gives none
 */
export async function serverToken(secrets: vscode.SecretStorage, url: string): Promise<string> {
  const kept = await secrets.get(serverEntry(url));
  if (kept !== undefined) return kept;
  const token = await vscode.window.showInputBox({
    title: 'CRANE: Connect to Server',
    prompt: `Token of the CRANE server at ${url}. "crane serve" prints the file that holds it.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'Paste the token.' : null),
  });
  if (token === undefined) throw new DOMException('No token was given.', 'AbortError');
  await secrets.store(serverEntry(url), token.trim());
  return token.trim();
}
