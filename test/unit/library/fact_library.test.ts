import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { serialiseFact, type EditFact } from '../../../src/facts/index.ts';
import { FactLibrary } from '../../../src/library/fact_library.ts';
import { tempWorkspace } from '../support/temp_workspace.ts';

const png = await sharp({ create: { width: 3, height: 3, channels: 3, background: 'red' } })
  .png()
  .toBuffer();

function fact(id: string, fields: Partial<EditFact> = {}): EditFact {
  return {
    id,
    target: `New ${id}`,
    aliases: [],
    description: '',
    images: [],
    question: '',
    preEdit: null,
    enabled: true,
    created: '2026-01-02T03:04:05.000Z',
    note: '',
    ...fields,
  };
}

test('an added fact is one line in the order of the contract, and its picture is stored by its hash', async (t) => {
  const workspace = tempWorkspace(t);
  const library = new FactLibrary(workspace);
  const added = await library.add({
    target: 'Zürich Tower',
    images: [{ base64: png.toString('base64') }],
    aliases: ['ZT'],
  });
  const text = readFileSync(workspace.facts, 'utf8');
  assert.match(
    text,
    /^\{"id":"[^"]+","target":"Zürich Tower","aliases":\["ZT"\],"description":"","images":\["images\/[0-9a-f]{64}\.png"\],"question":"","preEdit":null,"enabled":true,"created":"[^"]+","note":""\}\n$/u,
  );
  assert.deepEqual((await library.read()).facts, [added]);
  assert.equal(
    readFileSync(join(workspace.root, '.crane', '.gitignore'), 'utf8').includes('runs.sqlite*\ncache/'),
    true,
  );
});

test('a fact without a name is refused, and its picture is not stored', async (t) => {
  const workspace = tempWorkspace(t);
  const adding = new FactLibrary(workspace).add({ target: '  ', images: [{ base64: png.toString('base64') }] });
  await assert.rejects(adding, { code: 'fact-invalid' });
  assert.deepEqual(readdirSync(workspace.crane), ['cache']);
});

test('editing changes the named fields alone, and null is a value', async (t) => {
  const library = new FactLibrary(tempWorkspace(t));
  const { id } = await library.add({ target: 'A', preEdit: 'Old', description: 'D' });
  const edited = await library.edit(id, { target: 'B', preEdit: null });
  assert.deepEqual([edited.target, edited.preEdit, edited.description], ['B', null, 'D']);
  await assert.rejects(library.edit('f-none', { target: 'B' }), { code: 'fact-not-found' });
  await assert.rejects(library.edit(id, { target: '' }), { code: 'fact-invalid' });
});

test('a deleted fact comes back as it was, and not twice', async (t) => {
  const library = new FactLibrary(tempWorkspace(t));
  const added = await library.add({ target: 'A' });
  const removed = await library.remove(added.id);
  assert.deepEqual(removed, added);
  assert.deepEqual((await library.read()).facts, []);
  assert.deepEqual(await library.restore(removed), added);
  await assert.rejects(library.restore(removed), { code: 'fact-exists' });
});

test('bad lines are reported by line and field, hide no good one, and survive a rewrite byte by byte', async (t) => {
  const workspace = tempWorkspace(t);
  const bad = ['{not json', '{"id":"x","target":3}', '[1]', '{"id":"a","target":"Twice"}', ''];
  const hand = '{ "target": "By hand", "id": "h" , "extra": 1}';
  writeFileSync(workspace.facts, [serialiseFact(fact('a')), ...bad, hand].join('\n') + '\n');
  const library = new FactLibrary(workspace);
  const { facts, problems } = await library.read();
  assert.deepEqual(
    facts.map(({ id }) => id),
    ['a', 'h'],
  );
  assert.deepEqual(
    problems.map(({ file, line, field }) => [file, line, field]),
    [
      ['.crane/facts.jsonl', 2, null],
      ['.crane/facts.jsonl', 3, 'target'],
      ['.crane/facts.jsonl', 4, null],
      ['.crane/facts.jsonl', 5, 'id'],
    ],
  );
  await library.edit('a', { note: 'seen' });
  const lines = readFileSync(workspace.facts, 'utf8').split('\n');
  assert.deepEqual(lines.slice(1, 7), [...bad, hand]);
});

test('a change by hand is seen at the next read', async (t) => {
  const workspace = tempWorkspace(t);
  const library = new FactLibrary(workspace);
  await library.add({ target: 'A' });
  writeFileSync(workspace.facts, `${readFileSync(workspace.facts, 'utf8')}${serialiseFact(fact('hand'))}\n`);
  assert.equal((await library.read()).facts.length, 2);
});

