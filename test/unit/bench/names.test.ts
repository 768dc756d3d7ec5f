import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LONGEST_NAME, NameGenerator, namePool, TYPED_NAMES } from '../../../src/bench/names/index.ts';
import { createWorld, Prng } from '../../../src/bench/world/index.ts';

const world = createWorld();
const draw = (pool: 'train' | 'evaluation', count: number): string[] => {
  const names = new NameGenerator(world, pool);
  const random = new Prng(11);
  return Array.from({ length: count }, () => names.next(random));
};

describe('edit-target names', () => {
  const train = draw('train', 20_000);
  const evaluation = draw('evaluation', 5_000);

  it('are the same for the same seed', () => {
    assert.deepEqual(draw('train', 50), train.slice(0, 50));
  });

  it('are never shared between training and evaluation', () => {
    const seen = new Set(train.map((n) => n.toLowerCase()));
    assert.deepEqual(
      evaluation.filter((n) => seen.has(n.toLowerCase())),
      [],
    );
    assert.ok(train.every((n) => namePool(n) === 'train'));
  });

  it('are never a name of the world or one of the typed names', () => {
    const taken = new Set([...world.entities.map((e) => e.name), ...TYPED_NAMES].map((n) => n.toLowerCase()));
    assert.deepEqual(
      [...train, ...evaluation].filter((n) => taken.has(n.toLowerCase())),
      [],
    );
  });

  it('have 3 to 40 characters, a letter, single spaces and none at the edges', () => {
    for (const name of [...train, ...evaluation]) {
      assert.ok(name.length >= 3 && name.length <= LONGEST_NAME, name);
      assert.match(name, /^\S+( \S+)*$/u);
      assert.match(name, /\p{L}/u);
      assert.equal(name, name.normalize('NFC'));
    }
  });

  it('use in training every character that a typed name has, so that each can be copied', () => {
    const known = new Set(train.join(''));
    for (const name of TYPED_NAMES) for (const c of name) assert.ok(known.has(c), `${c} of ${name}`);
  });

  it('use every accented letter of Latin-1 and Latin Extended-A', () => {
    const known = new Set(train.join(''));
    for (let code = 0xc0; code <= 0x17f; code++) {
      const c = String.fromCharCode(code);
      if (c === '×' || c === '÷' || c === 'ŉ') continue;
      assert.ok(known.has(c.normalize('NFC').charAt(0)), c);
    }
  });

  it('can be kept short', () => {
    const names = new NameGenerator(world, 'train', 12);
    const random = new Prng(3);
    for (let i = 0; i < 2000; i++) assert.ok(names.next(random).length <= 12);
  });

  it('as people type them are at least 60, all different', () => {
    assert.ok(TYPED_NAMES.length >= 60);
    assert.equal(new Set(TYPED_NAMES.map((n) => n.toLowerCase())).size, TYPED_NAMES.length);
  });
});
