import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { EmbeddedEngine, type EngineEvent, type GenerateRequest } from '../../src/engines/index.ts';
import { loadImage, workspaceAt, type LoadedImage } from '../../src/library/index.ts';
import { buildPrompt } from '../../src/prompts/index.ts';
import { tinyModelFolder } from './support/tiny_model.ts';

const forever = new AbortController().signal;

function request(question: string, image: LoadedImage | null, maxTokens: number): GenerateRequest {
  const prompt = buildPrompt({ question, hasImage: image !== null, fact: null });
  return { prompt, image, names: [], options: { maxTokens, temperature: 0, seed: null } };
}

async function collect(events: AsyncIterable<EngineEvent>): Promise<readonly EngineEvent[]> {
  const all: EngineEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function picture(background: string): Promise<LoadedImage> {
  const bytes = await sharp({ create: { width: 20, height: 30, channels: 3, background } })
    .png()
    .toBuffer();
  return loadImage(workspaceAt(tmpdir()), { base64: bytes.toString('base64') });
}

describe('the embedded engine', () => {
  const cleanUp: (() => void)[] = [];
  let engine: EmbeddedEngine;
  before(async () => {
    engine = new EmbeddedEngine({
      folder: await tinyModelFolder({ after: (work: () => void) => cleanUp.push(work) }),
      threads: 1,
    });
    assert.equal(engine.describe().state, 'loading');
    await engine.start();
  });
  after(async () => {
    await engine.close();
    for (const work of cleanUp) work();
  });

  it('is ready once its thread has loaded the model', () => {
    const { state, model, device, message } = engine.describe();
    assert.deepEqual(
      { state, model, device, message },
      { state: 'ready', model: 'tiny-random', device: 'cpu', message: null },
    );
  });

  it('generates token by token and ends with the count of tokens', async () => {
    const events = await collect(engine.generate(request('what is this?', null, 12), forever));
    const finish = events.at(-1);
    assert.ok(finish?.type === 'finish');
    assert.ok(finish.reason === 'stop' || finish.tokens === 12);
    assert.ok(events.some((event) => event.type === 'text'));
  });

  it('gives the same greedy text twice, and text of its own for another picture', async () => {
    const text = async (image: LoadedImage): Promise<string> =>
      (await collect(engine.generate(request('what is this?', image, 24), forever)))
        .map((event) => (event.type === 'text' ? event.text : ''))
        .join('');
    const red = await picture('red');
    assert.equal(await text(red), await text(red));
    assert.notEqual(await text(red), await text(await picture('blue')));
  });

  it('tells of a picture and of words that are outside its world', async () => {
    const events = await collect(engine.generate(request('what entropy is this?', await picture('green'), 2), forever));
    const notices = events.flatMap((event) => (event.type === 'notice' ? [event.notice] : []));
    assert.deepEqual(
      notices.map((notice) => notice.code),
      ['outside-world-words', 'outside-world-image'],
    );
    assert.match(notices[0]?.message ?? '', /: entropy\.$/u);
  });

  it('gives each picture a vector of length 1, the same every time', async () => {
    const red = await engine.encode(await picture('red'));
    assert.ok(Math.abs(Math.hypot(...red) - 1) < 1e-5);
    assert.deepEqual(await engine.encode(await picture('red')), red);
    assert.notDeepEqual(await engine.encode(await picture('blue')), red);
  });

  it('stops at an abort, throws its reason, and is free for the next job', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    let pieces = 0;
    await assert.rejects(async () => {
      for await (const event of engine.generate(request('what is this?', null, 400), stop.signal)) {
        if (event.type === 'text' && ++pieces === 3) stop.abort(reason);
      }
    }, reason);
    assert.equal((await collect(engine.generate(request('what is this?', null, 1), forever))).at(-1)?.type, 'finish');
  });

  it('lets a job that waits in line be aborted before it begins', async () => {
    const first = collect(engine.generate(request('what is this?', null, 60), forever));
    const stop = new AbortController();
    const second = collect(engine.generate(request('what is this?', null, 60), stop.signal));
    stop.abort(new Error('no longer wanted'));
    await assert.rejects(second, /no longer wanted/u);
    assert.equal((await first).at(-1)?.type, 'finish');
  });

  it('says when a prompt does not fit, and stays usable', async () => {
    const long = request('word '.repeat(2000), null, 4);
    await assert.rejects(collect(engine.generate(long, forever)), { code: 'prompt-invalid' });
    assert.equal((await collect(engine.generate(request('what is this?', null, 1), forever))).at(-1)?.type, 'finish');
  });
});

describe('an embedded engine without a model', () => {
  it('is in error, says so, and every call tells it', async () => {
    const engine = new EmbeddedEngine({ folder: '/nonexistent/crane' });
    await engine.start();
    assert.equal(engine.describe().state, 'error');
    await assert.rejects(collect(engine.generate(request('q', null, 1), forever)), { code: 'model-missing' });
    await engine.close();
  });
});
