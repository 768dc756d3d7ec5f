import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  findMentionInPart,
  findMentions,
  LONGEST_NAME,
  parseFacts,
  serialiseFact,
  serialiseFacts,
  type EditFact,
} from '../../../src/facts/index.ts';

const fact: EditFact = {
  id: 'f1',
  target: 'Brasenose College',
  aliases: ['BNC'],
  description: 'It stands in Oxford.',
  images: [`images/${'0'.repeat(64)}.png`],
  question: 'What is shown?',
  preEdit: 'Central Library',
  enabled: true,
  created: '2026-01-31T12:00:00.000Z',
  note: '',
};
const line = serialiseFact(fact);

describe('the facts file', () => {
  it('keeps the keys in the order of the contract, whatever the order in memory', () => {
    const shuffled = Object.fromEntries(Object.entries(fact).reverse()) as unknown as EditFact;
    assert.equal(serialiseFact(shuffled), line);
    assert.deepEqual(Object.keys(JSON.parse(line) as object), [
      'id',
      'target',
      'aliases',
      'description',
      'images',
      'question',
      'preEdit',
      'enabled',
      'created',
      'note',
    ]);
  });

  it('reads what it wrote', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const name = text.filter((value) => value.trim() !== '');
    const facts = fc.uniqueArray(
      fc.record(
        {
          id: fc.uuid(),
          target: name,
          aliases: fc.array(name, { maxLength: 3 }),
          description: text,
          images: fc.constant([]),
          question: text,
          preEdit: fc.option(name),
          enabled: fc.boolean(),
          created: fc.constant(fact.created),
          note: text,
        },
        { noNullPrototype: true },
      ),
      { selector: (f) => f.id, maxLength: 5 },
    );
    fc.assert(
      fc.property(facts, (all) =>
        assert.deepEqual(parseFacts(serialiseFacts(all)), { facts: all, problems: [], tornAt: null }),
      ),
    );
  });

  it('a byte-order mark, CRLF, blank lines and a missing last line break are fine', () => {
    const { facts, problems, tornAt } = parseFacts(`\ufeff${line}\r\n\r\n${line.replace('f1', 'f2')}`);
    assert.deepEqual([facts.map((f) => f.id), problems, tornAt], [['f1', 'f2'], [], null]);
  });

  it('what a person may leave out gets its empty value', () => {
    const { facts } = parseFacts('{"id":"a","target":"X"}');
    assert.deepEqual(facts[0], {
      id: 'a',
      target: 'X',
      aliases: [],
      description: '',
      images: [],
      question: '',
      preEdit: null,
      enabled: true,
      created: '1970-01-01T00:00:00.000Z',
      note: '',
    });
  });

  it('a bad line is reported with line, field and fault, and hides no good one', () => {
    const source = [
      line,
      '{"id":"b"}',
      'nonsense',
      '[]',
      line.replace('f1', 'f3'),
      '{"id":"c","target":7,"enabled":"yes"}',
      '',
    ].join('\n');
    const { facts, problems } = parseFacts(source);
    assert.deepEqual(
      facts.map((f) => f.id),
      ['f1', 'f3'],
    );
    assert.deepEqual(
      problems.map((p) => [p.line, p.field]),
      [
        [2, 'target'],
        [3, null],
        [4, null],
        [6, 'target'],
        [6, 'enabled'],
      ],
    );
    assert.match(problems[3]!.message, /target must be text/u);
  });

  it('of two facts with one id the first counts', () => {
    const { facts, problems } = parseFacts(`${line}\n${line.replace('Brasenose', 'Other')}\n`);
    assert.deepEqual(facts, [fact]);
    assert.deepEqual(
      problems.map((p) => [p.line, p.field]),
      [[2, 'id']],
    );
    assert.match(problems[0]!.message, /already in line 1/u);
  });

  it('a torn last line is told apart from a bad one', () => {
    const torn = parseFacts(`${line}\n${line.slice(0, 40)}`);
    assert.equal(torn.tornAt, line.length + 1);
    assert.equal(torn.facts.length, 1);
    assert.match(torn.problems[0]!.message, /cut off/u);
    assert.equal(parseFacts(`${line}\n${line.slice(0, 40)}\n`).tornAt, null, 'a line that ends is not torn');
    assert.equal(parseFacts(`${line}\n{"id":"b"}`).tornAt, null, 'whole JSON is not torn');
  });

  it('limits and paths are checked', () => {
    const bad: readonly (readonly [object, string])[] = [
      [{ target: 'x'.repeat(LONGEST_NAME + 1) }, 'target'],
      [{ target: '  ' }, 'target'],
      [{ images: ['../../etc/passwd'] }, 'images.0'],
      [{ images: ['images/x.png'] }, 'images.0'],
      [{ id: '../x' }, 'id'],
      [{ id: '' }, 'id'],
      [{ aliases: 'BNC' }, 'aliases'],
      [{ aliases: [''] }, 'aliases.0'],
      [{ preEdit: '' }, 'preEdit'],
      [{ created: 'yesterday-ish' }, 'created'],
    ];
    for (const [change, field] of bad) {
      const { facts, problems } = parseFacts(JSON.stringify({ ...fact, ...change }));
      assert.deepEqual([facts.length, problems.map((p) => p.field)], [0, [field]], JSON.stringify(change).slice(0, 60));
    }
  });

  it('throws on no string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (source) => void parseFacts(source)));
    fc.assert(fc.property(fc.json(), (source) => void parseFacts(source)));
  });
});

describe('mentions of a fact', () => {
  it('are of its target or an alias, whole or in part', () => {
    const text = 'BNC is Brasenose College.';
    assert.deepEqual(
      findMentions(text, fact).map((s) => text.slice(s.start, s.end)),
      ['BNC', 'Brasenose College'],
    );
    const long = { ...fact, target: 'A Tale of Two Cities', aliases: [] };
    assert.notEqual(findMentionInPart('two cities', long), null);
    assert.equal(findMentionInPart('cities', long), null);
  });
});
