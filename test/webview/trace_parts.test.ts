import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Step } from '../../src/trace/types.ts';
import { alignSteps } from '../../webview/trace/align.ts';
import { cutFragments, stepAt } from '../../webview/trace/fragments.ts';
import { mentionFinder } from '../../webview/trace/mentions.ts';
import { retrievalStory, scorePair } from '../../webview/trace/retrieval_words.ts';
import { createRows } from '../../webview/trace/rows.ts';
import { PatchGapError, applyStream } from '../../webview/trace/stream.ts';
import { findings, outcome } from '../../webview/trace/verdict_words.ts';
import { differingWords } from '../../webview/trace/word_diff.ts';
import { spokenText, textPieces } from '../../webview/ui/untrusted_text.ts';
import {
  followedTrace,
  longTrace,
  rejectedTrace,
  streamingTrace,
  uneditedTrace,
  writeOutput,
} from './fixtures/traces.ts';

const IMAGES = 'https://images.test';

describe('applyStream', () => {
  it('ends with the whole trace, wherever the text is cut into patches', () => {
    const whole = followedTrace(IMAGES);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: whole.text.length }), { maxLength: 12 }), (cuts) => {
        let state = streamingTrace(whole, 0);
        for (const cut of [...cuts.sort((a, b) => a - b), whole.text.length]) {
          const next = streamingTrace(whole, cut);
          const stepsFrom = Math.max(0, state.steps.length - 1);
          const { labels, schema } = next;
          const patch = {
            from: state.text.length,
            text: next.text.slice(state.text.length),
            stepsFrom,
            steps: next.steps.slice(stepsFrom),
          };
          state = applyStream(state, { type: 'stream', ...patch, labels, schema });
        }
        assert.equal(state.text, whole.text);
        assert.deepEqual(state.steps, whole.steps);
      }),
    );
  });

  it('refuses a patch that starts beyond the text or the steps it has', () => {
    const state = streamingTrace(followedTrace(IMAGES), 20);
    const patch = { type: 'stream' as const, text: 'x', steps: [], labels: [], schema: null };
    assert.throws(() => applyStream(state, { ...patch, from: 21, stepsFrom: 0 }), PatchGapError);
    assert.throws(() => applyStream(state, { ...patch, from: 20, stepsFrom: 2 }), PatchGapError);
  });
});

describe('rows of the stream', () => {
  it('are the same built piece by piece as built at once', () => {
    const whole = { ...longTrace(IMAGES, 60), phase: 'streaming' as const };
    const atOnce = createRows();
    atOnce.rebuild(whole, 0);
    const piecewise = createRows();
    for (const count of [1, 2, 9, 9, 31, 60]) {
      piecewise.rebuild({ ...whole, steps: whole.steps.slice(0, count) }, Math.max(0, count - 5));
    }
    assert.deepEqual(piecewise.list, atOnce.list);
  });

  it('give a missing tag a row where it belongs, and draw an issue inside a step in its words', () => {
    const trace = rejectedTrace(IMAGES);
    const end = trace.text.length;
    const inside = { code: 'text-outside' as const, start: trace.steps[1]?.start ?? 0, end: trace.steps[1]?.end ?? 0 };
    const missing = { code: 'missing-answer-close' as const, start: end, end };
    const rows = createRows();
    rows.rebuild({ ...trace, schema: { profile: 'crane', valid: false, notes: [], issues: [inside, missing] } }, 0);
    assert.deepEqual(
      rows.list.filter((row) => row.kind === 'issue'),
      [{ kind: 'issue', issue: missing }],
    );
    assert.deepEqual(rows.list.at(-1), { kind: 'issue', issue: missing });
  });
});

