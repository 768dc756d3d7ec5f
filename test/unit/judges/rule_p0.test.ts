import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findBroken, judgeOutput } from '../../../src/judges/rule/index.ts';

describe('P0: broken outputs', () => {
  const cases: readonly (readonly [string, 'repetition' | 'garbled' | 'empty' | null])[] = [
    ['A tower by the river.', null],
    ['', 'empty'],
    [' \n', 'empty'],
    ['... !', 'empty'],
    ['<think></think><answer></answer>', 'empty'],
    ['the cat sat '.repeat(5), 'repetition'],
    ['the cat sat '.repeat(4), null],
    ['The cat sat. the CAT sat! the cat, sat the cat sat the cat sat', 'repetition'],
    ['no '.repeat(15), 'repetition'],
    ['no '.repeat(14), null],
    ['abcdefghijkl'.repeat(5), 'repetition'],
    ['abcdefghijk'.repeat(5), null],
    ['埃菲尔铁塔在巴黎，它很高。'.repeat(5), 'repetition'],
    [`Well. ${'I see it now. '.repeat(6)}Done.`, 'repetition'],
    [`${'\ufffd'.repeat(30)}abc`, 'garbled'],
    ['\u0001\u0002\u0003ab cd', 'garbled'],
    [`${'a'.repeat(80)} b`, 'repetition'],
    ['ab\ufffdcd efgh', null],
    ['\ud800\ud800 ab', 'garbled'],
    ['x7#k q9$z p!2w %%&a b^c d*e', 'garbled'],
    ['привет hello 你好 שלום γειά', 'garbled'],
    ['C3PO', null],
    ['R2-D2 and C3PO', null],
    ['1998', null],
    ['埃菲尔铁塔在巴黎，这是一个著名的地标。', null],
    ['| a | b |\n| --- | --- |\n| one | two |', null],
    ['Café «Zürich» – 5.5 km, no. 7!', null],
  ];
  for (const [text, kind] of cases) {
    it(`${JSON.stringify(text).slice(0, 60)}: ${kind ?? 'whole'}`, () => {
      assert.equal(findBroken(text)?.kind ?? null, kind);
      const { P0, P1, P2, P3 } = judgeOutput(text, {});
      assert.deepEqual({ P0, P1, P2, P3 }, { P0: { broken: kind !== null, kind }, P1: null, P2: null, P3: null });
    });
  }

  it('points at the loop', () => {
    const text = `Well. ${'I see it now. '.repeat(6)}Done.`;
    const broken = findBroken(text);
    assert.equal(text.slice(broken?.start, broken?.end), 'I see it now. '.repeat(6).trimEnd().slice(0, -1));
  });

  it('finds any unit of at least three words that stands five times or more, wherever it stands', () => {
    const word = fc.constantFrom('red', 'blue', 'green', 'fish', 'tower', 'river');
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 3, maxLength: 9 }),
        fc.array(word, { maxLength: 6 }),
        fc.integer({ min: 5, max: 8 }),
        (unit, before, n) => {
          const text = [...before, ...Array.from({ length: n }, () => unit).flat(), 'end'].join(' ');
          assert.equal(findBroken(text)?.kind, 'repetition');
        },
      ),
    );
  });

  it('agrees with a plain search on short texts', () => {
    const loops = (s: string): boolean => {
      for (let unit = 12; unit * 5 <= s.length; unit += 1) {
        for (let at = 0; at + unit * 5 <= s.length; at += 1)
          if (s.slice(at, at + unit * 5) === s.slice(at, at + unit).repeat(5)) return true;
      }
      return false;
    };
    const piece = fc.constantFrom('ab', 'abc', 'b', 'abcdefghijklm');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        assert.equal(findBroken(`${text}`)?.kind === 'repetition', loops(text));
      }),
      { numRuns: 200 },
    );
  });

  it('throws on no string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void findBroken(text)));
  });
});
