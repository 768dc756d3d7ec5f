import { foldName } from '../text/index.ts';
import type { EditFact } from './types.ts';

/**
 * Whether `later` takes the place of `earlier`: both edit the entity of the same old name, and `later` was made after it,
 * or `earlier` is switched off. Who edits a name again, or in place of another edit, wants the new name.
 */
export function supersedes(later: EditFact, earlier: EditFact): boolean {
  if (later.id === earlier.id || later.preEdit === null || earlier.preEdit === null) return false;
  if (foldName(later.preEdit) !== foldName(earlier.preEdit)) return false;
  return !earlier.enabled || later.created > earlier.created;
}