describe('cutFragments', () => {
  const spans = fc.array(fc.tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: -5, max: 60 })), {
    maxLength: 8,
  });

  it('covers the stretch without gaps and gives every place exactly its marks', () => {
    fc.assert(
      fc.property(spans, (pairs) => {
        const marks = pairs.map(([start, end]) => ({ start, end }));
        const fragments = cutFragments(3, 47, marks);
        assert.equal(fragments[0]?.start, 3);
        assert.equal(fragments.at(-1)?.end, 47);
        fragments.forEach((fragment, i) => {
          assert.ok(fragment.end > fragment.start);
          if (i > 0) assert.equal(fragment.start, fragments[i - 1]?.end);
          for (let place = fragment.start; place < fragment.end; place++) {
            const here = marks.filter((mark) => mark.start <= place && mark.end > place);
            assert.deepEqual(fragment.marks, here);
          }
        });
      }),
    );
  });

  it('finds the step of a place, and the nearest before it for a place between steps', () => {
    const steps = [
      { start: 7, end: 20 },
      { start: 21, end: 30 },
      { start: 47, end: 60 },
    ];
    assert.deepEqual(
      [0, 7, 19, 20, 21, 40, 47, 99].map((place) => stepAt(steps, place)),
      [0, 0, 0, 0, 1, 1, 2, 2],
    );
    assert.equal(stepAt([], 3), null);
  });
});

describe('mentionFinder', () => {
  it('finds whole names in any capitals, the longer of two, and never inside a word', () => {
    const find = mentionFinder([
      { which: 'target', name: 'Brasenose' },
      { which: 'target', name: 'Brasenose College' },
      { which: 'old', name: 'Ostra' },
    ]);
    const text = 'OSTRA became Brasenose College; Brasenoses and postra did not.';
    assert.deepEqual(
      find(text).map(({ which, start, end }) => [which, text.slice(start, end)]),
      [
        ['old', 'OSTRA'],
        ['target', 'Brasenose College'],
      ],
    );
  });

  it('finds names with hyphens, apostrophes, accents and signs that patterns use', () => {
    for (const name of ["Saint-Exupéry's", 'A.B. (North)', 'C++ [v1/2]', '日本-Haus', '50% & more']) {
      const text = `so ${name}, then`;
      const [found] = mentionFinder([{ which: 'target', name }])(text);
      assert.equal(found && text.slice(found.start, found.end), name);
    }
  });

  it('takes any string as a name, and never finds two names at one place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, text) => {
        const found = mentionFinder([
          { which: 'old', name },
          { which: 'target', name: text.slice(2, 9) },
        ])(`${name} ${text}`);
        found.forEach((mention, i) =>
          assert.ok(mention.start >= (found[i - 1]?.end ?? 0) && mention.end > mention.start),
        );
      }),
    );
  });
});

describe('alignSteps', () => {
  const sentence = fc.array(fc.constantFrom('the', 'image', 'fact', 'hall', 'now', 'so'), {
    minLength: 1,
    maxLength: 6,
  });
  const steps = fc
    .array(sentence, { maxLength: 8 })
    .map(
      (sentences): readonly Step[] =>
        writeOutput(sentences.map((words) => ({ segment: 'think', text: words.join(' ') }))).steps,
    );

  it('shows every step of both traces once and in order', () => {
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const pairs = alignSteps(before, after);
        assert.deepEqual(
          pairs.flatMap((pair) => (pair.before ? [pair.before] : [])),
          before,
        );
        assert.deepEqual(
          pairs.flatMap((pair) => (pair.after ? [pair.after] : [])),
          after,
        );
      }),
    );
  });

  it('finds nothing changed between a trace and itself', () => {
    fc.assert(fc.property(steps, (same) => assert.ok(alignSteps(same, same).every((pair) => pair.kind === 'same'))));
  });

  it('faces the answers of two traces even when they share no word', () => {
    const pairs = alignSteps(uneditedTrace(IMAGES).steps, followedTrace(IMAGES).steps);
    assert.deepEqual(
      pairs.map((pair) => pair.kind),
      ['same', 'added', 'changed', 'changed'],
    );
    assert.equal(pairs.at(-1)?.before?.text, 'Ostra Hall');
    assert.equal(pairs.at(-1)?.after?.text, 'Brasenose College');
  });

  it('lays out traces of thousands of steps without losing one', () => {
    const { steps: many } = longTrace(IMAGES, 3000);
    const shorter = many.filter((_, i) => i % 10 !== 4);
    const pairs = alignSteps(shorter, many);
    assert.equal(pairs.filter((pair) => pair.after).length, many.length);
    assert.equal(pairs.filter((pair) => pair.before).length, shorter.length);
    assert.equal(pairs.filter((pair) => pair.kind !== 'same').length, many.length - shorter.length);
  });
});

