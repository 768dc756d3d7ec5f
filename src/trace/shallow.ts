/** How one probe of a fact came out, with the fact delivered. */
export interface ProbeOutcome {
  readonly probe: string;
  readonly success: boolean;
  /** Names the trace or sample, so that a failing answer can be opened. */
  readonly id: string;
  readonly answer: string | null;
}

export interface ShallowInternalization {
  readonly mode: 'shallow-internalization';
  /** Failing probes other than the rewrite, of how many. */
  readonly k: number;
  readonly n: number;
  readonly failing: readonly ProbeOutcome[];
  readonly message: string;
}

/**
 * Shallow Internalization over one fact's probes (protocol §5): the rewrite succeeds, and at least half of the others,
 * at least two, fail. Give only outcomes where the fact was delivered. Null where the mode is not found.
 */
export function shallowInternalization(outcomes: readonly ProbeOutcome[]): ShallowInternalization | null {
  const rewrites = outcomes.filter((outcome) => outcome.probe === 'rewrite');
  const others = outcomes.filter((outcome) => outcome.probe !== 'rewrite');
  const failing = others.filter((outcome) => !outcome.success);
  if (rewrites.length === 0 || rewrites.some((outcome) => !outcome.success)) return null;
  if (failing.length < 2 || failing.length * 2 < others.length) return null;
  const k = failing.length;
  const n = others.length;
  const message = `The rewrite probe follows the edit fact, but ${k} of ${n} other probes do not.`;
  return { mode: 'shallow-internalization', k, n, failing, message };
}
