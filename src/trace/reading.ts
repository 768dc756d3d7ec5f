import {
  COMMITMENT,
  compilePhrases,
  CONTRADICTION,
  FACT_REFERENCE,
  findNames,
  findPhrases,
  fold,
  HOP,
  IRRELEVANCE,
  isConceded,
  isFormer,
  isNegated,
  isNegatedBefore,
  PIVOT,
  REJECTION,
  VISUAL,
  type CompiledPhrases,
  type FoldedText,
} from '../text/index.ts';
import { findOldName, findTarget, namesOf } from './context.ts';
import type { Role, Span, TraceContext } from './types.ts';

const LISTS = {
  visual: compilePhrases(VISUAL),
  fact: compilePhrases(FACT_REFERENCE),
  contradiction: compilePhrases(CONTRADICTION),
  pivot: compilePhrases(PIVOT),
  rejection: compilePhrases(REJECTION),
  commitment: compilePhrases(COMMITMENT),
  irrelevance: compilePhrases(IRRELEVANCE),
  hop: compilePhrases(HOP),
} satisfies Record<Role, CompiledPhrases>;

/** One word in lower case: as a name too common to be hidden from the word lists ("no" as an answer). */
const COMMON_WORD = /^\p{Ll}+$/u;

/** `text` with every known name blanked by letters, so that no word list and no negator is found inside a name. */
export function hideNames(text: string, context: TraceContext): string {
  const names = namesOf(context);
  if (names.length === 0) return text;
  let plain = '';
  let at = 0;
  for (const mention of findNames(fold(text), names)) {
    if (COMMON_WORD.test(text.slice(mention.start, mention.end))) continue;
    plain += text.slice(at, mention.start) + 'x'.repeat(mention.end - mention.start);
    at = mention.end;
  }
  return plain + text.slice(at);
}

/**
 * A sentence read with what is known: names are found in it as it stands, words and negations with the names hidden.
 * All spans are offsets into the sentence.
 */
export class Reading {
  readonly text: string;
  /** The text with its names hidden; offsets are the same. */
  readonly plain: string;
  readonly folded: FoldedText;
  readonly #context: TraceContext;
  readonly #phrases = new Map<Role, readonly Span[]>();

  constructor(text: string, context: TraceContext) {
    this.text = text;
    this.plain = hideNames(text, context);
    this.folded = fold(text);
    this.#context = context;
  }

  /** Places where a phrase of this role's list stands, not negated. A pivot cannot be negated. */
  phrases(role: Role): readonly Span[] {
    let found = this.#phrases.get(role);
    if (found === undefined) {
      const all = findPhrases(this.plain, LISTS[role]);
      found = role === 'pivot' ? all : all.filter((span) => !isNegatedBefore(this.plain, span));
      this.#phrases.set(role, found);
    }
    return found;
  }

  /** Places where a phrase of another list stands. */
  find(list: CompiledPhrases): readonly Span[] {
    return findPhrases(this.plain, list);
  }

  mentions(names: readonly string[]): readonly (Span & { readonly name: string })[] {
    return findNames(this.folded, names);
  }

  /** Mentions of the edit target. */
  target(): readonly Span[] {
    return findTarget(this.folded, this.#context);
  }

  /** Mentions of the old name or the old answer. */
  oldName(): readonly Span[] {
    return findOldName(this.folded, this.#context);
  }

  isNegated(span: Span): boolean {
    return isNegated(this.plain, span);
  }

  isConceded(span: Span): boolean {
    return isConceded(this.plain, span);
  }

  isFormer(span: Span): boolean {
    return isFormer(this.plain, span);
  }
}

const recent = new WeakMap<TraceContext, Map<string, Reading>>();
const MOST = 64;

/** Reads a sentence; the last few of a context are remembered, since roles, labels and verdicts read the same ones. */
export function read(text: string, context: TraceContext): Reading {
  let readings = recent.get(context);
  if (readings === undefined) {
    readings = new Map();
    recent.set(context, readings);
  }
  const known = readings.get(text);
  if (known !== undefined) return known;
  const reading = new Reading(text, context);
  if (readings.size >= MOST) readings.clear();
  readings.set(text, reading);
  return reading;
}