describe('differingWords', () => {
  it('marks a name of several words once on each side', () => {
    const before = 'It is Ostra Hall now.';
    const after = 'It is Brasenose College now.';
    const words = differingWords(before, after);
    assert.deepEqual(
      words.before.map(({ start, end }) => before.slice(start, end)),
      ['Ostra Hall'],
    );
    assert.deepEqual(
      words.after.map(({ start, end }) => after.slice(start, end)),
      ['Brasenose College'],
    );
  });
});

describe('untrusted text', () => {
  it('keeps every ordinary character and names every deceptive one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pieces = textPieces(text);
        const back = pieces.map((piece) =>
          piece.kind === 'plain' ? piece.text : String.fromCodePoint(parseInt(piece.name.slice(2), 16)),
        );
        assert.equal(back.join(''), text);
      }),
    );
  });

  it('never lets a bidirectional control, a zero-width space or a tag character through', () => {
    const hidden = '\u202e\u2066\u2069\u200b\ufeff\u200f\u061c\u{e0041}\u0000\u0085';
    assert.equal(spokenText(hidden).replace(/ U\+[0-9A-F]{4,5} /g, ''), '');
    assert.equal(spokenText('naïve 日本 👩‍👩‍👧 line\nbreak\ttab'), 'naïve 日本 👩‍👩‍👧 line\nbreak\ttab');
  });
});

describe('words for a person', () => {
  it('say why a fact was used or not, with decimals enough to see it', () => {
    const used = followedTrace(IMAGES);
    assert.equal(retrievalStory(used).why, 'Used because 0.83 ≥ θ 0.62.');
    assert.equal(retrievalStory(uneditedTrace(IMAGES)).why, 'Not used: 0.47 < θ 0.62.');
    assert.deepEqual(scorePair(0.6199, 0.6201), ['0.6199', '0.6201']);
    assert.deepEqual(scorePair(0.62, 0.62), ['0.62', '0.62']);
    assert.ok(used.retrieval);
    const given = { ...used, retrieval: { ...used.retrieval, mode: 'gold' as const } };
    assert.equal(retrievalStory(given).why, 'Given directly, not searched for.');
    assert.equal(
      retrievalStory({ ...used, facts: [], retrieval: { ...used.retrieval, mode: 'none', hits: [] } }).why,
      'Retrieval was off: no edit fact was in the prompt.',
    );
    assert.equal(retrievalStory({ ...used, facts: [], retrieval: { ...used.retrieval, hits: [] } }).factId, null);
    const off = { factId: 'f-ostra', score: 0.83, used: false, target: 'Brasenose College', reason: 'disabled' };
    assert.equal(
      retrievalStory({ ...used, facts: [], retrieval: { ...used.retrieval, hits: [off] } }).why,
      'Not used: disabled.',
    );
  });

  it('tell each judge’s finding as hoped for or not', () => {
    const [verdict] = rejectedTrace(IMAGES).verdicts;
    assert.ok(verdict);
    assert.deepEqual(
      findings(verdict).map(({ key, good }) => [key, good]),
      [
        ['broken', true],
        ['match', false],
        ['cites', true],
        ['rejects', false],
      ],
    );
    assert.deepEqual(outcome(verdict), { good: false, title: 'Not grounded', metric: 'GS 0' });
    const local = { ...verdict, P1: null, P2: { thinking: true, answer: false, ei: 0 as const } };
    assert.deepEqual(
      findings(local)
        .slice(1)
        .map(({ good }) => good),
      [false, true],
    );
    const chain = { ...verdict, P1: null, P3: { intermediate: 'visual' as const, iu: 0 as const, uvi: 1 as const } };
    assert.equal(outcome(chain)?.title, 'Edit not carried through');
  });
});
