import { cutSentences, fold } from '../../text/index.ts';
import { hideNames, oldNamesOf, read, targetNamesOf, type Span } from '../../trace/index.ts';
import type { JudgeContext } from './types.ts';

/**
 * The names that a right answer to this sample has: the target and its aliases; for the attribute probe `rel_2`, whose
 * question never asks for the entity, the gold answers.
 */
export function wantedNames(context: JudgeContext): readonly string[] {
  const gold = (context.gold ?? []).filter((name) => name.trim() !== '');
  const targets = targetNamesOf(context);
  if (context.probe === 'rel_2' && gold.length > 0) return gold;
  return targets.length > 0 ? targets : gold;
}

type Mention = Span & { readonly wanted: boolean };

/**
 * Where an answer gives one of the wanted names (P1 `match`), in offsets of the whole output; null where it does not:
 * not there, negated, or the old name asserted instead. Where both are asserted the last one counts, and "X or OLD" is
 * neither; an old name that is said to be former, or given in brackets after the new one, is not asserted.
 */
export function findMatch(text: string, span: Span, context: JudgeContext): Span | null {
  const answer = text.slice(span.start, span.end);
  const mentions = assertedMentions(answer, context);
  const wanted = mentions.filter((mention) => mention.wanted);
  const match = wanted.at(-1);
  if (match === undefined) return null;
  const rival = mentions.findLast((mention) => !mention.wanted);
  if (rival !== undefined && !isLeftBehind(answer, rival, match)) return null;
  return { start: span.start + match.start, end: span.start + match.end };
}

function assertedMentions(answer: string, context: JudgeContext): readonly Mention[] {
  const wanted = wantedNames(context);
  const old = oldNamesOf(context).filter((name) => !sameAsAny(name, wanted));
  // Names are hidden while sentences are cut: "Oh! Calcutta" is one.
  const sentences = cutSentences(hideNames(answer, context));
  return sentences.flatMap((sentence, i) => {
    const reading = read(answer.slice(sentence.start, sentence.end), context);
    const next = sentences[i + 1];
    if (reading.text.endsWith('?') && next !== undefined && DENIAL.test(answer.slice(next.start, next.end))) return [];
    const mentions = reading
      .mentions([...wanted, ...old])
      .filter((mention) => !reading.isNegated(mention))
      .map((mention) => ({ ...mention, wanted: wanted.includes(mention.name) }))
      .filter((mention) => mention.wanted || !(reading.isFormer(mention) || isBracketed(reading.text, mention)));
    // A conceded name gives way only to a name that is not ("although it looks like OLD, X").
    const standing = mentions.filter((mention) => !reading.isConceded(mention));
    return (standing.length > 0 ? standing : mentions).map((mention) => ({
      wanted: mention.wanted,
      start: mention.start + sentence.start,
      end: mention.end + sentence.start,
    }));
  });
}

/** "Is it X? No." */
const DENIAL = /^(?:no|not|never)(?!\p{L})/iu;

function sameAsAny(name: string, others: readonly string[]): boolean {
  const folded = fold(name.trim()).folded;
  return others.some((other) => fold(other.trim()).folded === folded);
}

/** "NEW (OLD)": the old name in brackets that open right before it. */
function isBracketed(text: string, span: Span): boolean {
  const before = text.slice(0, span.start).trimEnd();
  return before.endsWith('(') && before.length > 1 && text.slice(span.end).trimStart().startsWith(')');
}

const CHOICE = /^[\s,"'”’]*(?:\/|or\b|and\b|&)/iu;

/** Whether the text has gone on from the rival name to the match, and does not leave a choice between the two. */
function isLeftBehind(answer: string, rival: Span, match: Span): boolean {
  if (rival.start > match.start) return false;
  return !CHOICE.test(answer.slice(rival.end, match.start));
}
