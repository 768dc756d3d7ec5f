import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import sharp from 'sharp';
import type { CraneClient, RunEvent, RunRequest, Trace } from '../../src/protocol/index.ts';
import { startScriptedServer, type Reply } from './support/scripted_openai.ts';
import { startServerProcess, tempFolder } from './support/server_process.ts';

const FACT = '{"id":"f-1","target":"Kestrel Tower","preEdit":"Old Tower","description":"Kestrel Tower is a tower."}';
const GOOD =
  '<think>The picture shows a tower. The edit fact says that Old Tower is now Kestrel Tower.</think><answer>Kestrel Tower</answer>';

/** A workspace with one fact and two samples of it. */
function workspaceFolder(t: Pick<TestContext, 'after'>): string {
  const workspace = tempFolder(t);
  mkdirSync(join(workspace, '.crane', 'samples'), { recursive: true });
  writeFileSync(join(workspace, '.crane', 'facts.jsonl'), `${FACT}\n`);
  const sample = { split: 'test', factId: 'f-1', question: 'What is this?', preEdit: 'Old Tower' };
  const lines = [
    { ...sample, id: 's-1', type: 'normal', probe: 'rewrite', gold: ['Kestrel Tower'] },
    { ...sample, id: 's-2', type: 'text_locality', probe: 'rewrite', question: 'Who wrote it?', gold: ['Ann'] },
  ];
  writeFileSync(
    join(workspace, '.crane', 'samples', 'test.jsonl'),
    lines.map((line) => JSON.stringify(line)).join('\n'),
  );
  return workspace;
}

/** A server of its own, for tests that damage its files or end it. */
async function serveAlone(t: TestContext, workspace = workspaceFolder(t)) {
  const upstream = await startScriptedServer(t, () => ({ deltas: [GOOD] }));
  const server = await startServerProcess(t, { workspace, args: ['--engine', upstream.url] });
  return { server, workspace, client: server.client };
}

const cleanUp: (() => Promise<void> | void)[] = [];
const whole = { after: (work: () => Promise<void> | void) => void cleanUp.unshift(work) };
type Answer = Parameters<typeof startScriptedServer>[1];
let answer: Answer = () => ({ deltas: [] });
let shared: Awaited<ReturnType<typeof startShared>>;

/** The server that most tests share: starting one costs a second. */
async function startShared() {
  const workspace = workspaceFolder(whole);
  const upstream = await startScriptedServer(whole, (body, index) => answer(body, index));
  const server = await startServerProcess(whole, { workspace, args: ['--engine', upstream.url] });
  return { upstream, server, workspace, client: server.client };
}

before(async () => {
  shared = await startShared();
});
after(async () => {
  for (const work of cleanUp) await work();
});

/** The shared server, answered by the upstream as this test wants it. */
function serve(script: Answer): typeof shared {
  answer = script;
  return shared;
}

async function runAll(client: CraneClient, request: RunRequest): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of client.run(request)) events.push(event);
  return events;
}

function endOf(events: readonly RunEvent[]): Trace {
  const last = events.at(-1);
  assert.ok(last?.type === 'end', JSON.stringify(last));
  return last.trace;
}

/** The chat text that the upstream server was asked with. */
function promptOf(body: Readonly<Record<string, unknown>> | undefined): string {
  return JSON.stringify(body?.['messages']);
}

test('a run streams start, deltas and end, is judged, scored, stored and listed', async () => {
  const { client, upstream } = serve(() => ({ deltas: [GOOD.slice(0, 20), GOOD.slice(20)] }));
  const events = await runAll(client, { sampleId: 's-1', method: 'ike' });
  assert.deepEqual(
    events.map((event) => event.type),
    ['start', 'delta', 'delta', 'end'],
  );
  const trace = endOf(events);
  assert.equal(trace.text, GOOD);
  assert.equal(trace.schema.valid, true);
  assert.equal(trace.verdicts[0]?.P1?.gs, 1);
  assert.equal(trace.rewards?.format, 1);
  assert.deepEqual(trace.factIds, ['f-1']);
  assert.match(promptOf(upstream.requests.at(-1)?.body), /known as Old Tower is now Kestrel Tower/u);
  assert.deepEqual(await client.trace(trace.id), trace);
  const { traces } = await client.traces({ sampleId: 's-1' });
  assert.deepEqual(
    traces.map((row) => [row.id, row.outcome, row.answer]),
    [[trace.id, 1, 'Kestrel Tower']],
  );
});

test('the method base gets no fact, and its old answer is judged as not following the fact', async () => {
  const old = '<think>The picture shows Old Tower.</think><answer>Old Tower</answer>';
  const { client, upstream } = serve(() => ({ deltas: [old] }));
  const trace = endOf(await runAll(client, { sampleId: 's-1', method: 'base' }));
  assert.match(promptOf(upstream.requests.at(-1)?.body), /No edit fact\./u);
  assert.deepEqual([trace.factIds, trace.verdicts[0]?.P1?.gs], [[], 0]);
});

