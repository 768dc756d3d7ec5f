/** Desktop VS Code, when its `code` command is on the PATH. */
import path from 'node:path';
import process from 'node:process';
import { onPath } from './chromium.mjs';
import { ROOT, RUNTIME } from './paths.mjs';
import { ended, environment, runToEnd, start } from './processes.mjs';
import { writeSettings } from './window.mjs';

/** The path of desktop VS Code's command, or undefined. */
export const desktopCode = () => onPath(process.platform === 'win32' ? 'code.cmd' : 'code');

/** The window's own settings: a person's windows, extensions and settings stay as they are. */
const USER_DATA = path.join(RUNTIME, 'desktop', 'user-data');

/**
 * Opens a folder in desktop VS Code with the extension loaded from this repository.
 * @param {string} code the command's path @param {string} folder
 * @returns {Promise<string>} settles when the window is closed, with how the command ended
 */
export function openDesktop(code, folder) {
  writeSettings(USER_DATA);
  const args = ['--wait', '--new-window', `--user-data-dir=${USER_DATA}`, `--extensionDevelopmentPath=${ROOT}`, folder];
  return ended(start(code, args, { env: environment() }));
}

/** Ends that window. On Linux `endAll` finds it; elsewhere it is known by its folder of settings. */
export async function closeDesktop() {
  if (process.platform === 'darwin') await runToEnd('pkill', ['-f', USER_DATA], { what: 'Closing VS Code' });
  if (process.platform === 'win32') {
    const query = `Get-CimInstance Win32_Process | Where-Object { $_.CommandLine -like '*${USER_DATA}*' -and $_.Name -eq 'Code.exe' }`;
    await runToEnd(
      'powershell',
      ['-NoProfile', '-Command', `${query} | ForEach-Object { Stop-Process -Id $_.ProcessId }`],
      {
        what: 'Closing VS Code',
      },
    );
  }
}
