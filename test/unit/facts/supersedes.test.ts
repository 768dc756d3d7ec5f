import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supersedes, type EditFact } from '../../../src/facts/index.ts';

const fact = (id: string, more: Partial<EditFact> = {}): EditFact => ({
  id,
  target: id,
  aliases: [],
  description: '',
  images: [],
  question: '',
  preEdit: 'Sorn Hall',
  enabled: true,
  created: '2026-01-01T00:00:00.000Z',
  note: '',
  ...more,
});
const later = fact('b', { preEdit: 'sorn  hall', created: '2026-02-01T00:00:00.000Z' });

test('a later edit of the same old name takes the place of an earlier one, however it is written', () => {
  assert.equal(supersedes(later, fact('a')), true);
  assert.equal(supersedes(fact('a'), later), false);
});

test('an edit takes the place of one that is switched off, whichever was first', () => {
  assert.equal(supersedes(fact('a'), { ...later, enabled: false }), true);
});

test('edits of other entities, of unknown ones, made at the same time, or the same edit take no place', () => {
  assert.equal(supersedes({ ...later, preEdit: 'Ilmer Tower' }, fact('a')), false);
  assert.equal(supersedes({ ...later, preEdit: null }, fact('a', { preEdit: null })), false);
  assert.equal(supersedes(fact('b'), fact('a')), false);
  assert.equal(supersedes(later, { ...later, enabled: false }), false);
});