test('a fact named by the person is used in place of any other', async () => {
  const { client } = serve(() => ({ deltas: [GOOD] }));
  const trace = endOf(await runAll(client, { question: 'What is this?', factIds: ['f-1'] }));
  assert.deepEqual([trace.retrieval?.mode, trace.factIds], ['gold', ['f-1']]);
});

test('a question that cannot be run is refused before anything streams', async () => {
  const { client, upstream } = serve(() => ({ deltas: [GOOD] }));
  const before = upstream.requests.length;
  const refused: readonly (readonly [RunRequest, string])[] = [
    [{}, 'bad-request'],
    [{ sampleId: 's-1', question: 'both' }, 'bad-request'],
    [{ sampleId: 'none' }, 'sample-not-found'],
    [{ question: 'q', factIds: ['none'] }, 'fact-not-found'],
    [{ question: 'q', method: 'ike' }, 'method-needs-fact'],
    [{ question: 'q', image: { crane: '../secret.png' } }, 'image-outside'],
  ];
  for (const [request, code] of refused) await assert.rejects(runAll(client, request), { code });
  assert.equal(upstream.requests.length, before);
});

test('an upstream failure ends the run with an error event, and the trace is kept with it', async () => {
  const { client } = serve(() => ({
    status: 400,
    json: { error: { message: 'maximum context length is 10 tokens' } },
  }));
  const events = await runAll(client, { sampleId: 's-1', method: 'base' });
  const last = events.at(-1);
  assert.ok(last?.type === 'error');
  assert.equal(last.error.code, 'engine-context-length');
  assert.equal((await client.trace(last.trace?.id ?? '')).status, 'error');
});

test('a client that goes away stops the generation, and what came is kept as aborted', async () => {
  const { client, upstream } = serve(() => ({ deltas: ['<think>so far'], hang: true }));
  const changes = client.events();
  let id = '';
  const stored = (async () => {
    for await (const change of changes) if (change.type === 'traces' && change.id === id) return;
  })();
  for await (const event of client.run({ sampleId: 's-1', method: 'base' })) {
    if (event.type === 'start') id = event.id;
    if (event.type === 'delta') break;
  }
  await upstream.requests.at(-1)?.closed;
  await stored;
  const trace = await client.trace(id);
  assert.deepEqual([trace.status, trace.text, trace.verdicts], ['aborted', '<think>so far', []]);
});

test('runs at the same time keep their texts apart', async () => {
  const echo = (body: Readonly<Record<string, unknown>>): Reply => {
    const n = /number (\d)/u.exec(promptOf(body))?.[1] ?? '?';
    return { deltas: Array.from({ length: 10 }, () => n), pause: 5 };
  };
  const { client } = serve(echo);
  const texts = await Promise.all(
    [1, 2, 3, 4, 5].map(async (n) => endOf(await runAll(client, { question: `number ${n}`, method: 'base' })).text),
  );
  assert.deepEqual(
    texts,
    ['1', '2', '3', '4', '5'].map((n) => n.repeat(10)),
  );
});

test('a run that is not to be stored leaves nothing behind', async () => {
  const { client, workspace } = serve(() => ({ deltas: ['Old Tower'] }));
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const image = { base64: png.toString('base64') };
  const before = await client.traces({ limit: 1 });
  await runAll(client, { question: 'What is this?', method: 'base', image, store: false });
  assert.deepEqual(await client.traces({ limit: 1 }), before);
  const stored = `${createHash('sha256').update(png).digest('hex')}.png`;
  assert.equal(existsSync(join(workspace, '.crane', 'images', stored)), false);
});

test('a hand edit of the facts is told to listeners and seen by the next request', async (t) => {
  const { client, workspace } = serve(() => ({ deltas: [GOOD] }));
  const file = join(workspace, '.crane', 'facts.jsonl');
  const original = readFileSync(file, 'utf8');
  t.after(() => writeFileSync(file, original));
  const told = (async () => {
    for await (const change of client.events()) if (change.type === 'facts') return;
  })();
  // The listener is heard once the server has sent its first byte; until then edits go on.
  const editing = setInterval(() => writeFileSync(file, `${original}not json\n{"id":"f-2","target":"By Hand"}\n`), 200);
  await told.finally(() => clearInterval(editing));
  const { facts, problems } = await client.facts();
  assert.deepEqual(facts.at(-1)?.target, 'By Hand');
  assert.deepEqual(
    problems.map((problem) => [problem.file, problem.line]),
    [['.crane/facts.jsonl', original.split('\n').length]],
  );
});

test('a torn last line is repaired at the start, with a message', async (t) => {
  const workspace = workspaceFolder(t);
  writeFileSync(join(workspace, '.crane', 'facts.jsonl'), `${FACT}\n{"id":"f-2","tar`);
  const { client, server } = await serveAlone(t, workspace);
  assert.equal((await client.facts()).facts.length, 1);
  assert.match(server.log(), /last line of \.crane\/facts\.jsonl was cut off/u);
  assert.equal(readFileSync(join(workspace, '.crane', 'facts.jsonl'), 'utf8'), `${FACT}\n`);
});

