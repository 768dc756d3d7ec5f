/** What the host fills into the trace view's page. The URIs come from `webview.asWebviewUri`. */
export interface TracePageParts {
  /** Fresh random characters for every page load; letters, digits, `+`, `/`, `=`, `-` and `_` only. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** `dist/webview/trace.js` */
  readonly scriptUri: string;
  /** `dist/webview/trace.css` */
  readonly styleUri: string;
}

/** The id of the element that the page fills; the only one the host provides. */
export const TRACE_ROOT_ID = 'crane-trace';

function attribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * The trace view's HTML page: nothing inline, nothing from elsewhere. Scripts run by nonce, styles and images come only
 * from the extension's own files; the page needs no icon font.
 *
 * @throws RangeError when the nonce is empty or holds other characters than those listed
 */
export function tracePage(parts: TracePageParts): string {
  if (!/^[A-Za-z0-9+/=_-]+$/.test(parts.nonce)) throw new RangeError('The nonce must be base64 characters.');
  const source = attribute(parts.cspSource);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${source}; style-src ${source}; script-src 'nonce-${parts.nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CRANE trace</title>
<link rel="stylesheet" href="${attribute(parts.styleUri)}">
</head>
<body>
<div id="${TRACE_ROOT_ID}"></div>
<script nonce="${parts.nonce}" src="${attribute(parts.scriptUri)}"></script>
</body>
</html>
`;
}
