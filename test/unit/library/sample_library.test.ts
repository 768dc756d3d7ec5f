import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SampleLibrary } from '../../../src/library/sample_library.ts';
import { tempWorkspace } from '../support/temp_workspace.ts';

const line = (id: string): string =>
  JSON.stringify({ id, split: 'test', type: 'normal', probe: 'rewrite', question: 'What?' });

test('a workspace without samples has none', async (t) => {
  assert.deepEqual(await new SampleLibrary(tempWorkspace(t)).read(), { samples: [], problems: [] });
});

test('all files are read in the order of their names, and problems name file and line', async (t) => {
  const workspace = tempWorkspace(t);
  mkdirSync(workspace.samples);
  writeFileSync(join(workspace.samples, 'b.jsonl'), `${line('3')}\n{"id":"bad","type":"odd"}\n${line('1')}\n`);
  writeFileSync(join(workspace.samples, 'a.jsonl'), `${line('1')}\r\n\n${line('2')}`);
  writeFileSync(join(workspace.samples, 'notes.txt'), 'not samples');
  const library = new SampleLibrary(workspace);
  const { samples, problems } = await library.read();
  assert.deepEqual(
    samples.map(({ id }) => id),
    ['1', '2', '3'],
  );
  const places = new Set(problems.map((problem) => `${problem.file}:${problem.line}`));
  assert.deepEqual([...places], ['.crane/samples/b.jsonl:2', '.crane/samples/b.jsonl:3']);
});

test('a file that comes, changes or goes is seen at the next read', async (t) => {
  const workspace = tempWorkspace(t);
  const library = new SampleLibrary(workspace);
  await library.read();
  mkdirSync(workspace.samples);
  writeFileSync(join(workspace.samples, 'a.jsonl'), line('1'));
  assert.equal((await library.get('1')).id, '1');
  writeFileSync(join(workspace.samples, 'a.jsonl'), `${line('2')}\n${line('4')}`);
  await assert.rejects(library.get('1'), { code: 'sample-not-found' });
});
