import type { SampleType } from '../samples/types.ts';
import type { FactReference } from '../facts/types.ts';
import type { Span } from '../trace/index.ts';

export type RewardComponent = 'accuracy' | 'format' | 'reasoning';

/** A span that earned (+) or cost (-) a component. */
export interface RewardEvidence extends Span {
  readonly component: RewardComponent;
  readonly effect: '+' | '-';
}

export interface ComponentScore {
  readonly score: number;
  readonly evidence: readonly RewardEvidence[];
}

/** One output to score: the input of `crane reward`. */
export interface RewardInput {
  readonly output: string;
  readonly sampleType: SampleType;
  /** The fact in the prompt; null where the prompt said that there is none. */
  readonly fact: FactReference | null;
  readonly gold: readonly string[];
  /** The old answer to the question. */
  readonly preEdit: string | null;
  /** The prompt ended in `<think>`. Default false. */
  readonly templateOpened?: boolean;
}

/** Each component in [0, 1]; the total is their sum, in [0, 3]. */
export interface Rewards {
  readonly accuracy: number;
  readonly format: number;
  readonly reasoning: number;
  readonly total: number;
  readonly evidence: readonly RewardEvidence[];
}
