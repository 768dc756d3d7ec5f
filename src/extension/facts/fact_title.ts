import type { EditFact } from '../../facts/types.ts';

/** The fact as one line: `old name → new name`, or the new name alone where the old one is not known. */
export function factTitle(fact: Pick<EditFact, 'preEdit' | 'target'>): string {
  return fact.preEdit === null || fact.preEdit === '' ? fact.target : `${fact.preEdit} → ${fact.target}`;
}
