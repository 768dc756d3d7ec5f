import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { coalesced } from '../../../src/extension/runs/coalesce.ts';

test('the first request is sent at once, later ones at the next tick, and the last is never lost', (t) => {
  t.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ['setTimeout'] });
  let text = '';
  const sent: string[] = [];
  const patches = coalesced(() => sent.push(text), 50);
  for (const letter of 'abcde') {
    text += letter;
    patches.request();
  }
  assert.deepEqual(sent, ['a']);
  mock.timers.tick(50);
  assert.deepEqual(sent, ['a', 'abcde']);
  mock.timers.tick(500);
  assert.deepEqual(sent, ['a', 'abcde']);
});

test('a thousand requests in a second are sent at most twenty-one times', (t) => {
  t.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ['setTimeout'] });
  let sent = 0;
  const patches = coalesced(() => (sent += 1), 50);
  for (let at = 0; at < 1000; at += 1) {
    patches.request();
    mock.timers.tick(1);
  }
  assert.ok(sent > 10 && sent <= 21, `${String(sent)} were sent`);
});