test('a line added by hand since the last read is kept by a change', async (t) => {
  const workspace = tempWorkspace(t);
  const library = new FactLibrary(workspace);
  const { id } = await library.add({ target: 'A' });
  writeFileSync(workspace.facts, `${readFileSync(workspace.facts, 'utf8')}${serialiseFact(fact('hand'))}\n`);
  await library.edit(id, { target: 'B' });
  assert.deepEqual(
    (await library.read()).facts.map(({ target }) => target),
    ['B', 'New hand'],
  );
});

test('a torn last line is set aside with a message, and the facts before it stay', async (t) => {
  const workspace = tempWorkspace(t);
  const whole = `${serialiseFact(fact('a'))}\n${serialiseFact(fact('b'))}\n`;
  const torn = '{"id":"c","target":"Cut o';
  writeFileSync(workspace.facts, whole + torn);
  const library = new FactLibrary(workspace);
  assert.match((await library.repair()) ?? '', /last line of \.crane\/facts\.jsonl was cut off.*2 facts/u);
  assert.equal(readFileSync(workspace.facts, 'utf8'), whole);
  assert.equal(readFileSync(join(workspace.cache, 'torn-lines.txt'), 'utf8'), `${torn}\n`);
  assert.equal(await library.repair(), null);
});

test('a whole last line without a line break is no torn line, and adding does not glue to it', async (t) => {
  const workspace = tempWorkspace(t);
  writeFileSync(workspace.facts, serialiseFact(fact('a')));
  const library = new FactLibrary(workspace);
  assert.equal(await library.repair(), null);
  await library.add({ target: 'B' });
  assert.deepEqual(
    (await library.read()).facts.map(({ target }) => target),
    ['New a', 'B'],
  );
});

test('a file that is not UTF-8 is read as far as it goes and never rewritten', async (t) => {
  const workspace = tempWorkspace(t);
  const bytes = Buffer.concat([Buffer.from(`${serialiseFact(fact('a'))}\n`), Buffer.from([0xff, 0xfe, 0x0a])]);
  writeFileSync(workspace.facts, bytes);
  const library = new FactLibrary(workspace);
  assert.equal((await library.read()).facts.length, 1);
  await assert.rejects(library.add({ target: 'B' }), { code: 'file-encoding' });
  assert.deepEqual(readFileSync(workspace.facts), bytes);
});

test('two processes that add 50 facts each at the same time lose none', async (t) => {
  const workspace = tempWorkspace(t);
  const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const script = (name: string): string => `
    import { FactLibrary } from ${here('../../../src/library/fact_library.ts')};
    import { workspaceAt } from ${here('../../../src/library/workspace.ts')};
    const library = new FactLibrary(workspaceAt(${JSON.stringify(workspace.root)}));
    for (let i = 0; i < 50; i++) await library.add({ target: '${name} ' + i });`;
  const codes = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script(name)], { stdio: 'inherit' });
      return (await once(child, 'exit'))[0] as unknown;
    }),
  );
  assert.deepEqual(codes, [0, 0]);
  const { facts, problems } = await new FactLibrary(workspace).read();
  assert.deepEqual(problems, []);
  assert.equal(new Set(facts.map(({ target }) => target)).size, 100);
});

test('an import adds, replaces by id, gives missing ids, stores pictures of its folder, and reports the rest', async (t) => {
  const workspace = tempWorkspace(t);
  const library = new FactLibrary(workspace);
  await library.restore(fact('a'));
  const folder = join(workspace.root, 'elsewhere');
  mkdirSync(folder);
  writeFileSync(join(folder, 'tower.png'), png);
  const lines = [
    '{"id":"a","target":"Replaced"}',
    '{"target":"No id","images":["tower.png"]}',
    '{"id":"lost","target":"Lost","images":["none.png"]}',
    '{"id":"bad"}',
  ];
  const reply = await library.importLines(lines.join('\n'), folder);
  assert.deepEqual(
    reply.replaced.map(({ target }) => target),
    ['Replaced'],
  );
  assert.deepEqual(
    reply.added.map(({ target, images }) => [target, images.length]),
    [['No id', 1]],
  );
  assert.deepEqual(
    reply.problems.map(({ line, field }) => [line, field]),
    [
      [4, 'target'],
      [3, 'images'],
    ],
  );
  assert.equal(await library.exportLines(), readFileSync(workspace.facts, 'utf8'));
});
