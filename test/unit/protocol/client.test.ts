import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { CraneApiError, CraneClient, type RunEvent } from '../../../src/protocol/index.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server with one handler, closed at the end of the test. */
async function listen(t: TestContext, handler: Handler): Promise<CraneClient> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return new CraneClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token: 'secret' });
}

const delta = (text: string): string => `data: ${JSON.stringify({ type: 'delta', text })}\n\n`;
const failed = `data: ${JSON.stringify({ type: 'error', error: { code: 'c', message: 'm', mend: 'd' }, trace: null })}\n\n`;

async function collect(events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** A server that sends one delta and stays open, and a promise of its connection being closed. */
async function listenOpen(t: TestContext): Promise<{ client: CraneClient; closed: Promise<void> }> {
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const client = await listen(t, (_, response) => {
    response.on('close', () => close());
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(delta('one'));
  });
  return { client, closed };
}

async function rejection(promise: Promise<unknown>): Promise<CraneApiError> {
  const error: unknown = await promise.then(
    () => assert.fail('should have been refused'),
    (e: unknown) => e,
  );
  assert.ok(error instanceof CraneApiError, String(error));
  return error;
}

test('the token travels as a bearer header and the request as JSON', async (t) => {
  let seen = '';
  const client = await listen(t, (request, response) => {
    void request.toArray().then((parts) => {
      seen = `${request.method} ${request.url} ${request.headers.authorization} ${Buffer.concat(parts).toString()}`;
      response.end(JSON.stringify({ facts: [], problems: [] }));
    });
  });
  await client.facts();
  assert.equal(seen, 'GET /api/facts Bearer secret ');
  await rejection(client.editFact('a/b', { target: 'N' }));
  assert.equal(seen, 'PATCH /api/facts/a%2Fb Bearer secret {"target":"N"}');
});

test('an error reply becomes an error with the same code, message and mend', async (t) => {
  const client = await listen(t, (_, response) => {
    response
      .writeHead(404)
      .end(JSON.stringify({ error: { code: 'fact-not-found', message: 'No fact x.', mend: 'List them.' } }));
  });
  const error = await rejection(client.deleteFact('x'));
  assert.deepEqual(
    [error.code, error.message, error.mend, error.status],
    ['fact-not-found', 'No fact x.', 'List them.', 404],
  );
});

test('a reply of another program is called a bad reply', async (t) => {
  const client = await listen(t, (_, response) => response.end('<html>hello</html>'));
  assert.equal((await rejection(client.health())).code, 'bad-reply');
});

test('a closed port is called unreachable', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const error = await rejection(new CraneClient({ url: `http://127.0.0.1:${port}`, token: '' }).health());
  assert.equal(error.code, 'unreachable');
  assert.equal(error.status, null);
});

test('events arrive whole however the bytes are cut, characters of several bytes included', async (t) => {
  const bytes = Buffer.from(`: ping\n\n${delta('é😀')}${delta('two')}${failed}`);
  const client = await listen(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let at = 0;
    const step = (): void => {
      if (at >= bytes.length) response.end();
      else response.write(bytes.subarray(at, (at += 3)), () => setImmediate(step));
    };
    step();
  });
  const events = await collect(client.run({ question: 'q' }));
  assert.deepEqual(
    events.map((e) => (e.type === 'delta' ? e.text : e.type)),
    ['é😀', 'two', 'error'],
  );
});

test('a run that breaks off before its last event is an interruption, not an end', async (t) => {
  const client = await listen(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(delta('half'));
  });
  assert.equal((await rejection(collect(client.run({ question: 'q' })))).code, 'interrupted');
});

test('leaving the loop closes the connection', async (t) => {
  const { client, closed } = await listenOpen(t);
  for await (const event of client.run({ question: 'q' })) {
    assert.equal(event.type, 'delta');
    break;
  }
  await closed;
});

test('an aborted signal ends the iteration with its reason and closes the connection', async (t) => {
  const { client, closed } = await listenOpen(t);
  const stop = new AbortController();
  const reason = new Error('stop');
  await assert.rejects(async () => {
    for await (const event of client.run({ question: 'q' }, stop.signal))
      if (event.type === 'delta') stop.abort(reason);
  }, reason);
  await closed;
});
