import type { Trace, Verdict } from '../../../src/protocol/index.ts';

/** A small complete trace; give the fields that the test is about. */
export function traceFixture(fields: Partial<Trace> = {}): Trace {
  const text = '<think>The photograph shows a tower.</think><answer>Old Tower</answer>';
  return {
    id: 't-1',
    method: 'crane',
    model: 'crane',
    promptVersion: 'crane-prompt-1',
    sampleId: null,
    factIds: [],
    retrieval: null,
    text,
    finishReason: 'stop',
    schema: { profile: 'crane', valid: true, issues: [], notes: [] },
    steps: [
      {
        index: 0,
        segment: 'think',
        start: 7,
        end: 36,
        text: 'The photograph shows a tower.',
        roles: [],
        roleSpans: [],
      },
      { index: 1, segment: 'answer', start: 52, end: 61, text: 'Old Tower', roles: [], roleSpans: [] },
    ],
    labels: [],
    verdicts: [],
    rewards: null,
    timings: { firstTokenMs: 10, totalMs: 20, tokens: 12 },
    parent: null,
    created: '2026-01-02T03:04:05.000Z',
    status: 'done',
    error: null,
    question: 'What is this?',
    image: null,
    sample: null,
    facts: [],
    sampleFact: null,
    prompt: 'Question: What is this?',
    engine: 'embedded',
    seed: null,
    notices: [],
    run: null,
    ...fields,
  };
}

/** A P1 verdict of the given outcome. */
export function verdictFixture(gs: 0 | 1, judge = { name: 'rule', version: '1' }): Verdict {
  return {
    P0: { broken: false, kind: null },
    P1: { match: gs === 1, cites: gs === 1, rejects: false, noThink: false, gs, gsStrict: gs },
    P2: null,
    P3: null,
    judge,
    evidence: [],
  };
}
