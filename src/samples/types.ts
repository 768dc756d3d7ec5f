/** The four behaviours under test (protocol §1). */
export const SAMPLE_TYPES = ['normal', 'conflict', 'locality', 'text_locality'] as const;
export type SampleType = (typeof SAMPLE_TYPES)[number];

/** How the knowledge is probed (protocol §1). */
export const PROBES = ['rewrite', 'text_rephrase', 'image_rephrase', 'rel_1', 'rel_2', 'multi_hop'] as const;
export type Probe = (typeof PROBES)[number];

/** One hop of a multi-hop question: where the edited chain leads, and where the image alone would lead. */
export interface Hop {
  readonly edited: string;
  readonly visual: string;
}

/** One question whose expected behaviour is known. On disk: one line of `.crane/samples/*.jsonl`. */
export interface Sample {
  readonly id: string;
  readonly split: string;
  readonly type: SampleType;
  readonly probe: Probe;
  readonly factId: string | null;
  /** Relative to `.crane/`; null for a text-only sample. */
  readonly image: string | null;
  readonly question: string;
  /** Accepted answers; for locality samples the true answer, which the edit must not touch. */
  readonly gold: readonly string[];
  /** The old answer to this question, without the edit; null where it does not apply. */
  readonly preEdit: string | null;
  readonly hops: readonly Hop[];
}
