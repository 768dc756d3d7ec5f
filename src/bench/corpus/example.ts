import type { Attribute, Category } from '../world/index.ts';
import type { Hop, Probe, SampleType } from '../../samples/types.ts';
import type { PromptFact } from '../../prompts/index.ts';

/** What an example exercises; the mixture of a training stage is stated in these. */
export const SCENARIOS = [
  'naming',
  'attribute',
  'hop',
  'textAttribute',
  'neutralCopy',
  'knownCopy',
  'normal',
  'conflict',
  'locality',
  'textLocality',
  'relOne',
  'relTwo',
  'multiHopFact',
  'multiHopNoFact',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** A photograph, by the entity's index in the world. */
export interface ExampleImage {
  readonly entity: number;
  readonly split: 'train' | 'heldout';
  readonly view: number;
}

/** An edit fact as the prompt shows it, with what the generator knows of it. */
export interface ExampleFact extends PromptFact {
  /** Index of the edited entity in the world. */
  readonly entity: number;
  /** The kind of thing that the target is said to be. */
  readonly targetCategory: Category;
  /** What the second sentence says of the target, if it says an attribute. */
  readonly detail: { readonly attribute: Attribute; readonly value: string } | null;
  /** The image contradicts the target visibly: a poster's printed title, or a target of another category. */
  readonly conflict: 'title' | 'category' | null;
}

/** One generated example: a prompt's parts, and the think text and answer that are wanted for it. */
export interface CorpusExample {
  readonly scenario: Scenario;
  readonly image: ExampleImage | null;
  readonly fact: ExampleFact | null;
  readonly question: string;
  readonly think: string;
  readonly answer: string;
  /** Null where no edit is involved, so that no sample type applies. */
  readonly type: SampleType | null;
  readonly probe: Probe | null;
  /** The answer to the question without the edit; null where nothing is edited. */
  readonly preEdit: string | null;
  readonly hops: readonly Hop[];
}
