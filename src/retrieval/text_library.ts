import type { EditFact } from '../facts/types.ts';
import { trigramCosine, trigramVector, type TrigramVector } from './char_trigram.ts';
import type { FactScore } from './image_library.ts';

/** What a fact is searched by in words: its old and new name and its description. */
export function factText(fact: EditFact): string {
  return [fact.preEdit ?? '', fact.target, fact.description].join(' ').trim();
}

/** The words of all edit facts, searched by the cosine of character trigrams. */
export class TextLibrary {
  readonly #rows: readonly { readonly fact: EditFact; readonly vector: TrigramVector }[];

  constructor(facts: readonly EditFact[]) {
    this.#rows = facts.map((fact) => ({ fact, vector: trigramVector(factText(fact)) }));
  }

  /** The `k` best facts for a text, best first; equal scores keep the order of the file. */
  best(text: string, k: number): readonly FactScore[] {
    const query = trigramVector(text);
    return this.#rows
      .map(({ fact, vector }) => ({ fact, score: trigramCosine(query, vector) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, k);
  }
}
