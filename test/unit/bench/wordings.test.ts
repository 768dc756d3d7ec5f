import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allWordings, expand, fill, splitWordings, templateTexts, wordsOf } from '../../../src/bench/wordings/index.ts';

describe('the sentence grammar', () => {
  it('writes out every choice, nested ones too, and closes the gaps of empty ones', () => {
    assert.deepEqual(expand('(A|The) cat (|that (sat|ran)) here.'), [
      'A cat here.',
      'A cat that sat here.',
      'A cat that ran here.',
      'The cat here.',
      'The cat that sat here.',
      'The cat that ran here.',
    ]);
    assert.deepEqual(expand('It is here (|now).'), ['It is here.', 'It is here now.']);
  });

  it('says which bracket is not closed', () => {
    assert.throws(() => expand('a (b|c'), /opens a bracket/u);
  });

  it('fills slots literally and refuses to leave one empty', () => {
    assert.equal(fill('{a} and {a}', { a: '$& {b}' }), '$& {b} and $& {b}');
    assert.throws(() => fill('{a} {c}', { a: 'x' }), /\{c\}/u);
  });

  it('moves a wording to training rather than test a word that training lacks', () => {
    const { train, test } = splitWordings(['(one|two|three|four|five|six|seven|eight) word']);
    assert.equal(train.length, 8);
    assert.equal(test.length, 0);
  });
});

describe('the wordings', () => {
  const sets = [...allWordings()];
  const known = new Set(sets.flatMap(([, set]) => set.train.flatMap(wordsOf)));

  it('are disjoint between training and test, each of them unique', () => {
    for (const [name, { train, test }] of sets) {
      assert.equal(new Set([...train, ...test]).size, train.length + test.length, name);
    }
  });

  it('use in test only words that training uses', () => {
    for (const [name, { test }] of sets) {
      assert.deepEqual(
        test.flatMap(wordsOf).filter((word) => !known.has(word)),
        [],
        name,
      );
    }
  });

  it('need at most 700 words in all', () => {
    assert.ok(new Set(templateTexts().flatMap(wordsOf)).size <= 700);
  });

  it('fill the same slots in both splits', () => {
    const slots = (list: readonly string[]): string[] =>
      [...new Set(list.flatMap((w) => w.match(/\{\w+\}/gu) ?? []))].sort();
    for (const [name, { train, test }] of sets) {
      assert.ok(
        slots(test).every((slot) => slots(train).includes(slot)),
        name,
      );
    }
  });
});
