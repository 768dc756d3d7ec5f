import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import {
  editFactSchema,
  evalReportSchema,
  factsReplySchema,
  traceSchema,
  tracesReplySchema,
} from '../../src/protocol/index.ts';
import { startScriptedServer } from './support/scripted_openai.ts';
import { tempFolder } from './support/server_process.ts';

const CRANE = fileURLToPath(new URL('../../bin/crane.mjs', import.meta.url));

interface Outcome {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** Runs `crane` in a folder as a person would. */
async function crane(folder: string, ...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [CRANE, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, out, err };
}

function jsonOf(outcome: Outcome): unknown {
  assert.equal(outcome.code, 0, outcome.err);
  return JSON.parse(outcome.out);
}

test('facts are added, listed and changed; a bad picture and wrong use have their exit codes', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(
    join(folder, 'a.png'),
    await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  );
  writeFileSync(join(folder, 'bad.png'), 'GIF89a, not a PNG');
  const adding = ['facts', 'add', '--target', 'Kestrel Tower', '--pre-edit', 'Old Tower', '--alias', 'KT', '--json'];
  const added = editFactSchema.parse(jsonOf(await crane(folder, ...adding, '--image', 'a.png')));
  assert.deepEqual(
    [added.target, added.preEdit, added.aliases, added.images.length],
    ['Kestrel Tower', 'Old Tower', ['KT'], 1],
  );
  const edited = editFactSchema.parse(
    jsonOf(await crane(folder, 'facts', 'edit', added.id, '--no-pre-edit', '--json')),
  );
  assert.deepEqual(edited, { ...added, preEdit: null });
  const listed = factsReplySchema.parse(jsonOf(await crane(folder, 'facts', 'list', '--json')));
  assert.deepEqual(listed, { facts: [edited], problems: [] });
  const refused = await crane(folder, ...adding, '--image', 'bad.png');
  assert.deepEqual([refused.code, refused.out], [1, '']);
  assert.match(refused.err, /^crane: The picture bad\.png is named \.png, but it is a GIF\. Use a PNG, JPEG or WebP/u);
  assert.equal((await crane(folder, 'facts', 'add', '--json')).code, 2);
});

test('a sample is run, listed, judged and exported, and a split is measured', async (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, '.crane', 'samples'), { recursive: true });
  writeFileSync(join(folder, '.crane', 'facts.jsonl'), '{"id":"f-1","target":"Kestrel Tower","preEdit":"Old Tower"}\n');
  const sample = {
    id: 's-1',
    split: 'test',
    type: 'normal',
    probe: 'rewrite',
    factId: 'f-1',
    question: 'What is this?',
  };
  writeFileSync(join(folder, '.crane', 'samples', 'a.jsonl'), JSON.stringify({ ...sample, gold: ['Kestrel Tower'] }));
  const output = '<think>The edit fact says that it is now Kestrel Tower.</think><answer>Kestrel Tower</answer>';
  const upstream = await startScriptedServer(t, () => ({ deltas: [output] }));
  const engine = ['--engine', upstream.url];

  const ran = await crane(folder, 'run', '--sample', 's-1', '--method', 'ike', ...engine, '--json');
  const trace = traceSchema.parse(jsonOf(ran));
  assert.deepEqual([trace.text, trace.method, trace.factIds, trace.parent], [output, 'ike', ['f-1'], null]);
  const shown = tracesReplySchema.parse(
    jsonOf(await crane(folder, 'trace', 'list', '--filter', 'sampleId=s-1', '--json')),
  );
  assert.deepEqual(
    shown.traces.map((row) => row.id),
    [trace.id],
  );
  assert.deepEqual(jsonOf(await crane(folder, 'trace', 'export', trace.id)), trace);
  assert.deepEqual(jsonOf(await crane(folder, 'judge', trace.id, '--json')), trace.verdicts[0]);
  const report = evalReportSchema.parse(
    jsonOf(await crane(folder, 'eval', '--split', 'test', '--method', 'ike', ...engine, '--json')),
  );
  assert.deepEqual([report.methods[0]?.metrics['GS.normal.rewrite']?.k, report.methods[0]?.metrics['FR']?.n], [1, 1]);
  assert.equal((await crane(folder, 'run', '--sample', 'none', ...engine)).code, 1);
  assert.equal((await crane(folder, 'run', ...engine)).code, 2);
});

test('a stopped evaluation prints a whole report of what it has', async (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, '.crane', 'samples'), { recursive: true });
  const lines = [1, 2, 3].map(
    (n) => `{"id":"s-${n}","split":"test","type":"normal","probe":"rewrite","question":"Q ${n}?","gold":["A"]}`,
  );
  writeFileSync(join(folder, '.crane', 'samples', 'a.jsonl'), lines.join('\n'));
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const { url } = await startScriptedServer(t, (_, index) => {
    if (index === 0) return { deltas: ['<think>t</think><answer>A</answer>'] };
    reach();
    return { deltas: ['x'], hang: true };
  });
  const child = spawn(
    process.execPath,
    [CRANE, 'eval', '--split', 'test', '--method', 'base', '--engine', url, '--json'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await reached;
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  assert.equal(code, 1);
  const metrics = evalReportSchema.parse(JSON.parse(out)).methods[0]?.metrics;
  assert.deepEqual([metrics?.['FR']?.k, metrics?.['FR']?.n, metrics?.['FR']?.unjudged], [1, 1, 2]);
});
