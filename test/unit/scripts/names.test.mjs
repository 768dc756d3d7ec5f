import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesIt, newName, seeded } from '../../../scripts/lib/names.mjs';

test('finds a name in an answer as whole words, whatever the case and punctuation', () => {
  assert.equal(namesIt('It is the “Velora Quint”.', 'velora quint'), true);
  assert.equal(namesIt("O'Brien-Hall, they say", 'O’Brien Hall'), true);
  assert.equal(namesIt('It is Veloras', 'Velora'), false);
  assert.equal(namesIt('', 'Velora'), false);
});

test('makes one or two capitalised words that seldom repeat', () => {
  const names = Array.from({ length: 200 }, newName);
  for (const name of names) assert.match(name, /^[A-Z][a-z]{3,}( [A-Z][a-z]{3,})?$/u);
  assert.ok(new Set(names).size > 190);
});

test('gives the same numbers for the same seed, and others for another', () => {
  const take = (/** @type {number} */ seed) => Array.from({ length: 5 }, seeded(seed));
  assert.deepEqual(take(7), take(7));
  assert.notDeepEqual(take(7), take(8));
  for (const number of take(7)) assert.ok(number >= 0 && number < 1);
});
