import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import sharp from 'sharp';
import { OpenAIEngine, type EngineEvent, type GenerateRequest } from '../../src/engines/index.ts';
import { loadImage, workspaceAt } from '../../src/library/index.ts';
import { buildPrompt } from '../../src/prompts/index.ts';
import { startScriptedServer, type Reply } from './support/scripted_openai.ts';

const request: GenerateRequest = {
  prompt: buildPrompt({ question: 'What is this?', hasImage: false, fact: null }),
  image: null,
  names: [],
  options: { maxTokens: 64, temperature: 0, seed: 7 },
};

async function collect(events: AsyncIterable<EngineEvent>): Promise<readonly EngineEvent[]> {
  const all: EngineEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function textOf(events: readonly EngineEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

const forever = new AbortController().signal;

async function engineFor(t: Parameters<typeof startScriptedServer>[0], reply: Reply): Promise<OpenAIEngine> {
  const server = await startScriptedServer(t, () => reply);
  return new OpenAIEngine({ url: server.url, model: null, apiKey: null });
}

test('raw think text streams through unchanged, with the finish reason and the token count', async (t) => {
  const server = await startScriptedServer(t, () => ({ deltas: ['<think>a', 'b</think>', '<answer>c</answer>'] }));
  const engine = new OpenAIEngine({ url: server.url, model: null, apiKey: 'key' });
  const events = await collect(engine.generate(request, forever));
  assert.equal(textOf(events), '<think>ab</think><answer>c</answer>');
  assert.deepEqual(events.at(-1), { type: 'finish', reason: 'stop', tokens: 3, serverSplit: false });
  const [seen] = server.requests;
  assert.equal(seen?.authorization, 'Bearer key');
  assert.deepEqual(
    { ...seen?.body, messages: undefined },
    {
      model: 'scripted',
      messages: undefined,
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      max_tokens: 64,
      seed: 7,
    },
  );
});

for (const field of ['reasoning', 'reasoning_content'] as const) {
  test(`reasoning in the field ${field} is rebuilt as a think block and marked`, async (t) => {
    const engine = await engineFor(t, { deltas: [{ [field]: 'a' }, { [field]: 'b' }, '<answer>', 'c</answer>'] });
    const events = await collect(engine.generate(request, forever));
    assert.equal(textOf(events), '<think>ab</think><answer>c</answer>');
    const finish = events.at(-1);
    assert.ok(finish?.type === 'finish' && finish.serverSplit);
  });
}

test('a thought that the length limit cut is left open', async (t) => {
  const engine = await engineFor(t, { deltas: [{ reasoning: 'cut' }], finish: 'length' });
  assert.equal(textOf(await collect(engine.generate(request, forever))), '<think>cut');
});

test('the picture travels upright as a data URL before the text', async (t) => {
  const server = await startScriptedServer(t, () => ({ deltas: ['x'] }));
  const engine = new OpenAIEngine({ url: server.url, model: null, apiKey: null });
  const turned = await sharp({ create: { width: 8, height: 4, channels: 3, background: 'red' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const image = await loadImage(workspaceAt(tmpdir()), { base64: turned.toString('base64') });
  const prompt = buildPrompt({ question: 'What is this?', hasImage: true, fact: null });
  await collect(engine.generate({ ...request, prompt, image }, forever));
  const messages = server.requests[0]?.body['messages'] as {
    content: { type: string; image_url?: { url: string } }[];
  }[];
  const parts = messages[1]?.content ?? [];
  assert.deepEqual(
    parts.map((part) => part.type),
    ['image_url', 'text'],
  );
  const url = parts[0]?.image_url?.url ?? '';
  const sent = await sharp(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')).metadata();
  assert.deepEqual([sent.width, sent.height, sent.orientation], [4, 8, undefined]);
});

test('aborting throws the reason and closes the connection', async (t) => {
  const server = await startScriptedServer(t, () => ({ deltas: ['one'], hang: true }));
  const engine = new OpenAIEngine({ url: server.url, model: null, apiKey: null });
  const stop = new AbortController();
  const reason = new Error('stopped by the person');
  await assert.rejects(async () => {
    for await (const event of engine.generate(request, stop.signal)) if (event.type === 'text') stop.abort(reason);
  }, reason);
  await server.requests[0]?.closed;
});

test('leaving the loop closes the connection', async (t) => {
  const server = await startScriptedServer(t, () => ({ deltas: ['one'], hang: true }));
  const engine = new OpenAIEngine({ url: server.url, model: null, apiKey: null });
  for await (const event of engine.generate(request, forever)) if (event.type === 'text') break;
  await server.requests[0]?.closed;
});

test('a server that goes silent is given up as stalled', async (t) => {
  const server = await startScriptedServer(t, () => ({ deltas: ['one'], hang: true }));
  const engine = new OpenAIEngine({ url: server.url, model: null, apiKey: null, stallMs: 100 });
  await assert.rejects(collect(engine.generate(request, forever)), { code: 'engine-stalled' });
  await server.requests[0]?.closed;
});

test('a stream that breaks off is a failure, not a short answer', async (t) => {
  const engine = await engineFor(t, { deltas: ['half'], finish: null });
  await assert.rejects(collect(engine.generate(request, forever)), { code: 'engine-failed' });
});

const refusals: readonly { readonly status: number; readonly message: string; readonly code: string }[] = [
  { status: 401, message: 'no key', code: 'engine-unauthorized' },
  { status: 404, message: 'The model `x` does not exist.', code: 'engine-model-not-found' },
  { status: 400, message: "This model's maximum context length is 256 tokens.", code: 'engine-context-length' },
  { status: 400, message: 'images are not supported', code: 'engine-bad-request' },
  { status: 429, message: 'slow down', code: 'engine-rate-limited' },
  { status: 503, message: 'loading', code: 'engine-failed' },
];
for (const { status, message, code } of refusals) {
  test(`status ${status} "${message}" becomes ${code}, asked once`, async (t) => {
    const server = await startScriptedServer(t, () => ({
      status,
      json: { error: { message, type: 'x', code: status } },
    }));
    const engine = new OpenAIEngine({ url: server.url, model: null, apiKey: null });
    await assert.rejects(collect(engine.generate(request, forever)), { code });
    assert.equal(server.requests.length, 1);
  });
}

test('a closed port is told as unreachable and the engine is in error', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const engine = new OpenAIEngine({ url: `http://127.0.0.1:${port}`, model: 'm', apiKey: null });
  await engine.start();
  assert.equal(engine.describe().state, 'error');
  await assert.rejects(collect(engine.generate(request, forever)), { code: 'engine-unreachable' });
});

test('a model that the server does not list is told at the start', async (t) => {
  const server = await startScriptedServer(t, () => ({ deltas: [] }));
  const engine = new OpenAIEngine({ url: server.url, model: 'other', apiKey: null });
  await engine.start();
  assert.match(engine.describe().message ?? '', /has no model "other"/u);
});

test('addresses that hold a password or are none are refused', () => {
  for (const url of ['http://me:pw@host/v1', 'host:1', 'nonsense']) {
    assert.throws(() => new OpenAIEngine({ url, model: null, apiKey: null }), { code: 'engine-url' });
  }
});
