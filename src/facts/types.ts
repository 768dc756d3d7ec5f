/**
 * One piece of knowledge to inject (protocol §1). On disk: one line of `.crane/facts.jsonl`,
 * keys in exactly this order.
 */
export interface EditFact {
  readonly id: string;
  /** The new name, or new answer, that the model should use. */
  readonly target: string;
  readonly aliases: readonly string[];
  /** One or two sentences about the target; may be empty. */
  readonly description: string;
  /** Workspace paths relative to `.crane/`, `images/<sha256>.<png|jpg|webp>`. */
  readonly images: readonly string[];
  /** The question the edit was written for; may be empty. */
  readonly question: string;
  /** The old name of the entity; null when nobody knows it. */
  readonly preEdit: string | null;
  readonly enabled: boolean;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly note: string;
}

/** What rewards, judges and labels need to know about a fact. */
export type FactReference = Pick<EditFact, 'target' | 'aliases' | 'description'> & { readonly preEdit?: string | null };
