import type { Span } from '../../src/trace/types.ts';

/** Longer texts are not compared word by word; the two columns still show them whole. */
const MOST_WORDS = 400;

function words(text: string): readonly Span[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Neighbouring words that differ become one span, so that a name of three words is marked once. */
function joined(spans: readonly (Span & { readonly place: number })[]): readonly Span[] {
  const result: { start: number; end: number; place: number }[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last && last.place + 1 === span.place) {
      last.end = span.end;
      last.place = span.place;
    } else result.push({ ...span });
  }
  return result.map(({ start, end }) => ({ start, end }));
}

/**
 * The words of each text that are not in the other, by their longest common subsequence, capitals aside. Spans are into
 * the texts given.
 */
export function differingWords(
  before: string,
  after: string,
): { readonly before: readonly Span[]; readonly after: readonly Span[] } {
  const a = words(before);
  const b = words(after);
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return { before: [], after: [] };
  const wordOfA = a.map(({ start, end }) => before.slice(start, end).toLowerCase());
  const wordOfB = b.map(({ start, end }) => after.slice(start, end).toLowerCase());
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        wordOfA[i] === wordOfB[j]
          ? 1 + (longest[(i + 1) * width + j + 1] ?? 0)
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
    }
  }
  const onlyBefore: (Span & { place: number })[] = [];
  const onlyAfter: (Span & { place: number })[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left && right && wordOfA[i] === wordOfB[j]) {
      i++;
      j++;
    } else if (left && (!right || (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))) {
      onlyBefore.push({ ...left, place: i++ });
    } else if (right) {
      onlyAfter.push({ ...right, place: j++ });
    }
  }
  return { before: joined(onlyBefore), after: joined(onlyAfter) };
}
