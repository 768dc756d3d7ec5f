import { CraneError } from '../protocol/index.ts';

/** What can go wrong at the HTTP border, told to a person. */
export const serverError = {
  badHost: (host: string) =>
    new CraneError(
      'bad-host',
      `This server answers only on this machine's own address, not on "${host.slice(0, 100)}".`,
      'Use the URL that `crane serve` printed.',
    ),

  badOrigin: () =>
    new CraneError('bad-origin', 'Web pages may not use this server.', 'Use VS Code, the command line or a program.'),

  badToken: () =>
    new CraneError(
      'bad-token',
      'The request carries no token, or a wrong one.',
      'Send the token from the file that `crane serve` names, as "Authorization: Bearer …".',
    ),

  tooLarge: () =>
    new CraneError(
      'too-large',
      'The request is larger than 32 MB.',
      'Send a smaller picture, or the path of the file.',
    ),

  badJson: (detail: string) =>
    new CraneError(
      'bad-json',
      `The request is not JSON (${detail}).`,
      'Send JSON with "Content-Type: application/json".',
    ),

  badRequest: (detail: string) =>
    new CraneError('bad-request', `The request is not right: ${detail}.`, 'Correct it and send it again.'),

  noRoute: (method: string, path: string) =>
    new CraneError('no-route', `There is nothing at ${method} ${path}.`, 'See docs/contract.md for the routes.'),

  judgeUnknown: (judge: string) =>
    new CraneError('judge-unknown', `The judge "${judge}" is not available.`, 'Use the judge "rule".'),

  portTaken: (port: number, cause: unknown) =>
    new CraneError(
      'port-taken',
      `Port ${port} is used by another program.`,
      'Choose another with --port, or 0 for any.',
      {
        cause,
      },
    ),
};

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 500 | 502 | 503;

/** The HTTP status of an error by its code; codes that are not listed are failures of the server itself. */
const STATUS: Readonly<Record<string, Status>> = {
  'bad-host': 403,
  'bad-origin': 403,
  'bad-token': 401,
  'bad-json': 400,
  'bad-request': 400,
  'too-large': 413,
  'no-route': 404,
  'fact-not-found': 404,
  'sample-not-found': 404,
  'trace-not-found': 404,
  'image-missing': 404,
  'fact-exists': 409,
  'workspace-locked': 409,
  'fact-invalid': 422,
  'image-empty': 422,
  'image-too-large': 413,
  'image-too-many-pixels': 422,
  'image-kind': 415,
  'image-mislabelled': 415,
  'image-broken': 422,
  'image-encoding': 400,
  'image-not-file': 422,
  'image-outside': 403,
  'file-encoding': 409,
  'judge-unknown': 422,
  'no-samples': 404,
  'no-rewards': 422,
  'method-needs-fact': 422,
  'retrieval-empty': 400,
  'retrieval-alpha': 400,
  'engine-unreachable': 502,
  'engine-unauthorized': 502,
  'engine-model-not-found': 502,
  'engine-rate-limited': 503,
  'engine-not-ready': 503,
};

export function statusOf(error: CraneError): Status {
  return STATUS[error.code] ?? 500;
}
