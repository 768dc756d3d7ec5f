import {
  COMMITMENT,
  compilePhrases,
  CONTRADICTION,
  FACT_REFERENCE,
  findNames,
  findPartialMention,
  findPhrases,
  fold,
  HOP,
  IRRELEVANCE,
  isNegated,
  isNegatedBefore,
  PIVOT,
  REJECTION,
  VISUAL,
  type CompiledPhrases,
} from '../text/index.ts';
import { findTarget, hopsOf, targetNamesOf } from './context.ts';
import { ROLES, type Role, type Segment, type Span, type TraceContext } from './types.ts';

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

/** Places in `text` where a phrase of this role's list stands and is not negated. Spans are offsets into `text`. */
export function findRolePhrases(text: string, role: Role): readonly Span[] {
  const spans = findPhrases(text, LISTS[role]);
  // A pivot cannot be negated.
  return role === 'pivot' ? spans : spans.filter((span) => !isNegatedBefore(text, span));
}

/** A role with the span that earned it, in offsets of the whole output. */
export type RoleSpan = Span & { readonly role: Role };

/**
 * The roles of one step, each with the first span that earned it, in the order of `ROLES` (protocol §5). Word lists
 * apply to reasoning only; the answer commits when it names the target.
 *
 * @param offset where the step's text starts in the output
 */
export function findRoles(text: string, segment: Segment, offset: number, context: TraceContext): readonly RoleSpan[] {
  const folded = fold(text);
  const target = findTarget(folded, context).filter((span) => !isNegated(text, span));
  const found = new Map<Role, Span | undefined>();
  if (segment === 'answer') found.set('commitment', target[0]);
  else {
    for (const role of ROLES) if (role !== 'hop') found.set(role, findRolePhrases(text, role)[0]);
    if (found.get('fact') === undefined) {
      const partial = targetNamesOf(context)
        .map((name) => findPartialMention(folded, name))
        .find((span) => span !== null && !isNegated(text, span));
      found.set('fact', target[0] ?? partial ?? undefined);
    }
    found.set('hop', findHop(text, context));
  }
  return ROLES.flatMap((role) => {
    const span = found.get(role);
    return span === undefined ? [] : [{ role, start: span.start + offset, end: span.end + offset }];
  });
}

/** The last unnegated mention of an entity of the chain; failing that, a word that ties two entities together. */
function findHop(text: string, context: TraceContext): Span | undefined {
  const hops = hopsOf(context);
  if (hops.length === 0 && context.probe !== 'multi_hop') return undefined;
  const names = hops.flatMap((hop) => [hop.edited, hop.visual]);
  const mention = findNames(fold(text), names).findLast((span) => !isNegated(text, span));
  return mention ?? findRolePhrases(text, 'hop')[0];
}
