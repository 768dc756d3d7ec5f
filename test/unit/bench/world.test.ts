import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  AFFILIATIONS,
  attributeOf,
  ATTRIBUTES,
  CATEGORIES,
  CITIES,
  CONTINENT_NAMES,
  COUNTRIES,
  createWorld,
  entityById,
  Prng,
} from '../../../src/bench/world/index.ts';
import { findName, fold, findNames } from '../../../src/text/index.ts';
import { CraneError } from '../../../src/protocol/index.ts';

const FIRST_OF_EACH = [
  'Nelra Spire, Juvik, 1911, Bluefin',
  'Dalta Waltz, Oslet, 1959, Bluefin',
  'Darno Ulnesan, Ivelle, 1809, Kelp',
  'Soldavin, Ivelle, 1993, Cobalt',
  'Finlan Guild, Gisant, 1813, Aster',
  'Oska X, Wexam, 1938, Aster',
];
const STREAM_START = [1955961175, 1324980858, 4015886794];

const seeds = fc.integer({ min: 0, max: 0xffffffff });

describe('the world', () => {
  it('is the same for the same seed, and another for another seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const first = createWorld({ seed, size: 24 });
        assert.deepEqual(createWorld({ seed, size: 24 }), first);
        assert.notDeepEqual(createWorld({ seed: (seed + 1) >>> 0, size: 24 }).entities, first.entities);
      }),
      { numRuns: 20 },
    );
  });

  it('starts with these entities: a change of the tables is a change of the world and needs a new version', () => {
    const { version, entities } = createWorld();
    assert.equal(version, 'crane-world-1');
    assert.deepEqual(
      entities.filter((e) => e.ordinal === 0).map((e) => `${e.name}, ${e.city}, ${e.year}, ${e.affiliation}`),
      FIRST_OF_EACH,
    );
  });

  it('holds names of 6 to 16 characters, none of which is contained in another, at any size', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(12, 120, 504), (seed, size) => {
        const names = createWorld({ seed, size }).entities.map((e) => e.name);
        assert.equal(new Set(names.map((n) => n.toLowerCase())).size, size);
        for (const name of names) assert.ok(name.length >= 6 && name.length <= 16, name);
        const everything = names.join(' . ');
        for (const name of names) assert.equal(findName(everything, name).length, 1, name);
      }),
      { numRuns: 4 },
    );
  });

  it('uses no name of a place or group as an entity name', () => {
    const places = [...CITIES.map((c) => c.name), ...COUNTRIES, ...CONTINENT_NAMES, ...AFFILIATIONS];
    const names = createWorld({ size: 504 }).entities.map((e) => e.name);
    assert.deepEqual(findNames(fold(names.join(' . ')), places), []);
    assert.equal(new Set(places).size, places.length);
  });

  it('gives each category as many entities as any other, about 30 % of them for evaluation', () => {
    const { entities } = createWorld();
    for (const category of CATEGORIES) {
      const own = entities.filter((e) => e.category === category);
      assert.equal(own.length, 20);
      assert.equal(own.filter((e) => e.group === 'evaluation').length, 6);
    }
  });

  it('has 20 cities in 8 countries on 4 continents, and chains that agree', () => {
    assert.deepEqual([CITIES.length, COUNTRIES.length, CONTINENT_NAMES.length, AFFILIATIONS.length], [20, 8, 4, 12]);
    for (const entity of createWorld().entities) {
      const city = CITIES.find((c) => c.name === entity.city);
      assert.deepEqual([city?.country, city?.continent], [entity.country, entity.continent]);
      for (const attribute of ATTRIBUTES) assert.notEqual(attributeOf(entity, attribute), '');
      assert.match(entity.year, /^(18|19|20)\d\d$/u);
    }
  });

  it('refuses a size that is no multiple of 6 from 12 to 504', () => {
    for (const size of [0, 6, 13, 510, 1.5, NaN]) {
      assert.throws(
        () => createWorld({ size }),
        (e) => e instanceof CraneError && e.code === 'world-size',
      );
    }
  });

  it('says which entity it does not have', () => {
    assert.throws(() => entityById(createWorld(), 'castle-1'), /no entity "castle-1"/u);
  });
});

describe('the random streams', () => {
  it('give these numbers on every host', () => {
    const random = new Prng(2026);
    assert.deepEqual([random.bits(), random.bits(), random.fork('a').bits()], STREAM_START);
  });

  it('fork independently of how much of the parent was used', () => {
    const used = new Prng(7);
    for (let i = 0; i < 10; i++) used.bits();
    assert.equal(used.fork('x').bits(), new Prng(7).fork('x').bits());
    assert.notEqual(new Prng(7).fork('x').bits(), new Prng(7).fork('y').bits());
  });

  it('shuffle without losing anything', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, items) => {
        assert.deepEqual(new Prng(seed).shuffle(items).sort(), [...items].sort());
      }),
    );
  });

  it('pick nothing from an empty list but say so', () => {
    assert.throws(() => new Prng(1).pick([]), RangeError);
  });
});
