import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainTrace } from '../../../src/judges/rule/index.ts';
import { shallowInternalization, type Label, type TraceContext } from '../../../src/trace/index.ts';

const fact = { target: 'Brasenose College', aliases: [], description: '', preEdit: 'Central Library' };
const base: TraceContext = {
  sampleType: 'conflict',
  probe: 'rewrite',
  fact,
  gold: ['Brasenose College'],
  preEdit: 'Central Library',
};
const ta = (think: string, answer: string): string => `<think>${think}</think><answer>${answer}</answer>`;

function labels(text: string, more: TraceContext = {}): readonly Label[] {
  return explainTrace(text, { ...base, ...more }).trace.labels;
}
const modes = (text: string, more: TraceContext = {}): readonly string[] => labels(text, more).map((l) => l.mode);
const words = (text: string, span: { readonly start: number; readonly end: number } | undefined): string =>
  text.slice(span?.start, span?.end);

describe('labels', () => {
  const good = ta(
    'The image shows the Central Library. However, the edit fact says it is now Brasenose College.',
    'Brasenose College',
  );
  const dissonant = ta(
    'The image shows the Central Library. The edit fact says it is now Brasenose College. This contradicts the image. I trust the image.',
    'Central Library',
  );

  it('a good trace has none', () => assert.deepEqual(modes(good), []));

  it('cognitive dissonance points at the rejecting step, with description, fact, contradiction and rejection', () => {
    const [label] = labels(dissonant);
    assert.equal(label?.mode, 'cognitive-dissonance');
    assert.equal(label?.toPreEdit, true);
    assert.equal(label?.source, 'rule');
    assert.equal(words(dissonant, label), 'I trust the image.');
    assert.deepEqual(
      label?.related.map((r) => [r.role, words(dissonant, r)]),
      [
        ['description', 'The image shows the Central Library.'],
        ['fact', 'edit fact'],
        ['contradiction', 'contradicts'],
        ['rejection', 'I trust the image.'],
      ],
    );
  });

  it('cognitive dissonance needs no word of rejection, but a valid schema and an answer that is not the target', () => {
    const implied = ta(
      'The edit fact says Brasenose College. However, the image clearly shows the Central Library.',
      'Central Library',
    );
    assert.deepEqual(modes(implied), ['cognitive-dissonance']);
    const elsewhere = ta('The edit fact says Brasenose College. But the picture shows a big tower.', 'Big Tower');
    assert.deepEqual(
      labels(elsewhere).map((l) => [l.mode, l.toPreEdit]),
      [['cognitive-dissonance', false]],
    );
    assert.deepEqual(modes(`Well. ${implied}`), ['structural-collapse']);
    assert.deepEqual(modes(dissonant.replace('<answer>Central Library', '<answer>Brasenose College')), [
      'spurious-success',
    ]);
    assert.deepEqual(modes(dissonant, { sampleType: 'locality', gold: ['Central Library'] }), []);
  });

  it('an answer that is wrong without a rejection has no label of its own', () => {
    assert.deepEqual(modes(ta('A tall house by the river.', 'Tall House')), []);
  });

  it('spurious success points at the answer', () => {
    const text = ta('A tall house by the river.', 'Brasenose College');
    const [label] = labels(text);
    assert.deepEqual([label?.mode, words(text, label)], ['spurious-success', 'Brasenose College']);
  });

  it('structural collapse points at the offending span or the end, and is for reasoning models only', () => {
    const outside = `Sure! ${good}`;
    assert.equal(words(outside, labels(outside)[0]), 'Sure!');
    const cut = good.slice(0, -9);
    const [label] = labels(cut);
    assert.deepEqual([label?.mode, label?.start, label?.end], ['structural-collapse', cut.length, cut.length]);
    assert.deepEqual(modes(cut, { reasoning: false }), []);
  });

  it('structural collapse points at a loop in a valid schema', () => {
    const text = ta(`The edit fact says Brasenose College. ${'It is so. '.repeat(8)}`, 'Brasenose College');
    const [label] = labels(text);
    assert.equal(label?.mode, 'structural-collapse');
    assert.match(words(text, label), /^It is so\..*It is so$/u);
    assert.match(label?.message ?? '', /repetition/u);
  });

  it('contamination points at the step', () => {
    const text = ta('This is Brasenose College. It is old.', 'Tall House');
    const [label] = labels(text, { sampleType: 'locality', gold: ['Tall House'], preEdit: null });
    assert.deepEqual([label?.mode, words(text, label)], ['contamination', 'This is Brasenose College.']);
  });

  it('visual regression points at the hop', () => {
    const text = ta('The edit fact says Brasenose College. The Central Library is in Mexico City.', 'Mexico City');
    const [label] = labels(text, {
      probe: 'multi_hop',
      gold: ['Oxford'],
      hops: [{ edited: 'Brasenose College', visual: 'Central Library' }],
    });
    assert.deepEqual([label?.mode, words(text, label)], ['visual-regression', 'Central Library']);
  });

  it('retrieval miss and false hit go by what was used', () => {
    const at = (usedFactId: string | null, rightFactId: string | null): readonly string[] =>
      modes(good, { retrieval: { rightFactExists: rightFactId !== null, usedFactId, rightFactId } });
    assert.deepEqual(at('a', 'a'), []);
    assert.deepEqual(at(null, 'a'), ['retrieval-miss']);
    assert.deepEqual(at('b', 'a'), ['retrieval-miss', 'false-hit']);
    assert.deepEqual(at('b', null), ['false-hit']);
    assert.deepEqual(at(null, null), []);
  });

  it('shallow internalization: the rewrite works, at least half and two of the others fail', () => {
    const outcome = (probe: string, success: boolean): Parameters<typeof shallowInternalization>[0][number] => ({
      probe,
      success,
      id: probe,
      answer: 'x',
    });
    const others = (...flags: readonly boolean[]) => flags.map((flag, i) => outcome(`p${String(i)}`, flag));
    const found = shallowInternalization([outcome('rewrite', true), ...others(false, false, true, true)]);
    assert.deepEqual([found?.k, found?.n, found?.failing.map((f) => f.probe)], [2, 4, ['p0', 'p1']]);
    assert.equal(shallowInternalization([outcome('rewrite', true), ...others(false, false, true, true, true)]), null);
    assert.equal(
      shallowInternalization([outcome('rewrite', true), ...others(false)]),
      null,
      'one failure is not enough',
    );
    assert.equal(shallowInternalization([outcome('rewrite', false), ...others(false, false)]), null);
    assert.equal(shallowInternalization(others(false, false)), null, 'without a rewrite nothing can be said');
  });
});
