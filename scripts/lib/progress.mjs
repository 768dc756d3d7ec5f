/** What a person sees while a script works: one line a step, with its time. */
import process from 'node:process';

const TERMINAL = process.stdout.isTTY === true;

/** A failure a person can mend. Scripts print its message alone, without a stack. */
export class Told extends Error {
  /** @param {string} message what happened and how to mend it @param {ErrorOptions} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'Told';
  }
}

/** @param {string} line */
export const say = (line) => process.stdout.write(`${line}\n`);

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/**
 * Does one step and says so, with the time it took. On a terminal the running time is shown too.
 * @template T
 * @param {string} title what is being done, as "Installing dependencies"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const begun = Date.now();
  if (!TERMINAL) say(`${title} …`);
  const show = () => process.stdout.write(`\r${title} … ${seconds(Date.now() - begun)}`);
  const ticking = TERMINAL ? setInterval(show, 500) : undefined;
  try {
    const result = await work();
    clearInterval(ticking);
    say(`${TERMINAL ? '\r\u001b[K' : ''}${title}: done in ${seconds(Date.now() - begun)}`);
    return result;
  } catch (error) {
    clearInterval(ticking);
    say(`${TERMINAL ? '\r\u001b[K' : ''}${title}: failed after ${seconds(Date.now() - begun)}`);
    throw error;
  }
}

/**
 * Runs a script's main function: a `Told` failure ends it with its sentence, any other with its stack; both with exit code 1.
 * @param {() => Promise<number | void>} main returns the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${error instanceof Told ? error.message : error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  }
}
