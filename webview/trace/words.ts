import type { FailureMode, IssueCode, Role, SchemaNote, Segment } from '../../src/trace/types.ts';
import type { Probe, SampleType } from '../../src/samples/types.ts';
import type { TraceViewState } from '../../src/protocol/webview.ts';

/** A word for the page and a sentence that explains it. */
export interface Words {
  readonly title: string;
  readonly about: string;
}

export const ROLE_WORDS = {
  visual: { title: 'visual', about: 'Says what the image shows.' },
  fact: { title: 'fact', about: 'Refers to the edit fact.' },
  contradiction: { title: 'contradiction', about: 'Notices that image and edit fact disagree.' },
  pivot: { title: 'pivot', about: 'Turns from what it sees to what it was told, or back.' },
  rejection: { title: 'rejection', about: 'Refuses the edit fact.' },
  commitment: { title: 'commitment', about: 'Decides to follow the edit fact.' },
  irrelevance: { title: 'irrelevance', about: 'Recognises that the edit fact does not apply here.' },
  hop: { title: 'hop', about: 'Moves from one entity to the next in a chain.' },
} as const satisfies Readonly<Record<Role, Words>>;

export const FAILURE_WORDS = {
  'structural-collapse': {
    title: 'Structural Collapse',
    about: 'The output does not keep to <think>…</think><answer>…</answer>.',
  },
  'cognitive-dissonance': {
    title: 'Cognitive Dissonance',
    about: 'The reasoning acknowledges the edit fact, then rejects it, and the answer is not the edit target.',
  },
  'shallow-internalization': {
    title: 'Shallow Internalization',
    about: 'The edit works as it was written, but most rephrasings and relations of it fail.',
  },
  'spurious-success': {
    title: 'Spurious Success',
    about: 'The answer is right, but the reasoning does not lead to it.',
  },
  contamination: { title: 'Contamination', about: 'An edit fact that does not apply was used.' },
  'visual-regression': {
    title: 'Visual Regression',
    about: 'The chain went on from what the image shows, not from the edit.',
  },
  'retrieval-miss': { title: 'Retrieval Miss', about: 'The right edit fact exists, but was not used.' },
  'false-hit': { title: 'False Hit', about: 'An edit fact was used that does not apply.' },
} as const satisfies Readonly<Record<FailureMode, Words>>;

/** These point at the edit fact and its retrieval, not at a place in the text. */
export const ABOUT_THE_FACT: ReadonlySet<FailureMode> = new Set([
  'retrieval-miss',
  'false-hit',
  'shallow-internalization',
]);

export const ISSUE_WORDS = {
  'missing-think-open': '<think> is missing',
  'missing-think-close': '</think> is missing',
  'missing-answer-open': '<answer> is missing',
  'missing-answer-close': '</answer> is missing',
  nested: 'A block stands inside another',
  'duplicate-block': 'This block comes a second time',
  order: 'The answer comes before the thinking',
  'text-outside': 'Text outside the two blocks',
  'empty-think': 'The thinking is empty',
  'empty-answer': 'The answer is empty',
} as const satisfies Readonly<Record<IssueCode, string>>;

export const NOTE_WORDS = {
  truncated: 'The output was cut off at the token limit.',
  'template-opened': 'The prompt opened <think>, so the output starts inside it.',
  'server-split': 'The server sent the reasoning apart; the text was put together again.',
} as const satisfies Readonly<Record<SchemaNote, string>>;

export const SEGMENT_WORDS = {
  think: 'Thinking',
  answer: 'Answer',
  outside: 'Outside the schema',
} as const satisfies Readonly<Record<Segment, string>>;

export const SAMPLE_TYPE_WORDS = {
  normal: 'Normal',
  conflict: 'Conflict',
  locality: 'Locality',
  text_locality: 'Text locality',
} as const satisfies Readonly<Record<SampleType, string>>;

export const PROBE_WORDS = {
  rewrite: 'rewrite',
  text_rephrase: 'text rephrase',
  image_rephrase: 'image rephrase',
  rel_1: 'relation 1',
  rel_2: 'relation 2',
  multi_hop: 'multi-hop',
} as const satisfies Readonly<Record<Probe, string>>;

export const PHASE_WORDS = {
  waiting: 'Waiting',
  streaming: 'Streaming',
  done: 'Done',
  aborted: 'Stopped',
  error: 'Failed',
} as const satisfies Readonly<Record<TraceViewState['phase'], string>>;
