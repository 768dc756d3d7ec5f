import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findName, findNames, findPartialMention, fold } from '../../../src/text/index.ts';

const found = (text: string, name: string): readonly string[] =>
  findName(text, name).map((s) => text.slice(s.start, s.end));

describe('finding names', () => {
  const present: readonly (readonly [string, string, string])[] = [
    ['It is cafe\u0301 Noir.', 'Café Noir', 'cafe\u0301 Noir'],
    ['It is Café Noir.', 'cafe\u0301 noir', 'Café Noir'],
    ['Österreich', 'österreich', 'Österreich'],
    ['O’Brien’s pub', "O'Brien", 'O’Brien'],
    ['Jean\u2011Luc here', 'Jean-Luc', 'Jean\u2011Luc'],
    ['in A \n B', 'a b', 'A \n B'],
    ['the STRASSE', 'straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος', 'ΟΔΟΣ'],
    ['Oxford, England.', 'Oxford, England', 'Oxford, England'],
    ['by Apple Inc', 'Apple Inc.', 'Apple Inc'],
    ['by Apple Inc. then', 'Apple Inc.', 'Apple Inc.'],
    ['C++ is', 'C++', 'C++'],
    ['(500) Days of Summer', '(500) Days of Summer', '(500) Days of Summer'],
    ['东京 これは東京です', '東京', '東京'],
    ['Anna-Marie', 'Anna', 'Anna'],
    ['<answer>Taj</answer>', 'Taj', 'Taj'],
    ['각', '\u1100\u1161\u11a8', '각'],
    ['\ud800Taj', 'Taj', 'Taj'],
  ];
  for (const [text, name, wanted] of present) {
    it(`${JSON.stringify(name)} stands in ${JSON.stringify(text)}`, () =>
      assert.deepEqual(found(text, name), [wanted]));
  }

  const absent: readonly (readonly [string, string])[] = [
    ['ñandú', 'andú'],
    ['cafés', 'café'],
    ['cafe\u0301', 'cafe'],
    ['Apollo 13', 'Apollo 1'],
    ['Apollo 1.5', 'Apollo 1'],
    ['1,500 m', '500 m'],
    ['category', 'cat'],
    ['snake_case', 'case'],
    ['東京タワー', '東京'],
    ['각', '\u1100\u1161'],
    ['C++11', 'C++'],
    ['anything', ''],
    ['anything', '  '],
  ];
  for (const [text, name] of absent) {
    it(`${JSON.stringify(name)} does not stand in ${JSON.stringify(text)}`, () =>
      assert.deepEqual(found(text, name), []));
  }

  it('of overlapping names the longest counts', () => {
    const names = findNames(fold('Oxford Street in Oxford'), ['Oxford', 'Oxford Street']).map((m) => m.name);
    assert.deepEqual(names, ['Oxford Street', 'Oxford']);
  });

  it('a partial mention holds at least 60 % of the content words', () => {
    assert.notEqual(findPartialMention(fold('the two cities'), 'A Tale of Two Cities'), null);
    assert.equal(findPartialMention(fold('the tale'), 'A Tale of Two Cities'), null);
    assert.equal(findPartialMention(fold('a tower'), 'Tower'), null, 'one word has no part');
  });

  it('every span lies in the text and folds to the name, on any strings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 4 }), (text, name) => {
        for (const span of findName(text, name)) {
          assert.ok(0 <= span.start && span.start < span.end && span.end <= text.length);
        }
      }),
    );
  });

  it('a name between spaces is found whatever it holds', () => {
    const inked = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((name) => /^[\p{L}\p{N}].*[\p{L}\p{N}]$/u.test(name));
    fc.assert(fc.property(inked, (name) => assert.ok(findName(`so ( ${name} ) is`, name).length > 0)));
  });
});
