/** VS Code in the browser: code-server from npm, in .runtime/code-server, without compiling anything. */
import path from 'node:path';
import { node24 } from './node24.mjs';
import { installPinned, isInstalled, npm } from './npm.mjs';
import { RUNTIME } from './paths.mjs';
import { step } from './progress.mjs';

const SPEC = 'code-server@4.139.1';
const FOLDER = path.join(RUNTIME, 'code-server');
const PACKAGE = path.join(FOLDER, 'node_modules', 'code-server');

/** The script that starts code-server. */
export const CODE_SERVER_ENTRY = path.join(PACKAGE, 'out', 'node', 'entry.js');

/** True when code-server is ready to start. */
export const hasCodeServer = () => isInstalled(FOLDER, SPEC);

/**
 * Fetches code-server unless it is here. Its own install script would compile parts that this use does not need, so the
 * packages of VS Code inside it are installed here instead, at the versions its shrinkwrap files pin.
 * @returns {Promise<{ node: string, entry: string }>} what starts it
 */
export async function codeServer() {
  const node = await node24();
  if (!hasCodeServer()) {
    await step('Fetching VS Code (code-server) from npm, about 600 MB unpacked', () =>
      installPinned(FOLDER, SPEC, async () => {
        const vscode = path.join(PACKAGE, 'lib', 'vscode');
        for (const folder of [vscode, path.join(vscode, 'extensions')]) {
          const args = ['install', '--omit=dev', '--ignore-scripts', '--prefix', folder];
          await npm(args, folder, `Fetching the packages of VS Code in ${path.basename(folder)}`);
        }
      }),
    );
  }
  return { node, entry: CODE_SERVER_ENTRY };
}
