import { findNames, type FoldedText } from '../text/index.ts';
import type { Span, TraceContext } from './types.ts';

/** The hops that a trace should go through: those of the context, or for a multi-hop probe the fact itself. */
export function hopsOf(context: TraceContext): readonly { readonly edited: string; readonly visual: string }[] {
  if (context.hops !== undefined && context.hops.length > 0) return context.hops;
  if (context.probe !== 'multi_hop' || !context.fact) return [];
  return [{ edited: context.fact.target, visual: oldNamesOf(context)[0] ?? '' }];
}

/** What the fact calls the entity: its target and aliases. Without a fact, nothing. */
export function targetNamesOf(context: TraceContext): readonly string[] {
  if (!context.fact) return [];
  return [context.fact.target, ...(context.fact.aliases ?? [])].filter((name) => name.trim() !== '');
}

/** The old name of the entity and the old answer to the question, as far as they are known. */
export function oldNamesOf(context: TraceContext): readonly string[] {
  const names = [context.fact?.preEdit ?? '', context.preEdit ?? ''].filter((name) => name.trim() !== '');
  return [...new Set(names)];
}

/** Every name that a context knows, each once. */
export function namesOf(context: TraceContext): readonly string[] {
  const hops = hopsOf(context).flatMap((hop) => [hop.edited, hop.visual]);
  const all = [...targetNamesOf(context), ...oldNamesOf(context), ...(context.gold ?? []), ...hops];
  return [...new Set(all.filter((name) => name.trim() !== ''))];
}

/**
 * Mentions of the target in `text`. A mention that is part of a longer old name ("Oxford" in "Oxford Street") is one
 * of the old name.
 */
export function findTarget(text: FoldedText, context: TraceContext): readonly Span[] {
  const targets = targetNamesOf(context);
  return findNames(text, [...targets, ...oldNamesOf(context)]).filter((mention) => targets.includes(mention.name));
}

/** Mentions of the old name or old answer in `text`, those inside a longer mention of the target left out. */
export function findOldName(text: FoldedText, context: TraceContext): readonly Span[] {
  const targets = targetNamesOf(context);
  const old = oldNamesOf(context);
  return findNames(text, [...targets, ...old]).filter((mention) => !targets.includes(mention.name));
}
