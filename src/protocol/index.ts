/** Traces, facts, samples, verdicts and rewards as they cross a border. */
export * from './trace_schema.ts';
/** Requests, replies and events of the CRANE server's HTTP API. */
export * from './http.ts';
/** Messages between the extension host and its webviews. */
export * from './webview.ts';
