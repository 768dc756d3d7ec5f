/** Traces, facts, samples, verdicts and rewards as they cross a border. */
export * from './trace_schema.ts';
/** Requests, replies and events of the CRANE server's HTTP API. */
export * from './http.ts';
/** Messages between the extension host and its webviews. */
export * from './webview.ts';
/** The typed HTTP client of the CRANE server, shared by the extension, the command line and the tests. */
export { CraneClient, type CraneClientOptions } from './client.ts';
/** What every room throws: a code, what happened, and how to mend it. */
export { asCraneError, CraneError } from './crane_error.ts';
/** What the client throws. */
export { CraneApiError } from './api_error.ts';
/** The HTML page that the host puts into the trace view's panel. */
export * from './trace_page.ts';
