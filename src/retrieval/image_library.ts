import type { EditFact } from '../facts/types.ts';
import { loadStoredImage, type Workspace } from '../library/index.ts';
import { CraneError } from '../protocol/index.ts';
import { ExactSearch } from './exact_search.ts';
import type { ImageEncoder } from './image_features.ts';

/** How well one fact answers a query. */
export interface FactScore {
  readonly fact: EditFact;
  readonly score: number;
}

/** A picture of a fact that could not be searched, and why. */
export interface UnreadableImage {
  readonly factId: string;
  readonly image: string;
  readonly message: string;
}

/** The pictures of all edit facts as one searchable table; a fact scores its best picture (protocol §3). */
export class ImageLibrary {
  readonly unreadable: readonly UnreadableImage[];
  readonly #owners: readonly EditFact[];
  readonly #search: ExactSearch;
  readonly #mostImages: number;

  private constructor(owners: readonly EditFact[], search: ExactSearch, unreadable: readonly UnreadableImage[]) {
    this.#owners = owners;
    this.#search = search;
    this.unreadable = unreadable;
    const counts = new Map<string, number>();
    for (const { id } of owners) counts.set(id, (counts.get(id) ?? 0) + 1);
    this.#mostImages = Math.max(1, ...counts.values());
  }

  /** Encodes every picture of the facts (from the cache where it can) and builds the search. */
  static async build(
    workspace: Workspace,
    facts: readonly EditFact[],
    encoder: ImageEncoder,
    signal?: AbortSignal,
  ): Promise<ImageLibrary> {
    const owners: EditFact[] = [];
    const vectors: Float32Array[] = [];
    const unreadable: UnreadableImage[] = [];
    for (const fact of facts) {
      for (const image of fact.images) {
        signal?.throwIfAborted();
        try {
          const picture = await loadStoredImage(workspace, image);
          vectors.push(await encoder.encode(picture));
          owners.push(fact);
        } catch (error) {
          // A bad picture must not hide the good ones; a broken model is another matter.
          if (!(error instanceof CraneError) || !error.code.startsWith('image-')) throw error;
          unreadable.push({ factId: fact.id, image, message: error.message });
        }
      }
    }
    const dimension = vectors[0]?.length ?? 1;
    const table = new Float32Array(vectors.length * dimension);
    vectors.forEach((vector, row) => table.set(vector, row * dimension));
    return new ImageLibrary(owners, await ExactSearch.over(table, dimension), unreadable);
  }

  /** The `k` best facts for a picture's vector, best first. */
  async best(query: Float32Array, k: number): Promise<readonly FactScore[]> {
    if (this.#owners.length === 0) return [];
    // A fact takes at most `mostImages` of the rows, so the k best facts are among these.
    const hits = await this.#search.search(query, k * this.#mostImages);
    const best = new Map<string, FactScore>();
    for (const { row, score } of hits) {
      const fact = this.#owners[row];
      if (fact !== undefined && !best.has(fact.id)) best.set(fact.id, { fact, score });
    }
    return [...best.values()].slice(0, k);
  }

  async release(): Promise<void> {
    await this.#search.release();
  }
}
