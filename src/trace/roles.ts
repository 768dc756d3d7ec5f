import { findPartialMention } from '../text/index.ts';
import { hopsOf, targetNamesOf } from './context.ts';
import { read, type Reading } from './reading.ts';
import { ROLES, type Role, type Segment, type Span, type TraceContext } from './types.ts';

/** A role with the span that earned it, in offsets of the whole output. */
export type RoleSpan = Span & { readonly role: Role };

/**
 * The roles of one step, each with the first span that earned it, in the order of `ROLES` (protocol §5). Word lists
 * apply to reasoning only; the answer commits when it names the target.
 *
 * @param offset where the step's text starts in the output
 */
export function findRoles(text: string, segment: Segment, offset: number, context: TraceContext): readonly RoleSpan[] {
  const reading = read(text, context);
  const found = new Map<Role, Span | undefined>();
  if (segment === 'answer') found.set('commitment', findTargetInPart(reading, context, false));
  else {
    for (const role of ROLES) if (role !== 'hop') found.set(role, reading.phrases(role)[0]);
    if (found.get('fact') === undefined) found.set('fact', findTargetInPart(reading, context, true));
    found.set('hop', findHop(reading, context));
  }
  return ROLES.flatMap((role) => {
    const span = found.get(role);
    return span === undefined ? [] : [{ role, start: span.start + offset, end: span.end + offset }];
  });
}

/** The first unnegated mention of the target; where `partial`, also one of at least 60 % of a name's content words. */
export function findTargetInPart(reading: Reading, context: TraceContext, partial: boolean): Span | undefined {
  const whole = reading.target().find((span) => !reading.isNegated(span));
  if (whole !== undefined || !partial) return whole;
  for (const name of targetNamesOf(context)) {
    const span = findPartialMention(reading.folded, name);
    if (span !== null && !reading.isNegated(span)) return span;
  }
  return undefined;
}

/** The last unnegated mention of an entity of the chain; failing that, a word that ties two entities together. */
function findHop(reading: Reading, context: TraceContext): Span | undefined {
  const hops = hopsOf(context);
  if (hops.length === 0 && context.probe !== 'multi_hop') return undefined;
  const names = hops.flatMap((hop) => [hop.edited, hop.visual]);
  const mention = reading.mentions(names).findLast((span) => !reading.isNegated(span));
  return mention ?? reading.phrases('hop')[0];
}
