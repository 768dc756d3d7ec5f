import type { Probe, SampleType } from '../../samples/types.ts';
import type { Span, TraceContext } from '../../trace/index.ts';

export type BrokenKind = 'repetition' | 'garbled' | 'empty';
export type Intermediate = 'edited' | 'visual' | 'other' | 'none';

/** Text that supports a finding, such as `P1.cites`. */
export interface Evidence extends Span {
  readonly finding: string;
}

/** A judge's verdict over P0–P3 (protocol §4). Null: that prompt does not apply to the sample. */
export interface RuleVerdict {
  readonly P0: { readonly broken: boolean; readonly kind: BrokenKind | null };
  readonly P1: {
    readonly match: boolean;
    readonly cites: boolean;
    readonly rejects: boolean;
    readonly noThink: boolean;
    readonly gs: 0 | 1;
    readonly gsStrict: 0 | 1;
  } | null;
  readonly P2: { readonly thinking: boolean; readonly answer: boolean; readonly ei: 0 | 1 } | null;
  readonly P3: { readonly intermediate: Intermediate; readonly iu: 0 | 1; readonly uvi: 0 | 1 } | null;
  readonly judge: { readonly name: 'rule'; readonly version: string };
  readonly evidence: readonly Evidence[];
}

/** What the judge needs besides the output. Without a sample type only P0 and, for multi-hop, P3 apply. */
export interface JudgeContext extends TraceContext {
  readonly sampleType?: SampleType;
  readonly probe?: Probe | string;
}
