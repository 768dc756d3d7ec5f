import * as vscode from 'vscode';
import type { FileProblem } from '../protocol/http.ts';
import type { EditFact } from '../facts/index.ts';
import type { Sample } from '../samples/index.ts';
import { workspaceFolder } from './workspace_folder.ts';

/** The edit facts as the file has them, read without a server; no file is no facts. */
export async function readFactsFile(): Promise<{
  readonly facts: readonly EditFact[];
  readonly problems: readonly FileProblem[];
}> {
  const folder = workspaceFolder();
  const text = folder === null ? null : await readText(vscode.Uri.joinPath(folder.uri, '.crane', 'facts.jsonl'));
  if (text === null) return { facts: [], problems: [] };
  const { parseFacts } = await import('../facts/index.ts');
  const { facts, problems } = parseFacts(text);
  return { facts, problems: problems.map((problem) => ({ ...problem, file: '.crane/facts.jsonl' })) };
}

/** The samples of every file in `.crane/samples`, read without a server. */
export async function readSampleFiles(): Promise<{
  readonly samples: readonly Sample[];
  readonly problems: readonly FileProblem[];
}> {
  const folder = workspaceFolder();
  if (folder === null) return { samples: [], problems: [] };
  const directory = vscode.Uri.joinPath(folder.uri, '.crane', 'samples');
  const { parseSamples } = await import('../samples/index.ts');
  const samples: Sample[] = [];
  const problems: FileProblem[] = [];
  for (const name of await namesIn(directory)) {
    if (!name.endsWith('.jsonl')) continue;
    const text = await readText(vscode.Uri.joinPath(directory, name));
    if (text === null) continue;
    const read = parseSamples(text);
    samples.push(...read.samples);
    problems.push(...read.problems.map((problem) => ({ ...problem, file: `.crane/samples/${name}` })));
  }
  return { samples, problems };
}

async function namesIn(directory: vscode.Uri): Promise<readonly string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(directory);
    return entries.map(([name]) => name).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Null where there is no such file. */
async function readText(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof vscode.FileSystemError && (error.code === 'FileNotFound' || error.code === 'FileNotADirectory');
