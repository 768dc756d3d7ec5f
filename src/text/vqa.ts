import { splitWords, strip } from './unicode.ts';

const PUNCTUATION = [
  ';',
  '/',
  '[',
  ']',
  '"',
  '{',
  '}',
  '(',
  ')',
  '=',
  '+',
  '\\',
  '_',
  '-',
  '>',
  '<',
  '@',
  '`',
  ',',
  '?',
  '!',
] as const;

const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
    .map((word, n): [string, string] => [word, String(n)])
    .concat([['none', '0']]),
);

const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the']);

const CONTRACTIONS: ReadonlyMap<string, string> = new Map(
  (
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't couldn't wouldn't shouldn't mustn't " +
    "needn't can't won't that's what's they're you're there's"
  )
    .split(' ')
    .map((word) => [word.replace("'", ''), word]),
);

/**
 * Normalises an answer in the style of the VQA evaluators: punctuation deleted or turned into spaces, number words
 * into digits, articles dropped, apostrophes put back into contractions. The rules stand in docs/protocol.md, §3.
 */
export function normaliseVqa(text: string): string {
  const base = strip(text.replace(/[\n\t]/gu, ' '));
  const digitComma = /[0-9],[0-9]/u.test(base);
  let out = base;
  for (const mark of PUNCTUATION) {
    // The test always looks at the text as it came, never at what earlier marks left of it.
    const vanish = digitComma || base.includes(`${mark} `) || base.includes(` ${mark}`);
    out = out.replaceAll(mark, vanish ? '' : ' ');
  }
  const words = splitWords(out.replace(/\.(?![0-9])/gu, '').toLowerCase());
  const kept: string[] = [];
  for (const word of words) {
    const numbered = NUMBER_WORDS.get(word) ?? word;
    if (ARTICLES.has(numbered)) continue;
    kept.push(CONTRACTIONS.get(numbered) ?? numbered);
  }
  return kept.join(' ');
}

/**
 * Covered exact match (CEM): whether the normalised gold answer occurs in the normalised prediction between word
 * boundaries. 0 for a gold answer that normalises to nothing.
 */
export function coveredExactMatch(prediction: string, gold: string): 0 | 1 {
  const wanted = normaliseVqa(gold);
  if (wanted === '') return 0;
  return containsBetweenBoundaries(normaliseVqa(prediction), wanted) ? 1 : 0;
}

/**
 * Python's `re.search(r'\b' + re.escape(part) + r'\b', text)`: at each end, a word character meets a character that is
 * none, or the text's end. So ".5" is never found at the start of a text.
 */
export function containsBetweenBoundaries(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    if (isBoundary(text, at) && isBoundary(text, at + part.length)) return true;
    // An empty part is found at the end of the text for ever.
    if (at === text.length) return false;
  }
  return false;
}

const WORD_BEFORE = /[\p{L}\p{N}_]$/u;
const WORD_AFTER = /^[\p{L}\p{N}_]/u;

function isBoundary(text: string, at: number): boolean {
  return WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at)) !== WORD_AFTER.test(text.slice(at, at + 2));
}
