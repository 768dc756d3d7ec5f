import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext } from 'node:test';

/** One chat request as the server got it. */
export interface SeenRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
  /** Resolves when the client has closed the connection or the reply has ended. */
  readonly closed: Promise<void>;
}

export type Delta = Readonly<Record<'content' | 'reasoning' | 'reasoning_content', string>>;

/** What one chat request is answered with. */
export type Reply =
  | { readonly status: number; readonly json: unknown }
  | {
      readonly deltas: readonly (string | Partial<Delta>)[];
      /** Null: the stream ends without a finish chunk. Undefined: `stop`. */
      readonly finish?: string | null;
      /** Milliseconds before each delta. */
      readonly pause?: number;
      /** Stay open and silent after the deltas. */
      readonly hang?: boolean;
    };

export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
}

/**
 * A real OpenAI-compatible HTTP server whose answers a test writes: `answer` gets the parsed request body and returns
 * the reply, streamed as server-sent events. Closed at the end of the test.
 */
export async function startScriptedServer(
  t: Pick<TestContext, 'after'>,
  answer: (body: Readonly<Record<string, unknown>>, index: number) => Reply,
  models: readonly string[] = ['scripted'],
): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/v1/models') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }));
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part);
    const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
    const closed = once(response, 'close').then(() => undefined);
    requests.push({ body, authorization: request.headers.authorization, closed });
    const reply = answer(body, requests.length - 1);
    if ('status' in reply) {
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.json));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (const delta of reply.deltas) {
      if (reply.pause !== undefined) await sleep(reply.pause);
      if (response.destroyed) return;
      response.write(chunk(typeof delta === 'string' ? { content: delta } : delta, null));
    }
    if (reply.hang === true) return;
    if (reply.finish !== null) {
      response.write(chunk({}, reply.finish ?? 'stop'));
      response.write(
        `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [], usage: { completion_tokens: reply.deltas.length } })}\n\n`,
      );
      response.write('data: [DONE]\n\n');
    }
    response.end();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function chunk(delta: Partial<Delta>, finish: string | null): string {
  return `data: ${JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'scripted',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;
}
