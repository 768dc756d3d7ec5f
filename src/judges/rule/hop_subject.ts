import { compilePhrases, findPhrases, HOP, type TextSpan } from '../../text/index.ts';

const cues = compilePhrases(HOP);
/** What may stand between a subject and the words that tie it on: "X, which is also based in". */
const FILLER = /(?:,? (?:which|who|that))?(?: (?:is|was|are|were|has been))?(?: (?:also|now|still|itself))?\s*$/u;
/** A run of capitalised words, small words between them allowed. */
const NAME =
  /\p{Lu}[\p{L}\p{M}\p{N}'’.-]*(?:\s+(?:(?:of|the|de|la|von|van|and)\s+)?[\p{Lu}\p{N}][\p{L}\p{M}\p{N}'’.-]*)*$/u;
const NO_NAME = new Set(
  'the a an this that these those it its he she they his her their i we in so but and however therefore thus hence there which who'.split(
    ' ',
  ),
);

/** The name that a hop starts from: the capitalised words right before the first words that tie entities together. */
export function hopSubject(text: string): TextSpan | null {
  for (const cue of findPhrases(text, cues)) {
    const before = text.slice(Math.max(0, cue.start - 200), cue.start);
    const bare = before
      .replace(FILLER, '')
      .trimEnd()
      .replace(/['’]s$/u, '');
    const name = NAME.exec(bare)?.[0].replace(/^(?:The|A|An)\s+/u, '');
    if (name === undefined || NO_NAME.has(name.toLowerCase())) continue;
    const end = cue.start - before.length + bare.length;
    return { start: end - name.length, end };
  }
  return null;
}
