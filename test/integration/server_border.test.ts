import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startScriptedServer } from './support/scripted_openai.ts';
import { startServerProcess, tempFolder, type ServerProcess } from './support/server_process.ts';

interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

describe('the border of the server', () => {
  const cleanUp: (() => Promise<void> | void)[] = [];
  const t = { after: (work: () => Promise<void> | void) => void cleanUp.unshift(work) };
  let server: ServerProcess;
  let workspace: string;

  before(async () => {
    const upstream = await startScriptedServer(t, () => ({ deltas: ['x'] }));
    workspace = tempFolder(t);
    server = await startServerProcess(t, { workspace, args: ['--engine', upstream.url] });
  });
  after(async () => {
    for (const work of cleanUp) await work();
  });

  /** A request as it is, without the client; the token is sent unless told. */
  function ask(
    method: string,
    path: string,
    options: {
      readonly headers?: Record<string, string>;
      readonly body?: string | Buffer;
      readonly token?: string | null;
    } = {},
  ): Promise<Answer> {
    const token = options.token === undefined ? server.token : options.token;
    const headers = {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    };
    return new Promise((resolve, reject) => {
      const sent = httpRequest(`${server.url}${path}`, { method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          const parsed = text.startsWith('{') ? (JSON.parse(text) as { error?: { code?: string } }) : {};
          resolve({ status: response.statusCode ?? 0, code: parsed.error?.code ?? null, headers: response.headers });
        });
      });
      sent.on('error', reject);
      sent.end(options.body);
    });
  }

  it('answers on the loopback address alone', () => {
    assert.equal(new URL(server.url).hostname, '127.0.0.1');
  });

  it('keeps its token in a file of its owner, outside the workspace', () => {
    assert.equal(statSync(server.tokenFile).mode & 0o777, 0o600);
    assert.match(relative(workspace, server.tokenFile), /^\.\./u);
    assert.ok(server.token.length >= 43);
  });

  it('tells its health to anybody, without a secret', async () => {
    const health = await server.client.health();
    assert.deepEqual([health.name, health.workspace, health.engine.kind], ['crane', workspace, 'openai']);
    assert.equal((await ask('GET', '/health', { token: null })).status, 200);
    assert.equal(JSON.stringify(health).includes(server.token), false);
  });

  it('refuses requests without the token, with a wrong one, or with a part of it', async () => {
    for (const token of [null, 'wrong', '', server.token.slice(0, -1), `${server.token}x`]) {
      const { status, code, headers } = await ask('GET', '/api/facts', { token });
      assert.deepEqual([status, code, headers['www-authenticate']], [401, 'bad-token', 'Bearer']);
    }
  });

  it('refuses another Host, as a rebound name would send it', async () => {
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example']) {
      assert.deepEqual((await ask('GET', '/health', { headers: { host } })).code, 'bad-host', host);
    }
    const { port } = new URL(server.url);
    assert.equal((await ask('GET', '/health', { headers: { host: `localhost:${port}` } })).status, 200);
  });

  it('refuses web pages and sends no CORS headers', async () => {
    const answer = await ask('GET', '/health', { headers: { origin: 'https://evil.example' } });
    assert.equal(answer.code, 'bad-origin');
    const preflight = await ask('OPTIONS', '/api/facts', { headers: { origin: 'null' } });
    for (const { headers } of [answer, preflight]) assert.equal(headers['access-control-allow-origin'], undefined);
  });

  it('refuses what is not JSON, what is wrong JSON, and what is too large', async () => {
    assert.deepEqual((await ask('POST', '/api/facts', { body: '{"target":' })).code, 'bad-json');
    assert.deepEqual(
      (await ask('POST', '/api/facts', { body: '{}', headers: { 'content-type': 'text/plain' } })).code,
      'bad-json',
    );
    assert.deepEqual((await ask('POST', '/api/facts', { body: '{"target":3}' })).code, 'bad-request');
    assert.deepEqual((await ask('POST', '/api/runs', { body: '{"question":"q","maxTokens":0}' })).code, 'bad-request');
    const large = await ask('POST', '/api/facts', { body: Buffer.alloc(33 * 1024 * 1024, 'x') });
    assert.deepEqual([large.status, large.code], [413, 'too-large']);
  });

  it('names a route that is not there', async () => {
    const { status, code } = await ask('GET', '/api/nothing');
    assert.deepEqual([status, code], [404, 'no-route']);
  });

  it('serves no picture from outside the images folder', async () => {
    for (const name of ['..%2ffacts.jsonl', '..%2f..%2f..%2fetc%2fpasswd', '%2e%2e%2ffacts.jsonl']) {
      const { status } = await ask('GET', `/api/images/${name}`);
      assert.ok(status === 403 || status === 404, `${name}: ${String(status)}`);
    }
  });

  it('still answers after all of this', async () => {
    assert.deepEqual(await server.client.facts(), { facts: [], problems: [] });
  });
});
