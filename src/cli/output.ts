import { once } from 'node:events';

/** Writes to stdout and waits while the reader is slow. */
export async function writeOut(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** One JSON value on a line of its own. With `--json` nothing else may reach stdout. */
export async function writeJson(value: unknown): Promise<void> {
  await writeOut(`${JSON.stringify(value)}\n`);
}

/** Progress and messages: stderr, so that stdout stays what the command is for. */
export function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}

/**
 * Model output is data: before it reaches a terminal, its control characters are shown as pictures, so that it cannot
 * move the cursor, colour text or forge lines.
 */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/gu, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}
