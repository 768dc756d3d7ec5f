import type { EditFact } from '../facts/types.ts';
import type { LoadedImage } from '../library/index.ts';
import { buildPrompt, type Prompt } from '../prompts/index.ts';
import type { Notice, Retrieval } from '../protocol/index.ts';
import type { FactRetriever } from '../retrieval/index.ts';
import type { Sample } from '../samples/types.ts';
import { methodError } from './errors.ts';

/** The prompt-only methods (protocol §1). */
export const METHODS = ['crane', 'base', 'ike'] as const;
export type Method = (typeof METHODS)[number];

export type RetrievalMode = Retrieval['mode'];

/** Who gets the fact, unless told otherwise (protocol §3): crane searches, ike is given it, base has none. */
export const OWN_MODE = { crane: 'own', ike: 'gold', base: 'none' } as const satisfies Record<Method, RetrievalMode>;

export interface PrepareRequest {
  readonly method: Method;
  readonly question: string;
  readonly image: LoadedImage | null;
  readonly sample: Sample | null;
  /** The fact that the sample is about, where it still exists. */
  readonly sampleFact: EditFact | null;
  /** Facts named by the person, in place of any other; only the first enters the prompt. */
  readonly given: readonly EditFact[];
  /** In place of the method's own mode. */
  readonly mode?: RetrievalMode | undefined;
  /** In place of the calibrated thresholds of retrieval. */
  readonly theta?: number | undefined;
  /** The whole library. */
  readonly facts: readonly EditFact[];
}

export interface PreparedPrompt {
  readonly prompt: Prompt;
  /** The fact in the prompt, or none. */
  readonly facts: readonly EditFact[];
  /** What the search did; null where no fact was looked for. */
  readonly retrieval: Retrieval | null;
  readonly notices: readonly Notice[];
}

/**
 * Finds the fact that enters the prompt and builds the prompt (protocol §3 "Who gets the fact", §6).
 * Errors: `method-needs-fact`, and those of retrieval.
 */
export async function preparePrompt(
  retriever: FactRetriever,
  request: PrepareRequest,
  signal?: AbortSignal,
): Promise<PreparedPrompt> {
  const mode = request.given.length > 0 ? 'gold' : (request.mode ?? OWN_MODE[request.method]);
  switch (mode) {
    case 'none':
      return prepared(request, null, null, []);
    case 'gold': {
      const fact = request.given[0] ?? request.sampleFact;
      // A sample without a fact of its own is a fair question to a method that is given facts; a free question is not.
      if (fact === null && request.sample === null) throw methodError.needsFact(request.method);
      return prepared(request, fact, given(fact, request.image !== null), []);
    }
    case 'own': {
      const query = { image: request.image, text: request.question, theta: request.theta };
      const { retrieval, fact, unreadable } = await retriever.retrieve(request.facts, query, signal);
      const notices = unreadable.map(({ factId, message }) => ({
        code: 'fact-image-unreadable',
        message: `The edit fact ${factId} could not be searched by one of its pictures: ${message}`,
      }));
      return prepared(request, fact, retrieval, notices);
    }
  }
}

function prepared(
  request: PrepareRequest,
  fact: EditFact | null,
  retrieval: Retrieval | null,
  notices: readonly Notice[],
): PreparedPrompt {
  const prompt = buildPrompt({ question: request.question, hasImage: request.image !== null, fact });
  return { prompt, facts: fact === null ? [] : [fact], retrieval, notices };
}

/** How a fact that was not searched for stands in the trace. */
function given(fact: EditFact | null, hasImage: boolean): Retrieval {
  const hit = (one: EditFact): Retrieval['hits'][number] => ({
    factId: one.id,
    score: 1,
    used: true,
    target: one.target,
    reason: 'given directly',
  });
  return {
    mode: 'gold',
    route: hasImage ? 'image' : 'text',
    thresholds: { image: 0, text: 0 },
    encoder: 'none',
    head: null,
    hits: fact === null ? [] : [hit(fact)],
  };
}
