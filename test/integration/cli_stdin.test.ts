import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const bin = join(import.meta.dirname, '..', '..', 'bin', 'crane.mjs');
let folder = '';

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `crane` from a folder that is not the project's, with `input` on its stdin. */
function crane(args: readonly string[], input: string | Uint8Array = ''): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd: folder });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    // A command that fails at once does not read its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

const parse = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const lines = (text: string): readonly Record<string, unknown>[] => text.trimEnd().split('\n').map(parse);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crane cli ü-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

describe('crane trace parse', () => {
  const output = '<think>I see it.</think><answer>Zürich \u{1f600}</answer>';

  it('prints schema, blocks, steps and labels as one JSON value, and nothing else', async () => {
    const { code, out, err } = await crane(['trace', 'parse', '--stdin', '--json'], output);
    assert.deepEqual([code, err], [0, '']);
    const trace = parse(out);
    assert.deepEqual(trace['schema'], { profile: 'crane', valid: true, issues: [], notes: [] });
    assert.deepEqual(trace['answer'], { start: 32, end: 41, text: 'Zürich \u{1f600}' });
    assert.deepEqual(trace['labels'], []);
    assert.equal(out.trimEnd().split('\n').length, 1);
  });

  it('reads the output byte for byte: a byte-order mark and a last line break stay', async () => {
    const { out } = await crane(['trace', 'parse', '--stdin', '--json', '--profile', 'r1v'], `\ufeff${output}\n`);
    assert.deepEqual(parse(out)['answer'], { start: 33, end: 42, text: 'Zürich \u{1f600}' });
    assert.deepEqual((parse(out)['schema'] as { readonly valid: boolean }).valid, false);
  });

  it('takes what is known from a context file, nulls included', async () => {
    const file = join(folder, 'context.json');
    const context = {
      sampleType: 'normal',
      probe: 'rewrite',
      fact: { target: 'Zürich' },
      gold: null,
      preEdit: null,
      hops: [],
      finishReason: 'length',
      templateOpened: null,
    };
    await writeFile(file, `\ufeff${JSON.stringify(context)}`);
    const { code, out } = await crane(['trace', 'parse', '--stdin', '--context', file, '--json'], output);
    assert.equal(code, 0);
    assert.deepEqual((parse(out)['schema'] as { readonly notes: unknown }).notes, ['truncated']);
    assert.deepEqual(
      (parse(out)['labels'] as readonly { readonly mode: string }[]).map((l) => l.mode),
      ['spurious-success'],
    );
  });

  it('says in one line what is wrong with a context file, and exits 1', async () => {
    const missing = await crane(['trace', 'parse', '--stdin', '--context', 'nowhere.json', '--json'], output);
    assert.deepEqual([missing.code, missing.out], [1, '']);
    assert.match(missing.err, /^crane: The context file nowhere\.json cannot be read\. Give .*\n$/u);
    const file = join(folder, 'bad.json');
    await writeFile(file, '{"sampleType":"odd"}');
    const bad = await crane(['trace', 'parse', '--stdin', '--context', file], output);
    assert.equal(bad.code, 1);
    assert.match(bad.err, /sampleType must be one of normal, conflict, locality, text_locality/u);
  });

  it('exits 2 when used the wrong way', async () => {
    for (const args of [
      ['trace', 'parse'],
      ['trace', 'parse', '--stdin', '--profile', 'odd'],
      ['trace', 'parse', '--nonsense'],
      ['nonsense'],
      [],
    ]) {
      const { code, out, err } = await crane(args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.notEqual(err, '');
    }
  });

  it('shows model text to people without its control characters', async () => {
    const { out } = await crane(['trace', 'parse', '--stdin'], '<think>\u001b[31mred.</think><answer>x</answer>');
    assert.ok(!out.includes('\u001b'));
    assert.match(out, /\u241b\[31mred/u);
  });
});

describe('crane reward', () => {
  const line = {
    output: '<think>The edit fact says that it is Oxford now.</think><answer>Oxford</answer>',
    sampleType: 'normal',
    fact: { target: 'Oxford', aliases: [], description: '' },
    gold: ['Oxford'],
    preEdit: null,
  };

  it('scores JSON lines in order, with errors in the place of invalid lines, and exits 1 for those', async () => {
    const input = [
      JSON.stringify(line),
      'nonsense',
      '',
      JSON.stringify({ ...line, sampleType: 'odd' }),
      JSON.stringify({ ...line, fact: null }),
    ].join('\r\n');
    const { code, out, err } = await crane(['reward', '--stdin', '--json'], `\ufeff${input}`);
    assert.equal(code, 1);
    const results = lines(out);
    assert.equal(results.length, 4);
    assert.deepEqual([results[0]?.['total'], results[3]?.['reasoning']], [3, 0.5]);
    assert.equal((results[1]?.['error'] as { readonly line: number }).line, 2);
    assert.deepEqual(results[2], {
      error: { line: 4, message: 'sampleType must be one of normal, conflict, locality, text_locality.' },
    });
    assert.match(err, /2 lines are invalid/u);
  });

  it('scores many lines that come in odd pieces, and an empty input gives nothing', async () => {
    const many = Buffer.from(`${JSON.stringify({ ...line, preEdit: 'Zürich \u{1f600}' })}\n`.repeat(3000));
    const { code, out } = await crane(['reward', '--stdin', '--json'], many);
    assert.deepEqual([code, lines(out).length, new Set(out.trimEnd().split('\n')).size], [0, 3000, 1]);
    assert.deepEqual(await crane(['reward', '--stdin', '--json'], ''), { code: 0, out: '', err: '' });
  });
});

describe('crane judge', () => {
  const line = {
    output: '<think>The edit fact says that it is Oxford now. Oxford is in England.</think><answer>England</answer>',
    sampleType: 'conflict',
    probe: 'multi_hop',
    fact: { target: 'Oxford', aliases: [], description: '' },
    gold: ['England'],
    preEdit: 'Mexico',
    hops: [{ edited: 'Oxford', visual: 'Mexico City' }],
  };

  it('gives the verdict in the shape of the contract', async () => {
    const { code, out } = await crane(['judge', '--stdin', '--judge', 'rule', '--json'], JSON.stringify(line));
    assert.equal(code, 0);
    const { P0, P1, P2, P3, judge } = lines(out)[0] ?? {};
    assert.deepEqual(
      { P0, P1, P2, P3 },
      { P0: { broken: false, kind: null }, P1: null, P2: null, P3: { intermediate: 'edited', iu: 1, uvi: 0 } },
    );
    assert.equal((judge as { readonly name: string }).name, 'rule');
  });

  it('an invalid line gives an error in its place', async () => {
    const { code, out } = await crane(['judge', '--stdin', '--json'], `{"output":1}\n${JSON.stringify(line)}\n`);
    assert.equal(code, 1);
    const [first, second] = lines(out);
    assert.equal((first?.['error'] as { readonly line: number }).line, 1);
    assert.notEqual(second?.['P3'], null);
  });
});
