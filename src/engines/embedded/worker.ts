import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { RgbImage } from '../../library/decode.ts';
import { asCraneError, type ErrorReply } from '../../protocol/index.ts';
import { QwenError, QwenModel } from '../../qwen/index.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { meanVector } from './mean_vector.ts';
import { World } from './world.ts';

/**
 * The thread of the embedded model: it loads the model, then does one job after the other. Between two tokens it looks
 * at its mail, so that an abort takes effect at the next token.
 */
const port = parentPort;
if (port === null) throw new TypeError('worker.ts runs as a worker thread');
const start = z.object({ folder: z.string(), threads: z.number().int().nullable() }).parse(workerData);

function tell(message: FromWorker): void {
  port?.postMessage(message);
}

interface Loaded {
  readonly model: QwenModel;
  readonly world: World | null;
}

const loading: Promise<Loaded> = (async () => {
  const world = await World.load(start.folder);
  const model = await QwenModel.load(start.folder, start.threads === null ? {} : { threads: start.threads });
  return { model, world };
})();
loading.then(
  ({ model }) => tell({ type: 'ready', device: model.device }),
  (error: unknown) => tell({ type: 'failed', error: replyOf(error) }),
);

const stops = new Map<number, AbortController>();
let line: Promise<void> = loading.then(
  () => undefined,
  () => undefined,
);

port.on('message', (message: ToWorker) => {
  if (message.type === 'abort') {
    stops.get(message.job)?.abort();
    return;
  }
  if (message.type === 'close') {
    for (const stop of stops.values()) stop.abort();
    line = line.then(async () => {
      await loading.then(({ model }) => model.release()).catch(() => undefined);
      port.close();
    });
    return;
  }
  const stop = new AbortController();
  stops.set(message.job, stop);
  line = line.then(async () => {
    try {
      stop.signal.throwIfAborted();
      if (message.type === 'encode') {
        tell({ type: 'encoded', job: message.job, vector: (await see(message.image)).vector });
      } else {
        await generate(message, stop.signal);
      }
    } catch (error) {
      if (stop.signal.aborted) tell({ type: 'aborted', job: message.job });
      else tell({ type: 'error', job: message.job, error: replyOf(error) });
    } finally {
      stops.delete(message.job);
    }
  });
});

/** What the model sees in a picture, and the mean of it as a vector of length 1. */
async function see(image: RgbImage): Promise<{
  readonly features: Awaited<ReturnType<QwenModel['features']>>;
  readonly vector: Float32Array;
}> {
  const { model } = await loading;
  const features = await model.features(image);
  return { features, vector: meanVector(features.features, model.config.text.hiddenSize) };
}

async function generate(job: Extract<ToWorker, { readonly type: 'generate' }>, signal: AbortSignal): Promise<void> {
  const { model, world } = await loading;
  const words = world?.wordsNotice(job.question, job.names) ?? null;
  if (words !== null) tell({ type: 'notice', job: job.job, notice: words });
  const seen = job.image === null ? null : await see(job.image);
  const strange = seen === null ? null : (world?.imageNotice(seen.vector) ?? null);
  if (strange !== null) tell({ type: 'notice', job: job.job, notice: strange });
  signal.throwIfAborted();
  const prompt = model.prompt(job.chat, seen === null ? [] : [seen.features]);
  const [result] = await model.generate({
    prompts: [prompt],
    maxTokens: job.options.maxTokens,
    temperature: job.options.temperature,
    ...(job.options.seed === null ? {} : { seed: job.options.seed }),
    signal,
    onToken: ({ text }) => {
      if (text !== '') tell({ type: 'text', job: job.job, text });
    },
  });
  if (result === undefined) throw new TypeError('one prompt gives one continuation');
  tell({ type: 'finish', job: job.job, reason: result.finish, tokens: result.ids.length });
}

/** What a person can do about the model's own errors. */
const MENDS: Readonly<Record<string, string>> = {
  'prompt-invalid': 'Shorten the fact or the question.',
  'model-missing': 'Restore the models folder from the repository, or name another engine with --engine URL.',
};

function replyOf(error: unknown): ErrorReply['error'] {
  const { code, message, mend } = asCraneError(error);
  const known = error instanceof QwenError ? MENDS[error.code] : undefined;
  return { code, message, mend: known ?? mend };
}
