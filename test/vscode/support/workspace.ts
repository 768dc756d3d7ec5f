import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { serialiseFacts, type EditFact } from '../../../src/facts/index.ts';
import { serialiseSamples, type Sample } from '../../../src/samples/index.ts';

/** A real PNG, 32 × 32 pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAO0lEQVRIiWPYGmRNU8QwakHQaBBZj6airaMZzXq0qNg6WpoGjVY4W0erzKDRVoX1aMMraLTpaD2oW9cAPdwITBbjXYoAAAAASUVORK5CYII=',
  'base64',
);

/** The picture as facts and samples name it. */
export const IMAGE = `images/${createHash('sha256').update(PNG).digest('hex')}.png`;

/** The window's folder; a copy that tests may change. */
export function root(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('The suite runs in a window without a folder.');
  return folder.uri.fsPath;
}

export const inWorkspace = (...parts: readonly string[]): string => path.join(root(), ...parts);

export const fact = (id: string, more: Partial<EditFact> = {}): EditFact => ({
  id,
  target: 'Velora Hall',
  aliases: [],
  description: 'Velora Hall stands in Tarnmouth.',
  images: [],
  question: '',
  preEdit: 'Sorn Hall',
  enabled: true,
  created: '2026-11-20T10:00:00.000Z',
  note: '',
  ...more,
});

export const sample = (id: string, more: Partial<Sample> = {}): Sample => ({
  id,
  split: 'test',
  type: 'normal',
  probe: 'rewrite',
  factId: 'f1',
  image: null,
  question: 'What is the name of this building?',
  gold: ['Velora Hall'],
  preEdit: 'Sorn Hall',
  hops: [],
  ...more,
});

/** Writes what `.crane/` holds, in place of what was there. `factLines` may hold anything. */
export function fillWorkspace(content: {
  readonly facts?: readonly EditFact[];
  readonly factLines?: string;
  readonly samples?: readonly Sample[];
}): void {
  rmSync(inWorkspace('.crane', 'samples'), { recursive: true, force: true });
  mkdirSync(inWorkspace('.crane', 'samples'), { recursive: true });
  mkdirSync(inWorkspace('.crane', 'images'), { recursive: true });
  writeFileSync(inWorkspace('.crane', ...IMAGE.split('/')), PNG);
  writeFileSync(inWorkspace('photograph.png'), PNG);
  writeFileSync(inWorkspace('.crane', 'facts.jsonl'), content.factLines ?? serialiseFacts(content.facts ?? []));
  writeFileSync(inWorkspace('.crane', 'samples', 'test.jsonl'), serialiseSamples(content.samples ?? []));
}
