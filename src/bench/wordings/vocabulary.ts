import * as facts from './facts.ts';
import * as questions from './questions.ts';
import * as thoughts from './thoughts.ts';
import { ATTRIBUTES, CATEGORIES } from '../world/index.ts';
import type { Wordings } from './grammar.ts';

/** Every set of wordings by name, for tests and for the tokenizer. */
export function allWordings(): ReadonlyMap<string, Wordings> {
  const sets = new Map<string, Wordings>();
  for (const room of [facts, questions, thoughts]) {
    for (const [name, value] of Object.entries(room)) {
      if (isWordings(value)) sets.set(name, value);
      else for (const [part, inner] of Object.entries(value)) if (isWordings(inner)) sets.set(`${name}.${part}`, inner);
    }
  }
  return sets;
}

/** Texts whose words are whole tokens of the bundled model: all training wordings, and the nouns that fill their slots. */
export function templateTexts(): string[] {
  const wordings = [...allWordings().values()].flatMap((set) => set.train.map((w) => w.replace(/\{\w+\}/gu, ' ')));
  return [...wordings, ...CATEGORIES, ...ATTRIBUTES, 'a an group of from', 'It it This person this person'];
}

function isWordings(value: unknown): value is Wordings {
  return typeof value === 'object' && value !== null && 'train' in value && 'test' in value;
}
