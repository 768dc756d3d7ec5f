/** One test's outcome, the same for every phase. */

/**
 * @typedef {object} Outcome
 * @property {string} name
 * @property {string} file
 * @property {'passed' | 'failed' | 'skipped'} state
 * @property {string | null} error
 */

/** @param {readonly Outcome[]} outcomes */
export function count(outcomes) {
  const of = (/** @type {Outcome['state']} */ state) => outcomes.filter((outcome) => outcome.state === state).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

/** @param {{ passed: number, failed: number, skipped: number }} counts */
export const inWords = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
