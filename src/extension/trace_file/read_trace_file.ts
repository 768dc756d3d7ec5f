import * as vscode from 'vscode';
import type { Trace } from '../../protocol/trace_schema.ts';
import { badTraceFile } from '../errors.ts';
import { relabel } from './relabel.ts';

/** Larger files are not traces; reading one whole would stall the window. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/**
 * Reads an exported trace, checks it, and scans and labels its text anew: what the view shows is found by this version,
 * here, without a server.
 * @throws ExtensionError `bad-trace-file` that says what is wrong and in which field
 */
export async function readTraceFile(uri: vscode.Uri): Promise<Trace> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > LARGEST_BYTES) throw badTraceFile(name, `it is larger than ${String(LARGEST_BYTES / 1024 / 1024)} MB`);
  const bytes = await vscode.workspace.fs.readFile(uri);
  const { traceSchema } = await import('../../protocol/trace_schema.ts');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw badTraceFile(name, error instanceof Error ? `it is not JSON (${error.message})` : 'it is not JSON');
  }
  const parsed = traceSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue === undefined || issue.path.length === 0 ? 'the file' : `field ${issue.path.join('.')}`;
    throw badTraceFile(name, `${field}: ${issue?.message ?? 'not as expected'}`);
  }
  return relabel(parsed.data);
}
