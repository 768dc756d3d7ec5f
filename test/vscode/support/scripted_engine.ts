import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OpenAI-compatible server that says what a script tells it to, a few characters at a time. */
export interface ScriptedEngine {
  /** Base address, with `/v1`. */
  readonly url: string;
  /** The last user turn of every request, newest last. */
  readonly asked: readonly string[];
  /** Decides the reply to a prompt. */
  reply: (prompt: string) => string;
  /** Milliseconds between two pieces of a reply. */
  pause: number;
  /** How many replies were broken off by their reader. */
  readonly brokenOff: () => number;
  close(): Promise<void>;
}

/** Starts it on a free loopback port. */
export async function startScriptedEngine(): Promise<ScriptedEngine> {
  const asked: string[] = [];
  let brokenOff = 0;
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url?.endsWith('/models') === true) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ object: 'list', data: [{ id: 'scripted', object: 'model' }] }));
        return;
      }
      const prompt = lastUserTurn(JSON.parse(await bodyOf(request)));
      asked.push(prompt);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const send = (delta: object, finish: string | null): void => {
        const choice = { index: 0, delta, finish_reason: finish };
        const chunk = { id: 'c', object: 'chat.completion.chunk', created: 0, model: 'scripted', choices: [choice] };
        response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      };
      let closed = false;
      response.once('close', () => {
        closed = true;
        if (!response.writableEnded) brokenOff += 1;
      });
      for (const piece of engine.reply(prompt).match(/[^]{1,6}/gu) ?? []) {
        if (closed) return;
        send({ content: piece }, null);
        if (engine.pause > 0) await new Promise((resolve) => setTimeout(resolve, engine.pause));
      }
      send({}, 'stop');
      response.end('data: [DONE]\n\n');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const engine: ScriptedEngine = {
    url: `http://127.0.0.1:${String(port)}/v1`,
    asked,
    reply: () => '<think>I think.</think><answer>Nothing</answer>',
    pause: 0,
    brokenOff: () => brokenOff,
    close: () => closed(server),
  };
  return engine;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

interface ChatBody {
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly { readonly type: string; readonly text?: string }[];
  }[];
}

function lastUserTurn(body: ChatBody): string {
  const content = body.messages.findLast((message) => message.role === 'user')?.content ?? '';
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}
