import { isValid } from './profiles.ts';
import { cutSteps } from './steps.ts';
import { readStructure } from './structure.ts';
import { TagFinder } from './tags.ts';
import type { ParsedTrace, Profile, SchemaNote, TraceContext } from './types.ts';

/** What the scanner reads from an output: everything but the labels, which need a judge's verdict. */
export type ScannedTrace = Omit<ParsedTrace, 'labels'>;

/**
 * Reads an output as it streams. The result does not depend on how the text was cut into chunks, and no string makes it
 * throw (protocol §2).
 */
export class TraceScanner {
  readonly #finder = new TagFinder();

  /** Takes the next piece of the output; a tag may be cut anywhere. */
  push(chunk: string): void {
    this.#finder.push(chunk);
  }

  /** Everything received so far. */
  get text(): string {
    return this.#finder.text;
  }

  /**
   * What stands so far, for showing while the text still grows: the last step may be unfinished, and missing tags may
   * still come. The beginning of a tag at the very end is held back.
   */
  snapshot(context: TraceContext = {}, profile: Profile = 'crane'): ScannedTrace {
    return this.#scan(this.#finder.text.slice(0, this.#finder.settledEnd), context, profile);
  }

  /** The result for the whole text. */
  end(context: TraceContext = {}, profile: Profile = 'crane'): ScannedTrace {
    return this.#scan(this.#finder.text, context, profile);
  }

  #scan(text: string, context: TraceContext, profile: Profile): ScannedTrace {
    const templateOpened = context.templateOpened === true;
    const structure = readStructure(text, this.#finder.tags, templateOpened);
    return {
      schema: {
        profile,
        valid: isValid(profile, text, structure, templateOpened),
        issues: structure.issues,
        notes: notesOf(context),
      },
      think: structure.think,
      answer: structure.answer,
      steps: cutSteps(text, structure.stretches, context),
    };
  }
}

/** Scans a whole output at once. */
export function parseTrace(text: string, context: TraceContext = {}, profile: Profile = 'crane'): ScannedTrace {
  const scanner = new TraceScanner();
  scanner.push(text);
  return scanner.end(context, profile);
}

function notesOf(context: TraceContext): readonly SchemaNote[] {
  const notes: SchemaNote[] = [];
  if (context.finishReason === 'length') notes.push('truncated');
  if (context.templateOpened === true) notes.push('template-opened');
  if (context.serverSplit === true) notes.push('server-split');
  return notes;
}
