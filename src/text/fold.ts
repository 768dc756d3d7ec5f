import { isSpace } from './unicode.ts';

/**
 * A text made comparable (canonical equivalents alike, no case, one kind of apostrophe, hyphen and space), with the
 * way back to the offsets of the original.
 */
export interface FoldedText {
  readonly original: string;
  readonly folded: string;
  /**
   * For each UTF-16 unit of `folded`: where the original character with its combining marks starts and ends. Null where
   * each unit comes from the one at its own place.
   */
  readonly offsets: { readonly starts: Int32Array; readonly ends: Int32Array } | null;
}

/** Text that folds unit by unit: printable ASCII with single spaces, but for the backtick, an apostrophe to us. */
const PLAIN = /^(?! )(?: ?[!-_a-~])*$/u;
/** A character with the combining marks that follow it. A match never cuts through one. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;
/** Characters that show nothing and separate nothing: soft hyphen, zero-width space, word joiner, byte-order mark. */
const IGNORABLE = /[\u00ad\u200b\u2060\ufeff]/gu;
const APOSTROPHES = /[\u2018\u2019\u02bc\u2032\uff07`\u00b4]/gu;
const HYPHENS = /[\u2010-\u2013\u2212\ufe63\uff0d]/gu;

function foldCluster(cluster: string): string {
  // Upper case first brings ß and ss, ς and σ together.
  const cased = cluster.normalize('NFD').toLowerCase().toUpperCase().toLowerCase().replaceAll('\u03c2', '\u03c3');
  return cased.normalize('NFD').replace(APOSTROPHES, "'").replace(HYPHENS, '-').replace(IGNORABLE, '');
}

/** Folds `text` for comparison; linear, and defined on any string, lone surrogates included. */
export function fold(text: string): FoldedText {
  if (PLAIN.test(text)) return { original: text, folded: text.toLowerCase(), offsets: null };
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const put = (piece: string, start: number, end: number): void => {
    parts.push(piece);
    for (let i = 0; i < piece.length; i += 1) {
      starts.push(start);
      ends.push(end);
    }
  };
  let at = 0;
  while (at < text.length) {
    if (isSpace(text.charAt(at))) {
      const from = at;
      while (at < text.length && isSpace(text.charAt(at))) at += 1;
      put(' ', from, at);
      continue;
    }
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (code < 0x80 && code !== 0x60 && !(next >= 0x300)) {
      put(text.charAt(at).toLowerCase(), at, at + 1);
      at += 1;
      continue;
    }
    CLUSTER.lastIndex = at;
    const cluster = CLUSTER.exec(text)?.[0] ?? text.charAt(at);
    put(foldCluster(cluster), at, at + cluster.length);
    at += cluster.length;
  }
  const offsets = { starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
  return { original: text, folded: parts.join(''), offsets };
}

const folds = new Map<string, string>();
const MOST_FOLDS = 2048;

/** A name folded for comparison, white space at its ends dropped. Recent names are remembered. */
export function foldName(name: string): string {
  const known = folds.get(name);
  if (known !== undefined) return known;
  const folded = fold(name).folded.trim();
  if (folds.size >= MOST_FOLDS) folds.clear();
  folds.set(name, folded);
  return folded;
}
