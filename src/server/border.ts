import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { z } from 'zod';
import { asCraneError, type ErrorReply } from '../protocol/index.ts';
import { serverError, statusOf } from './errors.ts';

/** The largest request body: a picture of 20 MB in base64, with room. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The reply for any error. */
export function errorReply(c: Context, error: unknown): Response {
  const told = asCraneError(error);
  const body: ErrorReply = { error: { code: told.code, message: told.message, mend: told.mend } };
  if (told.code === 'bad-token') c.header('WWW-Authenticate', 'Bearer');
  return c.json(body, statusOf(told));
}

/**
 * Lets in only requests that name this machine in `Host`: a page that has its own name point to 127.0.0.1 (DNS
 * rebinding) names itself there. Requests of web pages, which name an `Origin`, are refused.
 */
export function localOnly(): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/iu.test(host)) throw serverError.badHost(host);
    if (c.req.header('origin') !== undefined) throw serverError.badOrigin();
    await next();
  };
}

/** Lets in only requests with the token; compared by hash, so that neither length nor place of a difference shows. */
export function bearerToken(token: string): MiddlewareHandler {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return async (c, next) => {
    const sent = /^Bearer (.+)$/iu.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (!timingSafeEqual(digest(sent), expected)) throw serverError.badToken();
    await next();
  };
}

/** Reads a JSON body as the schema has it. Errors: `bad-json`, `bad-request` with the field. */
export async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.infer<S>> {
  if (!/^application\/json\b/iu.test(c.req.header('content-type') ?? '')) {
    throw serverError.badJson('its content type is not application/json');
  }
  let body: unknown;
  try {
    body = await c.req.json();
  } catch (cause) {
    throw serverError.badJson(cause instanceof Error ? cause.message : 'it cannot be read');
  }
  return checked(schema, body);
}

/** Reads the query as the schema has it. Error: `bad-request` with the field. */
export function readQuery<S extends z.ZodType>(c: Context, schema: S): z.infer<S> {
  return checked(schema, c.req.query());
}

function checked<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw serverError.badRequest(`${field}${issue?.message ?? 'unknown problem'}`);
}
