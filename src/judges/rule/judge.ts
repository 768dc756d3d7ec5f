import { WORD_LISTS_VERSION } from '../../text/index.ts';
import {
  labelTrace,
  parseTrace,
  type ParsedTrace,
  type Profile,
  type ScannedTrace,
  type TraceContext,
} from '../../trace/index.ts';
import { findBroken } from './broken.ts';
import { judgeGrounded } from './grounded.ts';
import { judgeIndependence } from './independence.ts';
import { judgeMultiHop } from './multi_hop.ts';
import type { Evidence, JudgeContext, RuleVerdict } from './types.ts';

/** Name and version that every verdict of this judge carries. The word lists are part of the version. */
export const RULE_JUDGE = { name: 'rule', version: `1+${WORD_LISTS_VERSION}` } as const;

/**
 * The rule judge (protocol §4): deterministic, without a network. Exact where names are unique, an estimate elsewhere.
 * P1 applies to normal and conflict samples that are not multi-hop, P2 to locality samples, P3 to multi-hop ones.
 *
 * @param trace the scan of `text` under profile `crane`, with the same context
 */
export function judgeTrace(text: string, trace: ScannedTrace, context: JudgeContext): RuleVerdict {
  const multiHop = context.probe === 'multi_hop';
  const reliability = context.sampleType === 'normal' || context.sampleType === 'conflict';
  const locality = context.sampleType === 'locality' || context.sampleType === 'text_locality';
  const broken = findBroken(text);
  const grounded = reliability && !multiHop ? judgeGrounded(text, trace, context) : null;
  const independence = locality ? judgeIndependence(text, trace, context) : null;
  const hops = multiHop ? judgeMultiHop(text, trace, context) : null;
  const evidence: Evidence[] = broken === null ? [] : [{ finding: 'P0.broken', start: broken.start, end: broken.end }];
  for (const part of [grounded, independence, hops]) if (part !== null) evidence.push(...part.evidence);
  return {
    P0: { broken: broken !== null, kind: broken?.kind ?? null },
    P1: grounded?.P1 ?? null,
    P2: independence?.P2 ?? null,
    P3: hops?.P3 ?? null,
    judge: RULE_JUDGE,
    evidence,
  };
}

/** Scans and judges an output. */
export function judgeOutput(text: string, context: JudgeContext): RuleVerdict {
  return judgeTrace(text, parseTrace(text, context), context);
}

/**
 * Everything that the rules alone say of an output: what `crane trace parse` prints, and the verdict behind the labels.
 *
 * @param profile decides the validity that is shown; the judge's own citation and schema rules go by `crane`
 */
export function explainTrace(
  text: string,
  context: TraceContext = {},
  profile: Profile = 'crane',
): { readonly trace: ParsedTrace; readonly verdict: RuleVerdict } {
  const scanned = parseTrace(text, context, profile);
  const verdict = judgeTrace(text, scanned, context);
  return { trace: { ...scanned, labels: labelTrace(text, scanned, verdict, context) }, verdict };
}
