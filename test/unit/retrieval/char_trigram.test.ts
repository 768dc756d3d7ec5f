import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { trigramCosine, trigramVector } from '../../../src/retrieval/char_trigram.ts';

const cosine = (a: string, b: string): number => trigramCosine(trigramVector(a), trigramVector(b));

test('any two texts have a cosine between 0 and 1, the same both ways', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      const score = cosine(a, b);
      assert.ok(score >= 0 && score <= 1);
      assert.ok(Math.abs(score - cosine(b, a)) < 1e-12);
    }),
  );
});

test('a text is like itself, whatever its case, accents form and punctuation', () => {
  assert.ok(Math.abs(cosine('Zürich Tower', 'zu\u0308rich, TOWER!') - 1) < 1e-12);
});

test('texts without a shared run of letters, and empty ones, have cosine 0', () => {
  assert.equal(cosine('abc', 'xyz'), 0);
  assert.equal(cosine('', 'abc'), 0);
  assert.equal(cosine('…', '…'), 0);
});

test('a misspelt name is nearer than another name', () => {
  assert.ok(cosine('Brasenose College', 'Brasenoze Colege') > cosine('Brasenose College', 'Kestrel Tower'));
});
