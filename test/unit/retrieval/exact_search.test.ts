import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ExactSearch, normalised } from '../../../src/retrieval/exact_search.ts';

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

test('the graph finds what a sort over all rows finds', async () => {
  const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(numbers, { minLength: 1, maxLength: 12 }),
      numbers,
      fc.nat(14),
      async (rows, query, k) => {
        const search = await ExactSearch.over(Float32Array.from(rows.flat()), 4);
        const hits = await search.search(Float32Array.from(query), k);
        await search.release();
        const scores = rows.map((row) => dot(row, query)).sort((a, b) => b - a);
        assert.deepEqual(
          hits.map((hit) => hit.score),
          scores.slice(0, k),
        );
        for (const hit of hits) assert.equal(hit.score, dot(rows[hit.row] ?? [], query));
      },
    ),
    { numRuns: 40 },
  );
});

test('an empty table has no hits', async () => {
  const search = await ExactSearch.over(new Float32Array(), 3);
  assert.deepEqual(await search.search(Float32Array.of(1, 0, 0), 5), []);
});

test('a query of another dimension is refused', async () => {
  const search = await ExactSearch.over(Float32Array.of(1, 0), 2);
  await assert.rejects(search.search(Float32Array.of(1, 0, 0), 1), RangeError);
  await search.release();
});

test('normalising gives length 1 and leaves the zero vector', () => {
  assert.deepEqual([...normalised(Float32Array.of(3, 4))], [...Float32Array.of(0.6, 0.8)]);
  assert.deepEqual([...normalised(Float32Array.of(0, 0))], [0, 0]);
});
