import type * as vscode from 'vscode';
import type { EditFact } from '../../facts/types.ts';
import type { ImageInput } from '../../protocol/http.ts';

/** Where a fact's picture comes from. */
export type ImageChoice =
  | { readonly kind: 'none' }
  /** The pictures that the fact has already. */
  | { readonly kind: 'keep' }
  /** A picture in `.crane/`, as samples and traces name it. */
  | { readonly kind: 'crane'; readonly path: string }
  | { readonly kind: 'file'; readonly uri: vscode.Uri };

/** An edit fact while it is being entered. */
export interface FactDraft {
  readonly image: ImageChoice;
  /** Empty: not known. */
  readonly preEdit: string;
  readonly target: string;
  readonly description: string;
  /** As typed, separated by semicolons: names may hold commas. */
  readonly aliases: string;
}

export const EMPTY_DRAFT: FactDraft = {
  image: { kind: 'none' },
  preEdit: '',
  target: '',
  description: '',
  aliases: '',
};

/** The draft of a fact that exists, with everything filled in. */
export function draftOf(fact: EditFact): FactDraft {
  return {
    image: fact.images.length === 0 ? { kind: 'none' } : { kind: 'keep' },
    preEdit: fact.preEdit ?? '',
    target: fact.target,
    description: fact.description,
    aliases: fact.aliases.join('; '),
  };
}

/** The names between the semicolons, each once, without the target itself. */
export function aliasesOf(draft: Pick<FactDraft, 'aliases' | 'target'>): string[] {
  const names = draft.aliases.split(';').map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== '' && name !== draft.target);
}

/** What the server is sent; `images` is left out where they stay as they are. */
export function fieldsOf(
  draft: FactDraft,
  images: readonly ImageInput[] | null,
): {
  target: string;
  aliases: string[];
  description: string;
  preEdit: string | null;
  images?: ImageInput[];
} {
  return {
    target: draft.target,
    aliases: aliasesOf(draft),
    description: draft.description,
    preEdit: draft.preEdit === '' ? null : draft.preEdit,
    ...(images === null ? {} : { images: [...images] }),
  };
}

/** As `LONGEST_NAME` of src/facts, which is not imported here because it would load zod when the window opens. */
const LONGEST_NAME = 500;

/** What is wrong with a new name, or null. */
export function targetProblem(target: string, preEdit: string): string | null {
  if (target === '') return 'Enter the new name.';
  if (target.length > LONGEST_NAME) return `A name has at most ${String(LONGEST_NAME)} characters.`;
  if (!/[\p{L}\p{N}]/u.test(target)) return 'A name needs at least one letter or digit.';
  if (target.toLowerCase() === preEdit.toLowerCase()) return 'The new name is the old one: nothing would change.';
  return null;
}
