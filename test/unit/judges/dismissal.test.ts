import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainTrace } from '../../../src/judges/rule/index.ts';

const fact = { target: 'Wayrirus', aliases: [], description: '', preEdit: 'Sanamir Gate' };
const dismissed =
  '<think>The building in the picture is Sanamir Gate. The edit fact is about Flara Storm, another entity, so it does not apply. Hence, I keep the true name.</think>';

test('a fact that applies and is said not to apply is rejected, and the label points at the words that say so', () => {
  const text = `${dismissed}<answer>Sanamir Gate</answer>`;
  const { trace, verdict } = explainTrace(text, {
    sampleType: 'normal',
    probe: 'rewrite',
    fact,
    gold: ['Wayrirus'],
    preEdit: 'Sanamir Gate',
  });
  assert.equal(verdict.P1?.rejects, true);
  const [label] = trace.labels;
  assert.equal(label?.mode, 'cognitive-dissonance');
  assert.equal(label.toPreEdit, true);
  assert.match(text.slice(label.start, label.end), /does not apply/u);
});

test('a dismissal that is taken back is none', () => {
  const text =
    '<think>The edit fact does not apply here. However, the edit fact is about this building, so it is now Wayrirus.</think><answer>Wayrirus</answer>';
  const { trace, verdict } = explainTrace(text, {
    sampleType: 'normal',
    probe: 'rewrite',
    fact,
    gold: ['Wayrirus'],
    preEdit: 'Sanamir Gate',
  });
  assert.equal(verdict.P1?.rejects, false);
  assert.deepEqual(trace.labels, []);
});

test('where the fact does not apply, saying so is right', () => {
  const text = `${dismissed}<answer>Sanamir Gate</answer>`;
  const { trace, verdict } = explainTrace(text, {
    sampleType: 'locality',
    probe: 'image_rephrase',
    fact: { ...fact, preEdit: 'Flara Storm' },
    gold: ['Sanamir Gate'],
  });
  assert.equal(verdict.P2?.ei, 1);
  assert.deepEqual(trace.labels, []);
});
