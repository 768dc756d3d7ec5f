import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { join } from 'node:path';
import sharp from 'sharp';
import type { RunEvent, RunRequest } from '../../src/protocol/index.ts';
import { startServerProcess, tempFolder, type ServerProcess } from './support/server_process.ts';
import { tinyModelFolder } from './support/tiny_model.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
const t = { after: (work: () => Promise<void> | void) => void cleanUp.unshift(work) };

async function png(background: string): Promise<{ readonly base64: string }> {
  const bytes = await sharp({ create: { width: 30, height: 20, channels: 3, background } })
    .png()
    .toBuffer();
  return { base64: bytes.toString('base64') };
}

async function runAll(server: ServerProcess, request: RunRequest): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of server.client.run(request)) events.push(event);
  return events;
}

describe('a server with an embedded model', () => {
  let server: ServerProcess;
  before(async () => {
    // No two pictures of a random model are this alike, but for a picture and itself.
    const folder = await tinyModelFolder(t, 0.99999);
    server = await startServerProcess(t, { workspace: tempFolder(t), args: ['--model-folder', folder] });
  });
  after(async () => {
    for (const work of cleanUp) await work();
  });

  it('finds a fact by its picture, and tells why the other is not used', async () => {
    const red = await server.client.addFact({ target: 'Red Name', images: [await png('red')] });
    await server.client.addFact({ target: 'Blue Name', images: [await png('blue')] });
    const retrieval = await server.client.retrieve({ image: await png('red') });
    assert.deepEqual([retrieval.route, retrieval.hits[0]?.factId, retrieval.hits[0]?.used], ['image', red.id, true]);
    assert.match(retrieval.encoder, /^crane-vision-[0-9a-f]{16}$/u);
    assert.match(retrieval.hits[1]?.reason ?? '', /^below θ/u);
  });

  it('runs with the fact that it found, names its model and tells what is outside its world', async () => {
    const events = await runAll(server, { question: 'what is this?', image: await png('red'), maxTokens: 8 });
    const [start] = events;
    assert.ok(start?.type === 'start');
    assert.deepEqual([start.facts[0]?.target, start.model, start.engine], ['Red Name', 'tiny-random', 'embedded']);
    const end = events.at(-1);
    assert.ok(end?.type === 'end');
    assert.ok(end.trace.notices.some((notice) => notice.code === 'outside-world-image'));
    assert.match(end.trace.prompt, /the entity is now Red Name/u);
    assert.match(end.trace.image ?? '', /^images\/[0-9a-f]{64}\.png$/u);
  });

  it('stops decoding when the client goes away, and takes the next run', async () => {
    for await (const event of server.client.run({ question: 'what is this?', method: 'base', maxTokens: 400 })) {
      if (event.type === 'delta') break;
    }
    const next = await runAll(server, { question: 'what is this?', method: 'base', maxTokens: 2 });
    assert.equal(next.at(-1)?.type, 'end');
    const { traces } = await server.client.traces({ method: 'base' });
    assert.deepEqual(
      traces.map((row) => row.status),
      ['done', 'aborted'],
    );
  });

  it('answers while it decodes', async () => {
    const running = runAll(server, { question: 'what is this?', method: 'base', maxTokens: 300 });
    assert.equal((await server.client.health()).engine.state, 'ready');
    assert.equal((await running).at(-1)?.type, 'end');
  });
});

describe('a server whose model is missing', () => {
  it('says so in health, doctor and every run, and still keeps facts', async (own) => {
    const workspace = tempFolder(own);
    const server = await startServerProcess(own, { workspace, args: ['--model-folder', join(workspace, 'none')] });
    const { ok, engine } = await server.client.health();
    assert.deepEqual([ok, engine.state], [false, 'error']);
    assert.match(engine.message ?? '', /bundled model cannot be read/u);
    const doctor = await server.client.doctor();
    const failing = doctor.checks.filter((check) => !check.ok).map((check) => check.name);
    assert.deepEqual(failing, ['bundled model', 'retrieval', 'engine']);
    const last = (await runAll(server, { question: 'what is this?', method: 'base' })).at(-1);
    assert.ok(last?.type === 'error');
    assert.deepEqual([last.error.code, last.trace?.status], ['model-missing', 'error']);
    assert.equal((await server.client.addFact({ target: 'Kept' })).target, 'Kept');
  });
});
