import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTrace, TraceCursor, TraceScanner, type TraceContext } from '../../../src/trace/index.ts';

const context: TraceContext = { fact: { target: 'Brasenose College', preEdit: 'Central Library' } };
const text =
  '<think>The image shows the Central Library. However, the edit fact names Brasenose College. So it is that.</think><answer>Brasenose College</answer>';

describe('the trace cursor', () => {
  const steps = parseTrace(text, context).steps;

  it('starts before the first step, and stops at both ends', () => {
    const cursor = new TraceCursor(steps, context);
    assert.deepEqual([cursor.index, cursor.state.step, cursor.back()], [-1, null, false]);
    const visited: number[] = [];
    while (cursor.next()) visited.push(cursor.index);
    assert.deepEqual([visited, cursor.next(), cursor.index], [[0, 1, 2, 3], false, 3]);
    while (cursor.back()) visited.pop();
    assert.deepEqual([visited, cursor.index], [[], -1]);
  });

  it('knows roles and names so far, and nothing of what comes', () => {
    const cursor = new TraceCursor(steps, context);
    cursor.goTo(0);
    assert.deepEqual([...cursor.state.entities], [['Central Library', 0]]);
    assert.deepEqual([...cursor.state.roles.keys()], ['visual']);
    cursor.goTo(3);
    assert.equal(cursor.state.segment, 'answer');
    assert.equal(cursor.state.entities.get('Brasenose College'), 3);
    assert.equal(cursor.state.roles.get('pivot'), 1);
    cursor.goTo(0);
    assert.deepEqual([...cursor.state.roles.keys()], ['visual'], 'going back forgets what comes later');
  });

  it('refuses steps that are not there', () => {
    const cursor = new TraceCursor(steps);
    for (const index of [-2, 4, 1.5, Number.NaN]) assert.equal(cursor.goTo(index), false);
    assert.equal(cursor.index, -1);
  });

  it('goes to the next step with a role', () => {
    const cursor = new TraceCursor(steps);
    assert.deepEqual(
      [cursor.nextWithRole('pivot'), cursor.index, cursor.nextWithRole('pivot'), cursor.index],
      [true, 1, false, 1],
    );
  });

  it('keeps its place while the trace grows', () => {
    const scanner = new TraceScanner();
    scanner.push(text.slice(0, 60));
    const cursor = new TraceCursor(scanner.snapshot(context).steps, context);
    cursor.goTo(0);
    const before = cursor.state.step;
    scanner.push(text.slice(60));
    cursor.update(scanner.end(context).steps);
    assert.deepEqual([cursor.index, cursor.state.step, cursor.next(), cursor.length], [0, before, true, 4]);
  });
});
