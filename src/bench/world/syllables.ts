import type { Prng } from './prng.ts';

const STARTS = (
  'al an ar as bal bel ber bri cal cam cel cor dal dar del dor dru el em en er fal far fen fin fla gal gar gil gri ' +
  'hal hel hol il in is jal jas jor jun kal kar kel kor kri lan lar lin lor lu mal mar mel mir mor nal nel nor ob ol ' +
  'or os pal par pel per pol quin ral ren ril ros ru sal san sel sil sol sta tal tam tar tel tor tri ul um ur val van ' +
  'vel ver vol wal wen wil yar yel zal zan zel zor'
).split(' ');
const MIDDLES = 'a e i o u ba da de di lo ma me mi na ne no ra re ri ro sa se ta te to va ve vi'.split(' ');
const ENDS = (
  'bar bek bo bran by da dan den dor dra fax fin gan gard go gren ka kas ken kin lan las len lis lo lund ma mer mir mont ' +
  'na nes nia no nor ra rad ren rik ris ro san sel sha sol sta sten ta tan ten tis ton tra va van vek ver vin vo wen wick wyn ' +
  'xa xen za zen zo'
).split(' ');

/** How a kind of invented word is built: how often it has a middle syllable, and the bounds of its length. */
export interface WordShape {
  readonly middle: number;
  readonly minLength: number;
  readonly maxLength: number;
}

/** An invented word with a capital, from our own syllable tables. */
export function inventWord(random: Prng, shape: WordShape): string {
  for (;;) {
    const word = random.pick(STARTS) + (random.chance(shape.middle) ? random.pick(MIDDLES) : '') + random.pick(ENDS);
    // Four consonants in a row, a doubled letter or two vowels at the seam cannot be said aloud.
    if (/[^aeiouy]{4}|[aeiou]{2}|(.)\1/u.test(word)) continue;
    if (word.length < shape.minLength || word.length > shape.maxLength) continue;
    return word.charAt(0).toUpperCase() + word.slice(1);
  }
}
