import type { Verdict } from '../../src/protocol/trace_schema.ts';
import type { TraceViewState } from '../../src/protocol/webview.ts';

/** One finding of a judge in words (protocol §4). */
export interface Finding {
  /** The field it comes from, as judges name it in their evidence: `match`, `cites`, `thinking` … */
  readonly key: string;
  readonly prompt: 'P0' | 'P1' | 'P2' | 'P3';
  /** True is what one hopes for; null says neither. */
  readonly good: boolean | null;
  readonly text: string;
}

const BROKEN_WORDS = {
  repetition: 'The output is broken: it repeats itself.',
  garbled: 'The output is broken: it is garbled.',
  empty: 'The output is broken: it is empty.',
} as const;

const HOP_WORDS = {
  edited: 'The answering hop starts from the edited entity.',
  visual: 'The answering hop starts from what the image shows.',
  other: 'The answering hop starts from another entity.',
  none: 'No hop to the answer was found.',
} as const;

/** Every finding of a verdict that applies, in the order P0 to P3. */
export function findings(verdict: Verdict): readonly Finding[] {
  const { P0, P1, P2, P3 } = verdict;
  const list: Finding[] = [
    {
      key: 'broken',
      prompt: 'P0',
      good: !P0.broken,
      text: !P0.broken ? 'The output is intact.' : P0.kind ? BROKEN_WORDS[P0.kind] : 'The output is broken.',
    },
  ];
  if (P1) {
    list.push(
      {
        key: 'match',
        prompt: 'P1',
        good: P1.match,
        text: P1.match ? 'The answer gives the edit target.' : 'The answer does not give the edit target.',
      },
      P1.noThink
        ? { key: 'cites', prompt: 'P1', good: null, text: 'There is no reasoning to judge.' }
        : {
            key: 'cites',
            prompt: 'P1',
            good: P1.cites,
            text: P1.cites
              ? 'The reasoning builds on the edit fact.'
              : 'The reasoning does not build on the edit fact.',
          },
      {
        key: 'rejects',
        prompt: 'P1',
        good: !P1.rejects,
        text: P1.rejects ? 'The reasoning rejects the edit fact.' : 'The edit fact is not rejected.',
      },
    );
  }
  if (P2) {
    list.push(
      {
        key: 'thinking',
        prompt: 'P2',
        good: !P2.thinking,
        text: P2.thinking ? 'The unrelated edit is used in the thinking.' : 'The thinking is free of the edit.',
      },
      {
        key: 'answer',
        prompt: 'P2',
        good: !P2.answer,
        text: P2.answer ? 'The unrelated edit is used in the answer.' : 'The answer is free of the edit.',
      },
    );
  }
  if (P3)
    list.push({
      key: 'intermediate',
      prompt: 'P3',
      good: P3.intermediate === 'edited',
      text: HOP_WORDS[P3.intermediate],
    });
  return list;
}

/** The one thing the sample was there to find out: GS, EI or IU, whichever applies. Null when none does. */
export function outcome(
  verdict: Verdict,
): { readonly good: boolean; readonly title: string; readonly metric: string } | null {
  if (verdict.P1) {
    const good = verdict.P1.gs === 1;
    return { good, title: good ? 'Grounded success' : 'Not grounded', metric: `GS ${verdict.P1.gs}` };
  }
  if (verdict.P2) {
    const good = verdict.P2.ei === 1;
    return { good, title: good ? 'Edit kept apart' : 'Contaminated by the edit', metric: `EI ${verdict.P2.ei}` };
  }
  if (verdict.P3) {
    const good = verdict.P3.iu === 1;
    return { good, title: good ? 'Edit carried through' : 'Edit not carried through', metric: `IU ${verdict.P3.iu}` };
  }
  return null;
}

/** The newest verdict of a trace. */
export function latestVerdict(state: TraceViewState): Verdict | null {
  return state.verdicts.at(-1) ?? null;
}

/** The answer's text, from the answer steps; null without one. */
export function answerOf(state: TraceViewState): string | null {
  const parts: string[] = [];
  for (let i = state.steps.length - 1; i >= 0; i--) {
    const step = state.steps[i];
    if (!step || step.segment !== 'answer') {
      if (parts.length > 0) break;
      continue;
    }
    parts.unshift(step.text.trim());
  }
  return parts.length > 0 ? parts.join(' ') : null;
}
