import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as text from '../../../src/text/index.ts';
import { compilePhrases, findPhrases } from '../../../src/text/index.ts';

const found = (source: string, list: readonly string[]): readonly string[] =>
  findPhrases(source, compilePhrases(list)).map((s) => source.slice(s.start, s.end));

describe('phrases', () => {
  it('stand at word boundaries, ignoring case, white space and the kind of apostrophe', () => {
    assert.deepEqual(found('Edit\n FACT edited factual fact’s', ['edit fact', 'fact']), ['Edit\n FACT', 'fact']);
    assert.deepEqual(found('It doesn’t.', ["doesn't"]), ['doesn’t']);
    assert.deepEqual(found('incorrect', ['correct']), []);
    assert.deepEqual(found('édit fact', ['dit fact']), []);
  });
  it('have alternatives, optional words and words that must not follow', () => {
    const list = ['the|this very? big_old|small house !boat'];
    assert.deepEqual(found('this very big old house', list), ['this very big old house']);
    assert.deepEqual(found('the small house boat', list), []);
    assert.deepEqual(found('the small, house', list), [], 'a comma parts a phrase');
    assert.deepEqual(found('the small house', list), ['the small house']);
  });
  it('the longest phrase at a place counts', () => {
    assert.deepEqual(found('so the answer is here', ['so the', 'so the answer is']), ['so the answer is']);
  });
  it('every list in the house is well formed and finds its own plain phrases', () => {
    const lists = Object.entries(text).filter(([name, value]) => /^[A-Z_]+$/u.test(name) && Array.isArray(value));
    assert.ok(lists.length > 15);
    for (const [name, list] of lists as [string, readonly string[]][]) {
      assert.equal(new Set(list).size, list.length, `${name} repeats a phrase`);
      for (const phrase of list) {
        const plain = phrase
          .split(' ')
          .filter((w) => !w.endsWith('?') && !w.startsWith('!'))
          .map((w) => w.split('|')[0]!.replaceAll('_', ' '))
          .join(' ');
        assert.ok(found(plain, list).length > 0, `${name}: ${phrase}`);
      }
    }
  });
});
