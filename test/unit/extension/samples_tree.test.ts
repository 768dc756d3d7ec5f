import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenOf, filterSamples, nodeId, type SampleNode } from '../../../src/extension/views/samples_tree.ts';
import type { EditFact } from '../../../src/facts/types.ts';
import type { Sample } from '../../../src/samples/types.ts';

const sample = (id: string, more: Partial<Sample> = {}): Sample => ({
  id,
  split: 'test',
  type: 'normal',
  probe: 'rewrite',
  factId: 'f1',
  image: null,
  question: 'What is this?',
  gold: ['Velora Hall'],
  preEdit: null,
  hops: [],
  ...more,
});

const fact: EditFact = {
  id: 'f1',
  target: 'Velora Hall',
  aliases: [],
  description: '',
  images: [],
  question: '',
  preEdit: 'Sorn Hall',
  enabled: true,
  created: '2026-11-20T10:00:00Z',
  note: '',
};
const facts = new Map([[fact.id, fact]]);

const samples = [
  sample('c', { type: 'conflict' }),
  sample('a'),
  sample('b', { probe: 'rel_1', question: 'In which country does it lie?' }),
  sample('d', { split: 'train', factId: null }),
];

/** Every node below one, depth first. */
function walk(node: SampleNode | null): readonly SampleNode[] {
  return childrenOf(node, samples).flatMap((child) => [child, ...walk(child)]);
}

test('the tree leads from split to type to fact to sample, and loses none', () => {
  assert.deepEqual(
    walk(null).map((node) => nodeId(node)),
    [
      'split:test',
      'type:test/normal',
      'fact:test/normal/f1',
      'sample:test/a',
      'sample:test/b',
      'type:test/conflict',
      'fact:test/conflict/f1',
      'sample:test/c',
      'split:train',
      'type:train/normal',
      'fact:train/normal/',
      'sample:train/d',
    ],
  );
});

test('no two nodes of the tree have the same id', () => {
  const ids = walk(null).map((node) => nodeId(node));
  assert.equal(new Set(ids).size, ids.length);
});

test('a filter finds samples by each of its words, wherever they stand and however they are written', () => {
  const found = (filter: string): readonly string[] => filterSamples(samples, facts, filter).map(({ id }) => id);
  assert.deepEqual(found('CONFLICT'), ['c']);
  assert.deepEqual(found('country rel_1'), ['b']);
  assert.deepEqual(found('sorn train'), []);
  assert.deepEqual(found('sorn'), ['c', 'a', 'b']);
  assert.deepEqual(found('  '), ['c', 'a', 'b', 'd']);
});
