/** A made-up map: no place in it exists, so nothing the model learns of it can be mistaken for a claim about the world. */
export interface City {
  readonly name: string;
  readonly country: string;
  readonly continent: string;
}

const CONTINENTS: Readonly<Record<string, readonly string[]>> = {
  Auralia: ['Norvia', 'Tesk'],
  Borea: ['Quill', 'Harrow'],
  Meridia: ['Sulani', 'Opal'],
  Zanthe: ['Ketra', 'Lumen'],
};

const CITIES_OF: Readonly<Record<string, readonly string[]>> = {
  Norvia: ['Aldby', 'Fennick', 'Oslet'],
  Tesk: ['Brann', 'Juvik'],
  Quill: ['Corley', 'Wexam', 'Pintow'],
  Harrow: ['Dunmor', 'Yarde'],
  Sulani: ['Ensara', 'Kibali', 'Moroa'],
  Opal: ['Gisant', 'Rubiq'],
  Ketra: ['Hasmir', 'Ziran', 'Tovash'],
  Lumen: ['Ivelle', 'Vauxen'],
};

/** The 20 cities, each with its country and continent: 8 countries on 4 continents. */
export const CITIES: readonly City[] = Object.entries(CONTINENTS).flatMap(([continent, countries]) =>
  countries.flatMap((country) => (CITIES_OF[country] ?? []).map((name) => ({ name, country, continent }))),
);

export const COUNTRIES: readonly string[] = Object.values(CONTINENTS).flat();
export const CONTINENT_NAMES: readonly string[] = Object.keys(CONTINENTS);

/** Groups that entities belong to: an owner, a maker, a club. */
export const AFFILIATIONS: readonly string[] = [
  'Aster',
  'Bluefin',
  'Cobalt',
  'Drover',
  'Eider',
  'Foxglove',
  'Granite',
  'Heron',
  'Juniper',
  'Kelp',
  'Lantern',
  'Marigold',
];
