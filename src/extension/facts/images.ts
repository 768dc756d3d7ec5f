import * as vscode from 'vscode';
import type { ImageInput } from '../../protocol/http.ts';
import { badImage } from '../errors.ts';
import { readSettings } from '../settings.ts';

/** The largest picture that the library takes. */
const LARGEST_BYTES = 20 * 1024 * 1024;

/** Pictures that the library takes, as file dialogs want them. */
export const IMAGE_FILTERS: Readonly<Record<string, string[]>> = { Pictures: ['png', 'jpg', 'jpeg', 'webp'] };

/** The picture that a command was called on, in the explorer; null for anything else, such as an editor's own address. */
export function pictureOf(from: unknown): vscode.Uri | null {
  return from instanceof vscode.Uri && /\.(?:png|jpe?g|webp)$/iu.test(from.path) ? from : null;
}

/** Asks for a picture; null when the person gave up. */
export async function chooseImageFile(title: string): Promise<vscode.Uri | null> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: 'Use Picture',
    canSelectMany: false,
    filters: { ...IMAGE_FILTERS },
  });
  return chosen?.[0] ?? null;
}

/**
 * A picture file as the server can take it: its path where the server is a process beside this one, else its bytes.
 * @throws ExtensionError `bad-image` for a file that is missing or too large
 */
export async function imageInputOf(uri: vscode.Uri): Promise<ImageInput> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const stat = await vscode.workspace.fs.stat(uri).then(
    (found) => found,
    () => {
      throw badImage(name, 'the file does not exist');
    },
  );
  if ((stat.type & vscode.FileType.File) === 0) throw badImage(name, 'it is not a file');
  if (stat.size > LARGEST_BYTES) throw badImage(name, 'it is larger than 20 MB');
  if (uri.scheme === 'file' && readSettings().serverUrl === null) return { path: uri.fsPath };
  return { base64: Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('base64') };
}