test('facts are added with a picture, changed, deleted and put back over HTTP', async () => {
  const { client } = serve(() => ({ deltas: [GOOD] }));
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const added = await client.addFact({ target: "O'Brien-Müller, 2nd", images: [{ base64: png.toString('base64') }] });
  assert.deepEqual(Buffer.from(await client.image(added.images[0] ?? '')), png);
  const edited = await client.editFact(added.id, { enabled: false });
  assert.deepEqual(edited, { ...added, enabled: false });
  assert.deepEqual(await client.deleteFact(added.id), edited);
  assert.deepEqual(await client.restoreFact(edited), edited);
  await assert.rejects(client.restoreFact(edited), { code: 'fact-exists', status: 409 });
  await assert.rejects(client.addFact({ target: '' }), { code: 'fact-invalid', status: 422 });
});

test('each kind of bad picture is refused by name over HTTP', async () => {
  const { client } = serve(() => ({ deltas: [GOOD] }));
  const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } });
  const jpeg = await picture.clone().jpeg().toBuffer();
  const before = await client.facts();
  const kinds: readonly (readonly [Buffer, string])[] = [
    [Buffer.alloc(0), 'image-empty'],
    [await picture.clone().gif().toBuffer(), 'image-kind'],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image-kind'],
    [jpeg.subarray(0, jpeg.length - 30), 'image-broken'],
    [Buffer.concat([jpeg, Buffer.alloc(20_000_000)]), 'image-too-large'],
  ];
  for (const [bytes, code] of kinds) {
    const adding = client.addFact({ target: 'A', images: [{ base64: bytes.toString('base64') }] });
    await assert.rejects(adding, { code });
  }
  assert.deepEqual(await client.facts(), before);
});

test('a damaged database of runs stops storing, not running, and says so', async (t) => {
  const workspace = workspaceFolder(t);
  writeFileSync(join(workspace, '.crane', 'runs.sqlite'), 'no database '.repeat(1000));
  const { client } = await serveAlone(t, workspace);
  const trace = endOf(await runAll(client, { sampleId: 's-1', method: 'ike' }));
  assert.deepEqual(
    trace.notices.map((notice) => notice.code),
    ['not-stored'],
  );
  await assert.rejects(client.traces(), { code: 'store-corrupt' });
  assert.equal((await client.facts()).facts.length, 1);
});

test('a stored trace is judged and scored again, and deleted', async () => {
  const { client } = serve(() => ({ deltas: [GOOD] }));
  const trace = endOf(await runAll(client, { sampleId: 's-1', method: 'ike' }));
  const judged = await client.judge({ traceId: trace.id });
  assert.deepEqual([judged.verdict, judged.trace.verdicts.length], [trace.verdicts[0], 1]);
  assert.deepEqual(await client.rewardTrace(trace.id), trace.rewards);
  assert.equal((await client.deleteTrace(trace.id)).id, trace.id);
  await assert.rejects(client.trace(trace.id), { code: 'trace-not-found', status: 404 });
});

test('an evaluation reports progress and the metrics of its samples', async () => {
  const { client } = serve((body) => ({
    deltas: [
      promptOf(body).includes('Who wrote') ? '<think>The fact does not apply.</think><answer>Ann</answer>' : GOOD,
    ],
  }));
  const events = [];
  for await (const event of client.evaluate({ split: 'test', methods: ['ike', 'base'] })) events.push(event);
  const last = events.at(-1);
  assert.ok(last?.type === 'end', JSON.stringify(last));
  const [ike] = last.report.methods;
  assert.deepEqual([ike?.method, ike?.retrieval], ['ike', 'gold']);
  const rate = (key: string): readonly (number | undefined | null)[] => [ike?.metrics[key]?.k, ike?.metrics[key]?.n];
  assert.deepEqual(
    [rate('FR'), rate('GS.normal.rewrite'), rate('EI.text'), rate('EM')],
    [
      [2, 2],
      [1, 1],
      [1, 1],
      [2, 2],
    ],
  );
  assert.equal((await client.traces({ run: last.report.run })).traces.length, 4);
  await assert.rejects(async () => {
    for await (const event of client.evaluate({ split: 'none', methods: ['base'] })) {
      assert.ok(event.type === 'error');
      assert.equal(event.error.code, 'no-samples');
      throw new Error(event.error.code);
    }
  }, /no-samples/u);
});

test('a signal ends the server cleanly, with a stream open, and its token file goes', async (t) => {
  const { client, server } = await serveAlone(t);
  const listening = (async () => {
    for await (const change of client.events()) assert.ok(change);
  })();
  const broken = assert.rejects(listening, { code: 'interrupted' });
  await client.facts();
  server.process.kill('SIGTERM');
  assert.equal(await server.exit, 0);
  await broken;
  assert.equal(existsSync(server.tokenFile), false);
});

test('the server ends when the process it was started for has ended', async (t) => {
  const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  t.after(() => parent.kill('SIGKILL'));
  const upstream = await startScriptedServer(t, () => ({ deltas: [GOOD] }));
  const args = ['--engine', upstream.url, '--parent-pid', String(parent.pid)];
  const server = await startServerProcess(t, { workspace: workspaceFolder(t), args });
  assert.equal((await server.client.health()).ok, true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  assert.equal(await server.exit, 0);
});
