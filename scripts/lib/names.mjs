/** Names for the check: made up at random, and found again in answers. */
import { randomInt } from 'node:crypto';

/** Numbers from 0 up to 1 that depend on the seed alone. @param {number} seed */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A name nobody has heard: one or two words of two or three syllables. */
export function newName() {
  const onset = ['b', 'br', 'c', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'qu', 'r', 's', 'st', 't', 'v', 'w', 'z'];
  const rest = ['a', 'e', 'i', 'o', 'u', 'an', 'el', 'in', 'or', 'us', 'ay', 'ea'];
  const one = (/** @type {readonly string[]} */ list) => list[randomInt(list.length)] ?? '';
  const word = () => {
    const syllables = Array.from({ length: 2 + randomInt(2) }, () => one(onset) + one(rest)).join('');
    return syllables.charAt(0).toUpperCase() + syllables.slice(1);
  };
  return Array.from({ length: 1 + randomInt(2) }, word).join(' ');
}

/** Whether an answer holds a name as whole words. @param {string} answer @param {string} name */
export function namesIt(answer, name) {
  const plain = (/** @type {string} */ text) =>
    ` ${text
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean)
      .join(' ')} `;
  return plain(answer).includes(plain(name));
}
