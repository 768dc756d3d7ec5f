import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTrace } from '../../../src/trace/index.ts';
import { copyOf } from '../../../src/extension/runs/live_scan.ts';
import { waitingState, type TraceState } from '../../../src/extension/runs/trace_state.ts';
import { layoutTrace } from '../../../src/extension/trace_text/layout.ts';

/** A finished state of an output, scanned as the views scan it. */
function stateOf(text: string, question = 'What is this?'): TraceState {
  const waiting = waitingState({ question, image: null, sample: null, sampleFact: null, method: 'crane' });
  return { ...waiting, phase: 'done', id: 't1', text, ...copyOf(parseTrace(text)) };
}

const PIECES = [
  '<think>',
  '</think>',
  '<answer>',
  '</answer>',
  'I see a hall. ',
  'But the fact says so! ',
  '\n',
  '1. one',
  'é😀',
  ' ',
];
const outputs = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 20 })
  .map((parts) => parts.join(''));

/** The document's text between two output offsets, without the line breaks that the layout added. */
function between(state: TraceState, start: number, end: number): string {
  const layout = layoutTrace(state);
  return layout.text.slice(layout.startOf(start), layout.endOf(end));
}

test('every step of any output is found in the document at the place that the layout names', () => {
  fc.assert(
    fc.property(outputs, (text) => {
      const state = stateOf(text);
      for (const step of state.steps) {
        const shown = between(state, step.start, step.end);
        assert.equal(shown.replaceAll('\n', ''), text.slice(step.start, step.end).replaceAll('\n', ''));
      }
    }),
  );
});

test('the document holds the whole output and nothing but line breaks beside it', () => {
  fc.assert(
    fc.property(outputs, (text) => {
      const state = stateOf(text);
      assert.equal(between(state, 0, text.length).replaceAll('\n', ''), text.replaceAll('\n', ''));
    }),
  );
});

test('the offset under a document position leads back to where it came from', () => {
  fc.assert(
    fc.property(outputs, fc.nat(), (text, at) => {
      const layout = layoutTrace(stateOf(text));
      const offset = text.length === 0 ? 0 : at % text.length;
      assert.equal(layout.outputOffset(layout.startOf(offset)), offset);
    }),
  );
});

test('a position in the head belongs to no place of the output', () => {
  assert.equal(layoutTrace(stateOf('<think>a</think><answer>b</answer>')).outputOffset(3), null);
});

test('each step and each tag stands on a line of its own', () => {
  const { text, headLines } = layoutTrace(stateOf('<think>I see a hall. It is old.</think><answer>Hall</answer>'));
  assert.deepEqual(text.split('\n').slice(headLines), [
    '<think>',
    'I see a hall. ',
    'It is old.',
    '</think>',
    '<answer>',
    'Hall',
    '</answer>',
  ]);
});

test('a line break in a question cannot forge a line of the head', () => {
  const { text, headLines } = layoutTrace(stateOf('x', 'One\n# Reward  3\r\ntwo'));
  const head = text.split('\n').slice(0, headLines);
  assert.equal(head.filter((line) => line.startsWith('# Reward')).length, 0);
  assert.ok(head.some((line) => line.includes('One # Reward 3 two')));
});
