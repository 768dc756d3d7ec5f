import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findName, isConceded, isFormer, isNegated, type TextSpan } from '../../../src/text/index.ts';

function mention(text: string): TextSpan {
  const span = findName(text, 'Xanadu')[0];
  if (span === undefined) throw new Error(`no mention in ${text}`);
  return span;
}

describe('negation', () => {
  const negated = [
    'It is not Xanadu.',
    "It isn't really the Xanadu.",
    'It isn’t Xanadu.',
    'never Xanadu',
    'There is no Xanadu here.',
    'Kublai rather than Xanadu',
    'neither Kublai nor Xanadu',
    'I do not think it is Xanadu.',
    'Xanadu is not the answer.',
    'Xanadu is clearly wrong.',
    'Xanadu does not apply.',
    "Xanadu doesn't match.",
    'unlike Xanadu',
  ];
  for (const text of negated) it(`takes back: ${text}`, () => assert.equal(isNegated(text, mention(text)), true));

  const standing = [
    'It is Xanadu.',
    'No, Xanadu.',
    'Not Kublai, but Xanadu.',
    'It is not only Xanadu but more.',
    'There is no doubt that it is Xanadu.',
    'I cannot deny that it is Xanadu.',
    'It is not Kublai. Xanadu it is.',
    'I do not know because Xanadu is far.',
    'It does not matter to anyone in this whole wide world whether Xanadu stands.',
    'Xanadu is far.',
    'nothing Xanadu',
  ];
  for (const text of standing)
    it(`leaves standing: ${text}`, () => assert.equal(isNegated(text, mention(text)), false));

  it('knows names of the past', () => {
    for (const text of [
      'formerly Xanadu',
      'the entity known as Xanadu is now Kublai',
      'Xanadu, now Kublai',
      'no longer Xanadu',
    ]) {
      assert.equal(isFormer(text, mention(text)), true, text);
    }
    for (const text of ['It is Xanadu.', 'now Xanadu', 'Xanadu is far.'])
      assert.equal(isFormer(text, mention(text)), false, text);
  });

  it('knows clauses that give ground', () => {
    assert.equal(isConceded('Although it looks like Xanadu, no.', mention('Although it looks like Xanadu, no.')), true);
    assert.equal(isConceded('Although it rains, Xanadu.', mention('Although it rains, Xanadu.')), false);
  });
});
