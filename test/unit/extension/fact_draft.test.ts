import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliasesOf, draftOf, EMPTY_DRAFT, fieldsOf, targetProblem } from '../../../src/extension/facts/fact_draft.ts';
import { LONGEST_NAME } from '../../../src/facts/index.ts';

test('aliases are cut at semicolons, so that a name may hold a comma', () => {
  assert.deepEqual(aliasesOf({ aliases: ' Washington, D.C. ; DC;; DC ;Velora', target: 'Velora' }), [
    'Washington, D.C.',
    'DC',
  ]);
});

test('an empty old name means that nobody knows it', () => {
  assert.equal(fieldsOf({ ...EMPTY_DRAFT, target: 'X' }, []).preEdit, null);
});

test('a fact whose pictures stay as they are is sent without any', () => {
  assert.equal('images' in fieldsOf({ ...EMPTY_DRAFT, target: 'X' }, null), false);
});

test('editing a fact and changing nothing keeps every field', () => {
  const fact = {
    id: 'f1',
    target: 'Velora Hall',
    aliases: ['Velora', 'V. Hall'],
    description: 'It stands in Tarnmouth.',
    images: ['images/x.png'],
    question: '',
    preEdit: 'Sorn Hall',
    enabled: true,
    created: '2026-11-20T10:00:00Z',
    note: '',
  };
  const { target, aliases, description, preEdit } = fact;
  assert.deepEqual(fieldsOf(draftOf(fact), null), { target, aliases, description, preEdit });
});

test('a new name that the library would refuse is refused while it is typed', () => {
  assert.match(targetProblem('', '') ?? '', /Enter/u);
  assert.match(targetProblem('...', '') ?? '', /letter/u);
  assert.match(targetProblem('sorn hall', 'Sorn Hall') ?? '', /old one/u);
  assert.match(targetProblem('x'.repeat(LONGEST_NAME + 1), '') ?? '', /characters/u);
  assert.equal(targetProblem('x'.repeat(LONGEST_NAME), ''), null);
  assert.equal(targetProblem("Zanë O'Brien-Hall 2, West", 'Sorn Hall'), null);
});
