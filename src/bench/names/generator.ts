import type { Prng } from '../world/index.ts';
import { CITIES, COUNTRIES, hashLabel, type World } from '../world/index.ts';
import { templateTexts, wordsOf } from '../wordings/index.ts';
import { TYPED_NAMES } from './typed.ts';

/** The longest edit target that the generator makes, in characters. */
export const LONGEST_NAME = 40;

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
/** All letters of Latin-1 and Latin Extended-A beyond a to z. */
const ACCENTED = letters(0xc0, 0x17f).filter((c) => c !== '×' && c !== '÷' && c.normalize('NFC') === c && c !== 'ŉ');
const ACCENTED_LOWER = ACCENTED.filter((c) => c === c.toLowerCase());
const ACCENTED_UPPER = ACCENTED.filter((c) => c !== c.toLowerCase());
const ONSETS =
  'b bl br c ch cl cr d dr f fl fr g gl gr h j k kl kr l m n p pl pr qu r s sc sh sk sl sm sn sp st str sw t th tr v w wh y z'.split(
    ' ',
  );
const VOWELS = 'a e i o u y ai au ea ee ei eu ia ie io oa oo ou'.split(' ');
const CODAS = 'b ck d f ff g l ld ll lt m mp n nd ng nn nt p r rd rk rn rt s ss st t th tt x z'.split(' ');
const LINKS = ['of', 'the', 'and', 'de', 'la', 'von', 'on', 'at'];

function letters(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const run = (random: Prng, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(random.int(alphabet.length))).join('');

function syllables(random: Prng, most = 3): string {
  let word = '';
  for (let i = 1 + random.int(most); i > 0; i--) {
    word += random.pick(ONSETS) + random.pick(VOWELS) + (random.chance(0.35) ? random.pick(CODAS) : '');
  }
  return word;
}

/** Puts accents on some letters; every accented letter is as likely as any other, common or not. */
function accent(random: Prng, word: string): string {
  const chars = [...word];
  for (let i = 1 + random.int(2); i > 0; i--) {
    const at = random.int(chars.length);
    const c = chars[at]!;
    if (!/\p{L}/u.test(c)) continue;
    chars[at] = random.pick(c === c.toLowerCase() ? ACCENTED_LOWER : ACCENTED_UPPER);
  }
  return chars.join('');
}

function word(random: Prng): string {
  if (random.chance(0.12)) {
    const common = random.pick(COMMON_WORDS);
    return random.chance(0.8) ? capital(common) : common;
  }
  const base = random.chance(0.45) ? run(random, LOWER, 2 + random.int(9)) : syllables(random);
  const cased = random.chance(0.85) ? capital(base) : random.chance(0.3) ? base.toUpperCase() : base;
  return random.chance(0.16) ? accent(random, cased) : cased;
}

/** Words that the prompts and thoughts use themselves: a name may hold them too ("The Blue Door"). */
const COMMON_WORDS: readonly string[] = [
  ...new Set(
    templateTexts()
      .flatMap(wordsOf)
      .map((w) => w.toLowerCase()),
  ),
];

const COMMON: ReadonlySet<string> = new Set(COMMON_WORDS);

/** At most half of a name's words may be such words, or a thought could mention the name without meaning it. */
function isOwn(name: string): boolean {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const common = words.filter((w) => COMMON.has(w));
  return common.length * 2 <= words.length && words.some((w) => w.length > 1 && !COMMON.has(w));
}

/** One name of a random form; each form appears in people's names, titles, places or models. */
function draw(random: Prng): string {
  switch (random.int(12)) {
    case 0:
    case 1:
    case 2:
      return word(random);
    case 3:
    case 4:
    case 5:
      return `${word(random)} ${word(random)}`;
    case 6:
      return `${word(random)} ${random.chance(0.4) ? random.pick(LINKS) : word(random)} ${word(random)}`;
    case 7:
      return `${word(random)} ${run(random, DIGITS, 1 + random.int(4))}`;
    case 8:
      return `${capital(syllables(random, 2))}-${capital(syllables(random, 2))}`;
    case 9: {
      const owner = capital(syllables(random, 2));
      return random.chance(0.5) ? `${random.pick(['O', 'D', 'L', 'Mac'])}'${owner}` : `${owner}'s ${word(random)}`;
    }
    case 10:
      return random.chance(0.5)
        ? `${word(random)}, ${word(random)}`
        : `${random.pick(['St', 'Mt', 'Dr', 'Mr'])}. ${word(random)}`;
    default:
      return random.chance(0.5)
        ? `${run(random, UPPER, 1 + random.int(3))}-${run(random, DIGITS, 1 + random.int(3))}`
        : `${word(random)} ${word(random)} ${word(random)} ${random.chance(0.5) ? word(random) : ''}`.trim();
  }
}

/** Which pool a name belongs to is read from its hash: the two never share a name, however many are drawn. */
export function namePool(name: string): 'train' | 'evaluation' {
  return hashLabel(`pool/${name.toLowerCase()}`) % 5 === 0 ? 'evaluation' : 'train';
}

/**
 * Draws names for edit targets: never a name of the world, never one of the typed names, at most 40 characters, and
 * in one pool alone (protocol §9).
 */
export class NameGenerator {
  readonly #pool: 'train' | 'evaluation';
  readonly #taken: ReadonlySet<string>;
  readonly #longest: number;

  constructor(world: World, pool: 'train' | 'evaluation', longest: number = LONGEST_NAME) {
    this.#pool = pool;
    this.#longest = longest;
    this.#taken = new Set(
      [...world.entities.map((e) => e.name), ...CITIES.map((c) => c.name), ...COUNTRIES, ...TYPED_NAMES].map((n) =>
        n.toLowerCase(),
      ),
    );
  }

  /** A new name; at least three characters, one of them a letter. */
  next(random: Prng): string {
    for (;;) {
      const name = draw(random).normalize('NFC');
      if (name.length < 3 || name.length > this.#longest || !/\p{L}/u.test(name) || !isOwn(name)) continue;
      if (this.#taken.has(name.toLowerCase()) || namePool(name) !== this.#pool) continue;
      return name;
    }
  }
}
