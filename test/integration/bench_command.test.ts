import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

interface Outcome {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command in a process of its own. */
function crane(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? -1), stdout, stderr });
    });
  });
}

describe('crane bench', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crane-bench-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('synth draws a benchmark, prints only JSON on stdout, and stats counts the same', async () => {
    const out = join(folder, 'small');
    const made = await crane(
      'bench',
      'synth',
      '--seed',
      '9',
      '--samples',
      '10',
      '--facts',
      '2',
      '--out',
      out,
      '--json',
    );
    assert.equal(made.code, 0, made.stderr);
    const counted: unknown = JSON.parse(made.stdout);
    const again = await crane('bench', 'stats', out, '--json');
    assert.deepEqual(JSON.parse(again.stdout), counted);
    assert.ok(typeof counted === 'object' && counted !== null && 'samples' in counted && 'facts' in counted);
    assert.deepEqual([counted.facts, counted.samples], [2, 10]);
  });

  it('synth writes the same facts for the same seed, and others for another', async () => {
    const facts = async (name: string, seed: string): Promise<string> => {
      const out = join(folder, name);
      const made = await crane('bench', 'synth', '--seed', seed, '--samples', '2', '--facts', '1', '--out', out);
      assert.equal(made.code, 0, made.stderr);
      return readFile(join(out, 'facts.jsonl'), 'utf8');
    };
    const [a, b, c] = [await facts('a', '5'), await facts('b', '5'), await facts('c', '6')];
    assert.equal(a, b);
    assert.notEqual(a, c);
  });

  it('fails with one line that says what to do', async () => {
    const taken = join(folder, 'small');
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['bench', 'synth', '--out', taken], 1, /holds facts or samples already.*--force/u],
      [['bench', 'synth', '--out', join(folder, 'x'), '--size', '13'], 1, /multiple of 6/u],
      [['bench', 'synth', '--out', join(folder, 'x'), '--facts', '99'], 1, /99 facts/u],
      [['bench', 'stats', join(folder, 'nowhere')], 1, /no facts\.jsonl/u],
    ];
    for (const [args, code, message] of cases) {
      const outcome = await crane(...args);
      assert.equal(outcome.code, code, outcome.stderr);
      assert.match(outcome.stderr.trimEnd(), message);
      assert.equal(outcome.stderr.trimEnd().split('\n').length, 1, outcome.stderr);
    }
  });

  it('exits with 2 when used the wrong way', async () => {
    assert.equal((await crane('bench', 'synth')).code, 2);
    assert.equal((await crane('bench', 'synth', '--out', folder, '--samples', 'many')).code, 2);
    assert.equal((await crane('bench', 'synth', '--out', folder, '--targets', 'odd')).code, 2);
  });
});
