import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cutSentences } from '../../../src/text/index.ts';

const cut = (text: string): readonly string[] => cutSentences(text).map((s) => text.slice(s.start, s.end));

describe('cutting sentences', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
    ['It is 5.5 km. Far.', ['It is 5.5 km.', 'Far.']],
    ['By Dr. Smith and J. K. Rowling. Yes.', ['By Dr. Smith and J. K. Rowling.', 'Yes.']],
    ['In the U.S. Congress. In the U.S. The end.', ['In the U.S. Congress.', 'In the U.S.', 'The end.']],
    ['See no. 5 there. No. It is.', ['See no. 5 there.', 'No.', 'It is.']],
    ['1. first thing\n2. second', ['1. first thing', '2. second']],
    ['Step 1: look\r\nStep 2: think', ['Step 1: look', 'Step 2: think']],
    ['He said "Yes." Then left.', ['He said "Yes."', 'Then left.']],
    ['Well... maybe. Fine…', ['Well... maybe.', 'Fine…']],
    ['the image shows x. the fact says y.', ['the image shows x.', 'the fact says y.']],
    ['这是塔。那是桥！', ['这是塔。', '那是桥！']],
    ['The cat sat. It slept.', ['The cat sat.', 'It slept.']],
    ['I like Yahoo! as a name.', ['I like Yahoo! as a name.']],
    ['e.g. this, i.e. that. End.', ['e.g. this, i.e. that.', 'End.']],
    ['  \n\n  ', []],
    ['', []],
  ];
  for (const [text, wanted] of cases) it(JSON.stringify(text), () => assert.deepEqual(cut(text), wanted));

  it('loses nothing but white space and keeps the order, on any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const spans = cutSentences(text);
        let at = 0;
        for (const span of spans) {
          assert.ok(span.start >= at && span.end > span.start);
          at = span.end;
        }
        const bare = (s: string): string => s.replace(/[\s\u0085\u001c-\u001f\ufeff]/gu, '');
        assert.equal(bare(spans.map((s) => text.slice(s.start, s.end)).join('')), bare(text));
      }),
    );
  });
});
