import { TextDecoder } from 'node:util';
import { CommandError, UsageError } from './errors.ts';

/** No output of a model is longer; what is longer is the wrong file. */
const MOST_BYTES = 512 * 1024 * 1024;

function refuseTerminal(): void {
  if (process.stdin.isTTY)
    throw new UsageError('Nothing is piped in. Pipe the input in, such as: crane … --stdin < FILE');
}

function tooLong(): CommandError {
  return new CommandError('input-too-long', 'The input is longer than 512 MB.', 'Split it into smaller files.');
}

/**
 * All of stdin as text. Bytes that are not UTF-8 become U+FFFD; a byte-order mark stays, it is part of the text.
 */
export async function readStdin(): Promise<string> {
  refuseTerminal();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLong();
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

/** The lines of stdin as they come, without their line feeds; a byte-order mark before the first is dropped. */
export async function* readStdinLines(): AsyncGenerator<string> {
  refuseTerminal();
  const decoder = new TextDecoder('utf-8');
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    for (const [i, line] of lines.entries()) {
      pieces.push(line);
      length += line.length;
      if (length > MOST_BYTES) throw tooLong();
      if (i === lines.length - 1) break;
      yield pieces.join('');
      pieces = [];
      length = 0;
    }
  }
  const last = pieces.join('') + decoder.decode();
  if (last !== '') yield last;
}
