/** UTF-16 offsets `[start, end)` into the raw output text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const PROFILES = ['crane', 'r1v', 'open-r1', 'trl'] as const;
export type Profile = (typeof PROFILES)[number];

export const ISSUE_CODES = [
  'missing-think-open',
  'missing-think-close',
  'missing-answer-open',
  'missing-answer-close',
  'nested',
  'duplicate-block',
  'order',
  'text-outside',
  'empty-think',
  'empty-answer',
] as const;
export type IssueCode = (typeof ISSUE_CODES)[number];

export interface SchemaIssue extends Span {
  readonly code: IssueCode;
}

/** Never faults (protocol §2). */
export type SchemaNote = 'truncated' | 'template-opened' | 'server-split';

export interface Schema {
  readonly profile: Profile;
  readonly valid: boolean;
  readonly issues: readonly SchemaIssue[];
  readonly notes: readonly SchemaNote[];
}

/** A think or answer block; the span covers the text between the tags. */
export interface Block extends Span {
  readonly text: string;
}

export const ROLES = [
  'visual',
  'fact',
  'contradiction',
  'pivot',
  'rejection',
  'commitment',
  'irrelevance',
  'hop',
] as const;
export type Role = (typeof ROLES)[number];

export type Segment = 'think' | 'answer' | 'outside';

/** One unit of the output: a sentence or item inside `<think>`, the answer, or text outside both. */
export interface Step extends Span {
  readonly index: number;
  readonly segment: Segment;
  readonly text: string;
  readonly roles: readonly Role[];
  /** The span that earned each role, in the order of `roles`. */
  readonly roleSpans: readonly (Span & { readonly role: Role })[];
}

export const FAILURE_MODES = [
  'structural-collapse',
  'cognitive-dissonance',
  'shallow-internalization',
  'spurious-success',
  'contamination',
  'visual-regression',
  'retrieval-miss',
  'false-hit',
] as const;
export type FailureMode = (typeof FAILURE_MODES)[number];

/** A failure mode found in a trace, with the evidence it points at (protocol §5). */
export interface Label extends Span {
  readonly mode: FailureMode;
  /** `rule`, or the judge and its version. */
  readonly source: string;
  /** One sentence for a person: what happened. */
  readonly message: string;
  /** Cognitive dissonance only: whether the answer is the old one. */
  readonly toPreEdit?: boolean;
  readonly related: readonly (Span & { readonly role: Role | 'description' | 'answer' })[];
}

/** Everything the scanner needs to know besides the text; all optional (contract, `trace parse`). */
export interface TraceContext {
  readonly sampleType?: 'normal' | 'conflict' | 'locality' | 'text_locality';
  readonly probe?: string;
  readonly fact?: {
    readonly target: string;
    readonly aliases?: readonly string[];
    readonly description?: string;
    readonly preEdit?: string | null;
  } | null;
  readonly gold?: readonly string[];
  readonly preEdit?: string | null;
  readonly hops?: readonly { readonly edited: string; readonly visual: string }[];
  readonly finishReason?: string | null;
  /** The prompt ended in `<think>`, so the output starts inside it. */
  readonly templateOpened?: boolean;
  /** The engine returned the reasoning in a field of its own and the text was rebuilt. */
  readonly serverSplit?: boolean;
  /** From the model card; structural collapse is only labelled for reasoning models. Default true. */
  readonly reasoning?: boolean;
  /** What retrieval did, for the labels retrieval-miss and false-hit. */
  readonly retrieval?: {
    readonly rightFactExists: boolean;
    readonly usedFactId: string | null;
    readonly rightFactId: string | null;
  } | null;
}

/** What `crane trace parse` prints. */
export interface ParsedTrace {
  readonly schema: Schema;
  readonly think: Block | null;
  readonly answer: Block | null;
  readonly steps: readonly Step[];
  readonly labels: readonly Label[];
}
