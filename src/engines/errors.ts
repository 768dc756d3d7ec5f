import { CraneError } from '../protocol/index.ts';

/** What can go wrong with an engine, told to a person. `url` never holds credentials. */
export const engineError = {
  badUrl: (url: string) =>
    new CraneError(
      'engine-url',
      `"${url}" is not the address of an OpenAI-compatible server.`,
      'Give one such as http://127.0.0.1:8000/v1, or "embedded" for the bundled model.',
    ),

  urlWithCredentials: () =>
    new CraneError(
      'engine-url',
      'The address of the model server holds a user name or password.',
      'Leave them out and put the key into the environment variable CRANE_ENGINE_API_KEY.',
    ),

  unreachable: (url: string, cause: unknown) =>
    new CraneError(
      'engine-unreachable',
      `The model server at ${url} does not answer.`,
      'Start it, or check its address and the network, then try again.',
      { cause },
    ),

  unauthorized: (url: string, status: number, cause: unknown) =>
    new CraneError(
      'engine-unauthorized',
      `The model server at ${url} refused the key (status ${status}).`,
      'Set the right key (command "CRANE: Select Engine", or CRANE_ENGINE_API_KEY).',
      { cause },
    ),

  modelNotFound: (url: string, model: string, cause: unknown) =>
    new CraneError(
      'engine-model-not-found',
      `The model server at ${url} has no model "${model}".`,
      'Choose one that it lists (command "CRANE: Select Engine", or --model).',
      { cause },
    ),

  noModel: (url: string) =>
    new CraneError(
      'engine-no-model',
      `The model server at ${url} lists no model.`,
      'Load a model there, or name one with --model.',
    ),

  contextLength: (url: string, detail: string, cause: unknown) =>
    new CraneError(
      'engine-context-length',
      `The prompt does not fit the model at ${url}: ${detail}`,
      'Use a smaller picture, a shorter fact or question, fewer new tokens, or a server with a longer context.',
      { cause },
    ),

  badRequest: (url: string, detail: string, cause: unknown) =>
    new CraneError(
      'engine-bad-request',
      `The model server at ${url} refused the request: ${detail}`,
      'Check that the model takes pictures and chat messages.',
      { cause },
    ),

  rateLimited: (url: string, cause: unknown) =>
    new CraneError(
      'engine-rate-limited',
      `The model server at ${url} is over its limit of requests.`,
      'Wait a moment, then run again.',
      { cause },
    ),

  serverFailed: (url: string, detail: string, cause: unknown) =>
    new CraneError(
      'engine-failed',
      `The model server at ${url} failed: ${detail}`,
      "Look into that server's own log, then try again.",
      { cause },
    ),

  stalled: (url: string, seconds: number) =>
    new CraneError(
      'engine-stalled',
      `The model server at ${url} sent nothing for ${seconds} seconds, so the run was stopped.`,
      'Check how busy it is, then try again.',
    ),

  notReady: (message: string) =>
    new CraneError('engine-not-ready', message, 'Run `crane doctor`, or restart the server.'),

  modelMissing: (folder: string, cause: unknown) =>
    new CraneError(
      'model-missing',
      `The bundled model cannot be read from ${folder}.`,
      'Restore the models folder from the repository, or name another engine with --engine URL.',
      { cause },
    ),

  workerFailed: (detail: string, cause?: unknown) =>
    new CraneError(
      'engine-failed',
      `The embedded model failed: ${detail}`,
      'Run again; if it stays, restart the server and look into its log.',
      { cause },
    ),
};
