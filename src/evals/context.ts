import type { Engine } from '../engines/index.ts';
import type { FactLibrary, SampleLibrary, Workspace } from '../library/index.ts';
import type { FactRetriever } from '../retrieval/index.ts';
import type { TraceStore } from './trace_store.ts';

/** What the model's card says that judging and labelling need. */
export interface ModelTraits {
  /** Whether the model was trained to think; structural collapse is only labelled where it was (protocol §5). */
  readonly reasoning: boolean;
}

/** The parts that a run needs, made once by the composition root. */
export interface RunContext {
  readonly workspace: Workspace;
  readonly facts: FactLibrary;
  readonly samples: SampleLibrary;
  readonly retriever: FactRetriever;
  readonly engine: Engine;
  readonly traits: ModelTraits;
  /** Opens the store at its first use, so that a damaged database stops storing, not running. Throws a `CraneError`. */
  readonly store: () => TraceStore;
}
