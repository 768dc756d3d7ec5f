import type { FailureMode, Role } from '../../trace/types.ts';

/** How each failure mode reads to a person (protocol §5). */
export const FAILURE_MODE_WORDS: Readonly<Record<FailureMode, { readonly title: string; readonly meaning: string }>> = {
  'structural-collapse': {
    title: 'Structural Collapse',
    meaning: 'The output does not keep to <think>…</think><answer>…</answer>, or is broken.',
  },
  'cognitive-dissonance': {
    title: 'Cognitive Dissonance',
    meaning: 'The model acknowledged the edit fact, then rejected it.',
  },
  'shallow-internalization': {
    title: 'Shallow Internalization',
    meaning: 'The rewrite succeeds, but half or more of the rephrased questions fail.',
  },
  'spurious-success': {
    title: 'Spurious Success',
    meaning: 'The answer is right, but the reasoning does not come from the edit fact.',
  },
  contamination: { title: 'Contamination', meaning: 'An edit fact that does not apply was used.' },
  'visual-regression': {
    title: 'Visual Regression',
    meaning: 'The model reasoned on from what it sees instead of from the edited name.',
  },
  'retrieval-miss': { title: 'Retrieval Miss', meaning: 'The right edit fact exists and was not used.' },
  'false-hit': { title: 'False Hit', meaning: 'An edit fact was used that does not apply.' },
};

/** What a step's role means (protocol §5). */
export const ROLE_WORDS: Readonly<Record<Role, { readonly title: string; readonly meaning: string }>> = {
  visual: { title: 'Visual', meaning: 'says what it sees in the image' },
  fact: { title: 'Fact', meaning: 'refers to the edit fact' },
  contradiction: { title: 'Contradiction', meaning: 'notes that image and fact disagree' },
  pivot: { title: 'Pivot', meaning: 'turns from one to the other' },
  rejection: { title: 'Rejection', meaning: 'rejects the edit fact' },
  commitment: { title: 'Commitment', meaning: 'commits to an answer' },
  irrelevance: { title: 'Irrelevance', meaning: 'sets the fact aside as not applying' },
  hop: { title: 'Hop', meaning: 'takes one hop of a chain of facts' },
};
