import { CraneError } from './crane_error.ts';
import { errorReplySchema } from './http.ts';

/**
 * A request to the CRANE server that failed, told to a person: what happened (`message`) and what to do (`mend`).
 * `status` is the HTTP status, or null where no reply came. `code` is the server's, or one of the client's own:
 * `unreachable`, `bad-reply`, `interrupted`.
 */
export class CraneApiError extends CraneError {
  readonly status: number | null;

  constructor(
    code: string,
    message: string,
    mend: string,
    options: { readonly status?: number | null; readonly cause?: unknown } = {},
  ) {
    super(code, message, mend, options);
    this.name = 'CraneApiError';
    this.status = options.status ?? null;
  }

  /** Nothing listens at `url`, or the connection broke before a reply. */
  static unreachable(url: string, cause: unknown): CraneApiError {
    return new CraneApiError(
      'unreachable',
      `The CRANE server at ${url} does not answer.`,
      'Start the server (command "CRANE: Start Server", or `crane serve`) and check its address.',
      { cause },
    );
  }

  /** A reply that the protocol does not know: most likely another program, or another version, at this address. */
  static badReply(route: string, status: number, cause: unknown): CraneApiError {
    const detail = cause instanceof Error ? ` (${cause.message.slice(0, 300)})` : '';
    return new CraneApiError(
      'bad-reply',
      `The reply to ${route} is not what this version of CRANE expects${detail}.`,
      'Check that the address is a CRANE server of the same version, and restart it.',
      { status, cause },
    );
  }

  /** A stream of events that ended before its last event. */
  static interrupted(route: string, cause: unknown): CraneApiError {
    return new CraneApiError(
      'interrupted',
      `The connection to the CRANE server was lost during ${route}.`,
      'Check that the server still runs (command "CRANE: Show Log"), then try again.',
      { cause },
    );
  }

  /** The error that a reply with a 4xx or 5xx status carries. */
  static fromReply(route: string, status: number, body: unknown): CraneApiError {
    const parsed = errorReplySchema.safeParse(body);
    if (!parsed.success) return CraneApiError.badReply(route, status, new Error(`status ${status}`));
    const { code, message, mend } = parsed.data.error;
    return new CraneApiError(code, message, mend, { status });
  }
}
