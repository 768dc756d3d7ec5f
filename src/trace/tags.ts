import { isSpace } from '../text/index.ts';
import type { Span } from './types.ts';

export type TagKind = 'think-open' | 'think-close' | 'answer-open' | 'answer-close';

/** A schema tag, exact and lower case, as it stands in the text. */
export interface Tag extends Span {
  readonly kind: TagKind;
}

const TAGS: readonly (readonly [string, TagKind])[] = [
  ['<think>', 'think-open'],
  ['</think>', 'think-close'],
  ['<answer>', 'answer-open'],
  ['</answer>', 'answer-close'],
];
const LONGEST = Math.max(...TAGS.map(([tag]) => tag.length));

/**
 * Finds tags in text that comes in pieces; a tag may be cut anywhere. Looks at each character a bounded number of
 * times, whatever the pieces.
 */
export class TagFinder {
  #pieces: string[] = [];
  /** The end of the text that may still be the beginning of a tag; shorter than a tag. */
  #tail = '';
  #tailStart = 0;
  readonly #tags: Tag[] = [];

  push(chunk: string): void {
    this.#pieces.push(chunk);
    const text = this.#tail + chunk;
    let from = 0;
    for (;;) {
      const at = text.indexOf('<', from);
      if (at === -1) {
        from = text.length;
        break;
      }
      const found = TAGS.find(([tag]) => text.startsWith(tag, at));
      if (found !== undefined) {
        from = at + found[0].length;
        this.#tags.push({ kind: found[1], start: this.#tailStart + at, end: this.#tailStart + from });
      } else if (isTagPrefix(text, at)) {
        from = at;
        break;
      } else from = at + 1;
    }
    this.#tail = text.slice(from);
    this.#tailStart += from;
  }

  /** Everything pushed so far. */
  get text(): string {
    const text = this.#pieces.length === 1 ? (this.#pieces[0] ?? '') : this.#pieces.join('');
    this.#pieces = [text];
    return text;
  }

  get tags(): readonly Tag[] {
    return this.#tags;
  }

  /** Where the text stops being settled: before a `<…` at its end that may still become a tag. */
  get settledEnd(): number {
    return this.#tailStart;
  }
}

/** Whether the rest of `text` from `at` is the beginning of a tag, cut by the end of the text. */
function isTagPrefix(text: string, at: number): boolean {
  const rest = text.length - at;
  if (rest >= LONGEST) return false;
  const tail = text.slice(at);
  return TAGS.some(([tag]) => tag.length > rest && tag.startsWith(tail));
}

/** All tags of a whole text. */
export function findTags(text: string): readonly Tag[] {
  const finder = new TagFinder();
  finder.push(text);
  return finder.tags;
}

/** Whether `text` has anything but white space in `[from, to)`. */
export function hasInk(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (!isSpace(text.charAt(i))) return true;
  return false;
}
