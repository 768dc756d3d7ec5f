import type { TraceViewState } from '../../src/protocol/webview.ts';

type Fact = TraceViewState['facts'][number];

/** What retrieval did for this trace, ready to be drawn. */
export interface RetrievalStory {
  /** The fact that entered the prompt, or the best one that did not; null when there is none. */
  readonly factId: string | null;
  readonly fact: Fact | null;
  /** The fact's target where only the hit is known. */
  readonly target: string | null;
  readonly used: boolean;
  /** One sentence: used because …, or why not. */
  readonly why: string;
  /** Cosine of the hit; null where nothing was searched. */
  readonly score: number | null;
  readonly theta: number | null;
  /** Lesser hits, best first. */
  readonly others: readonly { readonly name: string; readonly score: number }[];
}

const MOST_DECIMALS = 6;

/** Two cosines with as many decimals as it takes to tell them apart, at least two. */
export function scorePair(score: number, theta: number): readonly [string, string] {
  for (let decimals = 2; decimals < MOST_DECIMALS; decimals++) {
    const a = score.toFixed(decimals);
    const b = theta.toFixed(decimals);
    if (a !== b || score === theta) return [a, b];
  }
  return [score.toFixed(MOST_DECIMALS), theta.toFixed(MOST_DECIMALS)];
}

function knownFact(state: TraceViewState, id: string): Fact | null {
  return state.facts.find((fact) => fact.id === id) ?? (state.sampleFact?.id === id ? state.sampleFact : null);
}

/** Reads the state's retrieval and facts into one story (protocol §8: top-1 above θ enters the prompt). */
export function retrievalStory(state: TraceViewState): RetrievalStory {
  const { retrieval } = state;
  const inPrompt = state.facts[0] ?? null;
  const bare = { factId: null, fact: null, target: null, used: false, score: null, theta: null, others: [] };
  if (!retrieval || retrieval.mode === 'none') {
    const off = retrieval ? 'Retrieval was off' : 'Nothing was retrieved';
    return inPrompt
      ? { ...bare, factId: inPrompt.id, fact: inPrompt, used: true, why: 'Given directly in the prompt.' }
      : { ...bare, why: `${off}: no edit fact was in the prompt.` };
  }
  const hit = retrieval.hits.find(({ used }) => used) ?? retrieval.hits[0];
  if (!hit) {
    return { ...bare, why: 'Not used: the library holds no edit fact to compare with.' };
  }
  const fact = knownFact(state, hit.factId);
  const searched = retrieval.mode === 'own';
  const theta = retrieval.route === 'text' ? retrieval.thresholds.text : retrieval.thresholds.image;
  const [score, threshold] = scorePair(hit.score, theta);
  const others = retrieval.hits
    .filter((other) => other !== hit)
    .slice(0, 3)
    .map((other) => ({
      name: knownFact(state, other.factId)?.target ?? other.target ?? other.factId,
      score: other.score,
    }));
  let why: string;
  if (!searched) why = hit.used ? 'Given directly, not searched for.' : 'Not used.';
  else if (hit.used && hit.score >= theta) why = `Used because ${score} ≥ θ ${threshold}.`;
  else if (hit.used) why = `Used although ${score} < θ ${threshold}.`;
  else if (hit.score < theta) why = `Not used: ${score} < θ ${threshold}.`;
  else why = hit.reason ? `Not used: ${hit.reason}.` : `Not used, although ${score} ≥ θ ${threshold}.`;
  return {
    factId: hit.factId,
    fact,
    target: fact?.target ?? hit.target ?? null,
    used: hit.used,
    why,
    score: searched ? hit.score : null,
    theta: searched ? theta : null,
    others: searched ? others : [],
  };
}
