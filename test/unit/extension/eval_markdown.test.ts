import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evalMarkdown } from '../../../src/extension/evaluation/eval_markdown.ts';

const metric = { k: 3, n: 4, rate: 0.75, low: 0.3, high: 0.95, unjudged: 1 };

test('each rate is shown with k of n, its interval and what could not be judged', () => {
  const text = evalMarkdown('test', {
    run: 'r1',
    methods: [{ method: 'crane', model: 'm', retrieval: 'own', metrics: { FR: metric } }],
  });
  assert.match(text, /\| FR \| \*\*75\.0 %\*\* \(3 of 4, 30\.0 % to 95\.0 %, 1 unjudged\) \|/u);
});

test('a name from a file stays text', () => {
  const text = evalMarkdown('<img src=x>|', { run: 'r', methods: [] });
  assert.match(text, /\\<img src=x\\>\\\|/u);
});
