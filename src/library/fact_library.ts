import { randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { editFactLineSchema, idSchema, serialiseFacts, type EditFact } from '../facts/index.ts';
import { parseJsonLines } from '../text/index.ts';
import {
  asCraneError,
  factInputSchema,
  type FactInput,
  type FactPatch,
  type FactsImportReply,
  type FileProblem,
} from '../protocol/index.ts';
import { libraryError } from './errors.ts';
import { factLineOf, factsIn, readFactLines, writeFactLines, type FactLine } from './fact_lines.ts';
import { loadImage, storeImage } from './images.ts';
import { lenientText, readBytes, rewriteText, signatureOf } from './text_file.ts';
import { prepareWorkspace, type Workspace } from './workspace.ts';

export interface FactsSnapshot {
  readonly facts: readonly EditFact[];
  readonly problems: readonly FileProblem[];
}

/**
 * The edit facts of a workspace. Reading always sees the file as it is now, changes by hand or by git included;
 * writing goes through the workspace's lock and rewrites only the lines it changes.
 */
export class FactLibrary {
  readonly #workspace: Workspace;
  #seen: { readonly signature: string; readonly snapshot: FactsSnapshot } | null = null;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The facts, and the lines that could not be read. Error: `file-unreadable`. */
  async read(): Promise<FactsSnapshot> {
    const signature = await signatureOf(this.#workspace.facts);
    if (this.#seen?.signature === signature) return this.#seen.snapshot;
    const text = lenientText(await readBytes(this.#workspace.facts));
    const { lines, problems } = readFactLines(text, this.#file);
    const snapshot = { facts: factsIn(lines), problems };
    this.#seen = { signature, snapshot };
    return snapshot;
  }

  /** One fact. Error: `fact-not-found`. */
  async get(id: string): Promise<EditFact> {
    const { facts } = await this.read();
    const fact = facts.find((one) => one.id === id);
    if (fact === undefined) throw libraryError.factNotFound(id);
    return fact;
  }

  /** Adds a fact with a fresh id and stores its images. Errors: `fact-invalid`, those of images and of writing. */
  async add(input: FactInput): Promise<EditFact> {
    const { images, ...fields } = factInputSchema.parse(input);
    const draft = { ...fields, created: new Date().toISOString() };
    // Checked before a picture is stored, so that a refused fact leaves nothing behind.
    checked({ id: 'new', ...draft, images: [] });
    const stored = await this.#storeAll(images);
    return this.#change((lines) => {
      const fact = checked({ id: freshId(lines), ...draft, images: stored });
      return { lines: [...lines, factLineOf(fact)], result: fact };
    });
  }

  /** Changes the given fields of a fact. Errors: `fact-not-found`, and those of `add`. */
  async edit(id: string, patch: FactPatch): Promise<EditFact> {
    checked(patched(await this.get(id), patch, null));
    const images = patch.images === undefined ? null : await this.#storeAll(patch.images);
    return this.#change((lines) => {
      const before = factsIn(lines).find((fact) => fact.id === id);
      if (before === undefined) throw libraryError.factNotFound(id);
      const fact = checked(patched(before, patch, images));
      return { lines: replaceLine(lines, fact), result: fact };
    });
  }

  /** Deletes a fact and returns it as it was; its images stay, so that it can be restored. Error: `fact-not-found`. */
  async remove(id: string): Promise<EditFact> {
    return this.#change((lines) => {
      const fact = factsIn(lines).find((one) => one.id === id);
      if (fact === undefined) throw libraryError.factNotFound(id);
      return { lines: lines.filter((line) => line.kind !== 'fact' || line.fact.id !== id), result: fact };
    });
  }

  /** Puts a fact back as it was (undo of `remove`). Errors: `fact-exists`, `fact-invalid`. */
  async restore(fact: EditFact): Promise<EditFact> {
    const whole = checked(fact);
    return this.#change((lines) => {
      if (factsIn(lines).some((one) => one.id === whole.id)) throw libraryError.factExists(whole.id);
      return { lines: [...lines, factLineOf(whole)], result: whole };
    });
  }

  /**
   * Takes in the lines of a JSONL file. A picture that is not in `.crane/` yet is looked up in `folder` and stored. A
   * line with a known id replaces that fact, one without an id gets a fresh one; a line that cannot be used is a
   * problem, and the others still come in.
   */
  async importLines(jsonl: string, folder: string | null): Promise<FactsImportReply> {
    const file = 'import';
    const source = parseJsonLines(jsonl, importLineSchema);
    const problems: FileProblem[] = source.problems.map((problem) => ({ file, ...problem }));
    const incoming: z.infer<typeof importLineSchema>[] = [];
    for (const { line, value } of source.values) {
      try {
        incoming.push({ ...value, images: await this.#adoptAll(value.images, folder) });
      } catch (error) {
        problems.push({ file, line, field: 'images', message: asCraneError(error).message });
      }
    }
    return this.#change((before) => {
      const added: EditFact[] = [];
      const replaced: EditFact[] = [];
      let lines = before;
      for (const draft of incoming) {
        const fact = checked({ ...draft, id: draft.id ?? freshId(lines) });
        const known = factsIn(lines).some((one) => one.id === fact.id);
        lines = known ? replaceLine(lines, fact) : [...lines, factLineOf(fact)];
        (known ? replaced : added).push(fact);
      }
      return { lines, result: { added: added.map(mutable), replaced: replaced.map(mutable), problems } };
    });
  }

  /** All facts as the text of a JSONL file, in the fixed key order. */
  async exportLines(): Promise<string> {
    const { facts } = await this.read();
    return serialiseFacts(facts);
  }

  /**
   * Repairs a torn last line, to be called when a program starts: the piece is set aside in `.crane/cache`, the lines
   * before it stay. Returns the message for a person, or null where nothing was torn.
   */
  async repair(): Promise<string | null> {
    const text = lenientText(await readBytes(this.#workspace.facts));
    if (readFactLines(text, this.#file).torn === null) return null;
    await prepareWorkspace(this.#workspace);
    const aside = join(this.#workspace.cache, 'torn-lines.txt');
    return rewriteText(this.#workspace, this.#workspace.facts, (now) => {
      const { lines, torn } = readFactLines(now, this.#file);
      if (torn === null) return { text: null, result: null };
      const whole = lines.slice(0, -1);
      return {
        text: writeFactLines(whole),
        before: () => appendFile(aside, `${torn}\n`),
        result:
          `The last line of ${this.#file} was cut off, most likely by an interrupted write. ` +
          `It was set aside in ${this.#name(aside)}; the ${factsIn(whole).length} facts before it are untouched.`,
      };
    });
  }

  get #file(): string {
    return this.#name(this.#workspace.facts);
  }

  #name(path: string): string {
    return relative(this.#workspace.root, path).split(sep).join('/');
  }

  async #storeAll(images: readonly Parameters<typeof loadImage>[1][]): Promise<string[]> {
    const stored: string[] = [];
    for (const image of images) stored.push(await storeImage(this.#workspace, await loadImage(this.#workspace, image)));
    return [...new Set(stored)];
  }

  async #adoptAll(images: readonly string[], folder: string | null): Promise<string[]> {
    const stored: string[] = [];
    for (const image of images) {
      const here = await loadImage(this.#workspace, { crane: image }).catch((error: unknown) => {
        if (folder === null) throw error;
        return loadImage(this.#workspace, { path: join(folder, image) });
      });
      stored.push(await storeImage(this.#workspace, here));
    }
    return stored;
  }

  #change<T>(
    edit: (lines: readonly FactLine[]) => { readonly lines: readonly FactLine[]; readonly result: T },
  ): Promise<T> {
    return rewriteText(this.#workspace, this.#workspace.facts, (text) => {
      const before = readFactLines(text, this.#file).lines;
      const { lines, result } = edit(before);
      return { text: lines === before ? null : writeFactLines(lines), result };
    });
  }
}

/** Facts made elsewhere may lack an id and name their pictures in their own way. */
const importLineSchema = editFactLineSchema.extend({
  id: idSchema.optional(),
  images: z
    .array(z.string({ error: 'An image must be a path.' }), { error: 'images must be a list of paths.' })
    .default([]),
});

/** The fact as a line of the file would give it back. Error: `fact-invalid`. */
function checked(fact: EditFact): EditFact {
  const parsed = editFactLineSchema.safeParse(fact);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw libraryError.factInvalid(issue?.path.map(String).join('.') ?? null, issue?.message ?? 'The fact is not valid.');
}

/** The fact with the fields that the patch names; its images are given apart, stored already. */
function patched(fact: EditFact, patch: FactPatch, images: readonly string[] | null): EditFact {
  return {
    ...fact,
    target: patch.target ?? fact.target,
    aliases: patch.aliases ?? fact.aliases,
    description: patch.description ?? fact.description,
    images: images ?? fact.images,
    question: patch.question ?? fact.question,
    preEdit: patch.preEdit === undefined ? fact.preEdit : patch.preEdit,
    enabled: patch.enabled ?? fact.enabled,
    note: patch.note ?? fact.note,
  };
}

function replaceLine(lines: readonly FactLine[], fact: EditFact): readonly FactLine[] {
  return lines.map((line) => (line.kind === 'fact' && line.fact.id === fact.id ? factLineOf(fact) : line));
}

function freshId(lines: readonly FactLine[]): string {
  const taken = new Set(factsIn(lines).map((fact) => fact.id));
  for (;;) {
    const id = `f-${randomBytes(4).toString('hex')}`;
    if (!taken.has(id)) return id;
  }
}

function mutable(fact: EditFact): FactsImportReply['added'][number] {
  return { ...fact, aliases: [...fact.aliases], images: [...fact.images] };
}
