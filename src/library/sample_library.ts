import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sampleLineSchema, type Sample } from '../samples/index.ts';
import { parseJsonLines } from '../text/index.ts';
import type { FileProblem } from '../protocol/index.ts';
import { libraryError } from './errors.ts';
import { lenientText, readBytes, signatureOf } from './text_file.ts';
import type { Workspace } from './workspace.ts';

export interface SamplesSnapshot {
  readonly samples: readonly Sample[];
  readonly problems: readonly FileProblem[];
}

/** The samples of a workspace, `samples/*.jsonl` in the order of their names; reading sees the files as they are now. */
export class SampleLibrary {
  readonly #workspace: Workspace;
  #seen: { readonly signature: string; readonly snapshot: SamplesSnapshot } | null = null;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** All samples, and the lines that could not be read. Error: `file-unreadable`. */
  async read(): Promise<SamplesSnapshot> {
    const files = await this.#files();
    const signature = (await Promise.all(files.map(async (file) => `${file}:${await signatureOf(file)}`))).join('\n');
    if (this.#seen?.signature === signature) return this.#seen.snapshot;
    const samples: Sample[] = [];
    const problems: FileProblem[] = [];
    const places = new Map<string, string>();
    for (const path of files) {
      const file = relative(this.#workspace.root, path).split(sep).join('/');
      const parsed = parseJsonLines(lenientText(await readBytes(path)), sampleLineSchema);
      problems.push(...parsed.problems.map((problem) => ({ file, ...problem })));
      for (const { line, value } of parsed.values) {
        const first = places.get(value.id);
        if (first === undefined) {
          places.set(value.id, `${file}, line ${line}`);
          samples.push(value);
        } else {
          const message = `The id ${value.id} stands already in ${first}; give this sample an id of its own.`;
          problems.push({ file, line, field: 'id', message });
        }
      }
    }
    const snapshot = { samples, problems };
    this.#seen = { signature, snapshot };
    return snapshot;
  }

  /** One sample. Error: `sample-not-found`. */
  async get(id: string): Promise<Sample> {
    const { samples } = await this.read();
    const sample = samples.find((one) => one.id === id);
    if (sample === undefined) throw libraryError.sampleNotFound(id);
    return sample;
  }

  async #files(): Promise<readonly string[]> {
    try {
      const names = await readdir(this.#workspace.samples);
      return names
        .filter((name) => name.endsWith('.jsonl'))
        .sort()
        .map((name) => join(this.#workspace.samples, name));
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
      throw libraryError.unreadable(this.#workspace.samples, cause);
    }
  }
}
