import type { EditFact } from '../facts/types.ts';
import type { LoadedImage, Workspace } from '../library/index.ts';
import type { Retrieval } from '../protocol/index.ts';
import { TEXT_ENCODER } from './char_trigram.ts';
import { retrievalError } from './errors.ts';
import { ImageLibrary, type FactScore, type UnreadableImage } from './image_library.ts';
import type { ImageEncoder } from './image_features.ts';
import { TextLibrary } from './text_library.ts';
import type { Thresholds } from './thresholds.ts';

/** What to search with; alpha weighs the picture against the text (protocol §8, fusion). */
export interface RetrievalQuery {
  readonly image: LoadedImage | null;
  readonly text: string | null;
  /** Given: both libraries are searched and α·image + (1−α)·text ranks. */
  readonly alpha?: number | undefined;
  /** How many hits to return; default 5. */
  readonly k?: number | undefined;
  /** In place of the calibrated θ. */
  readonly theta?: number | undefined;
}

export interface RetrievalResult {
  readonly retrieval: Retrieval;
  /** The one fact that enters the prompt: the best enabled one, at or above θ. */
  readonly fact: EditFact | null;
  /** Pictures of facts that could not be searched. */
  readonly unreadable: readonly UnreadableImage[];
}

const DEFAULT_HITS = 5;

/**
 * Searches the edit facts (protocol §8): a query with a picture searches the pictures, one without searches the words,
 * and fusion searches both. The tables are rebuilt when the facts or the encoder have changed.
 */
export class FactRetriever {
  readonly #workspace: Workspace;
  readonly #encoder: ImageEncoder;
  readonly #thresholds: () => Promise<Thresholds>;
  #line: Promise<unknown> = Promise.resolve();
  #images: { readonly key: string; readonly library: ImageLibrary } | null = null;

  constructor(workspace: Workspace, encoder: ImageEncoder, thresholds: () => Promise<Thresholds>) {
    this.#workspace = workspace;
    this.#encoder = encoder;
    this.#thresholds = thresholds;
  }

  /**
   * One query after another: the encoder takes one picture at a time anyway, and no table is let go while it is
   * searched. Errors: `retrieval-empty`, `retrieval-alpha`, those of the thresholds and of the encoder.
   */
  retrieve(facts: readonly EditFact[], query: RetrievalQuery, signal?: AbortSignal): Promise<RetrievalResult> {
    const mine = this.#line.then(() => this.#retrieve(facts, query, signal));
    this.#line = mine.catch(() => undefined);
    return mine;
  }

  async #retrieve(
    facts: readonly EditFact[],
    query: RetrievalQuery,
    signal: AbortSignal | undefined,
  ): Promise<RetrievalResult> {
    signal?.throwIfAborted();
    const { image, text, alpha } = query;
    const calibrated = await this.#thresholds();
    const thresholds = { image: query.theta ?? calibrated.image, text: query.theta ?? calibrated.text };
    const search = { facts, thresholds, k: query.k ?? DEFAULT_HITS };
    if (alpha !== undefined) {
      if (image === null || text === null) throw retrievalError.alphaNeedsBoth();
      const { scores, unreadable } = await this.#imageScores(facts, image, facts.length, signal);
      const fused = fuse(scores, new TextLibrary(facts).best(text, facts.length), alpha);
      const theta = query.theta ?? alpha * thresholds.image + (1 - alpha) * thresholds.text;
      return result('fusion', search, fused, theta, `${await this.#encoder.id()}+${TEXT_ENCODER}`, unreadable);
    }
    if (image !== null) {
      // Disabled facts are searched too, so that a person sees that one of them would have answered.
      const { scores, unreadable } = await this.#imageScores(facts, image, facts.length, signal);
      return result('image', search, scores, thresholds.image, await this.#encoder.id(), unreadable);
    }
    if (text === null) throw retrievalError.emptyQuery();
    return result('text', search, new TextLibrary(facts).best(text, facts.length), thresholds.text, TEXT_ENCODER, []);
  }

  /** The score of every fact that has a picture, best first, whatever θ is. */
  async #imageScores(
    facts: readonly EditFact[],
    image: LoadedImage,
    k: number,
    signal?: AbortSignal,
  ): Promise<{ readonly scores: readonly FactScore[]; readonly unreadable: readonly UnreadableImage[] }> {
    const library = await this.#imageLibrary(facts, signal);
    return { scores: await library.best(await this.#encoder.encode(image), k), unreadable: library.unreadable };
  }

  async #imageLibrary(facts: readonly EditFact[], signal?: AbortSignal): Promise<ImageLibrary> {
    const key = JSON.stringify([await this.#encoder.id(), facts]);
    if (this.#images?.key === key) return this.#images.library;
    const library = await ImageLibrary.build(this.#workspace, facts, this.#encoder, signal);
    await this.#images?.library.release();
    this.#images = { key, library };
    return library;
  }

  /** Waits for the query under way, then lets go of the tables. */
  async close(): Promise<void> {
    await this.#line;
    await this.#images?.library.release();
    this.#images = null;
  }
}

/** α·image + (1−α)·text; a fact without a picture scores 0 on that side. */
function fuse(images: readonly FactScore[], texts: readonly FactScore[], alpha: number): readonly FactScore[] {
  const byImage = new Map(images.map(({ fact, score }) => [fact.id, score]));
  return texts
    .map(({ fact, score }) => ({ fact, score: alpha * (byImage.get(fact.id) ?? 0) + (1 - alpha) * score }))
    .sort((a, b) => b.score - a.score);
}

function result(
  route: Retrieval['route'],
  search: { readonly thresholds: Retrieval['thresholds']; readonly k: number },
  scores: readonly FactScore[],
  theta: number,
  encoder: string,
  unreadable: readonly UnreadableImage[],
): RetrievalResult {
  const first = scores.find(({ fact }) => fact.enabled);
  const fact = first !== undefined && first.score >= theta ? first.fact : null;
  const hits = scores.slice(0, search.k).map((hit) => ({
    factId: hit.fact.id,
    score: hit.score,
    used: hit.fact === fact,
    target: hit.fact.target,
    reason: reasonFor(hit, fact, theta),
  }));
  return {
    retrieval: { mode: 'own', route, thresholds: { ...search.thresholds }, encoder, head: null, hits },
    fact,
    unreadable,
  };
}

/** Why a fact was used or not, in a few words. */
function reasonFor({ fact, score }: FactScore, used: EditFact | null, theta: number): string {
  // Two decimals, or more where two would show both sides alike.
  const digits = score.toFixed(2) === theta.toFixed(2) ? 4 : 2;
  const compared = `${score.toFixed(digits)} ${score >= theta ? '≥' : '<'} θ ${theta.toFixed(digits)}`;
  if (!fact.enabled) return `disabled (${compared})`;
  if (fact === used) return compared;
  if (score < theta) return `below θ (${compared})`;
  return `not the best (${compared}); only one fact enters a prompt`;
}
