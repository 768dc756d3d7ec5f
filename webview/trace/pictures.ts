import { element, icon } from '../ui/index.ts';

/** Only pictures that the host serves are shown; other addresses in a trace are never asked for. */
function servedByHost(uri: string): boolean {
  const protocol = URL.canParse(uri) ? new URL(uri).protocol : '';
  return ['https:', 'http:', 'vscode-resource:', 'vscode-webview-resource:'].includes(protocol);
}

function placeholder(words: string): HTMLElement {
  return element('div', { class: 'picture-missing' }, icon('image'), element('span', {}, words));
}

/** A picture that opens large on click, or words in its place when there is none or it cannot be shown. */
export function picture(uri: string | null, alt: string, absent: string): HTMLElement {
  const frame = element('div', { class: 'picture' });
  if (uri === null) {
    frame.appendChild(placeholder(absent));
    return frame;
  }
  if (!servedByHost(uri)) {
    frame.appendChild(placeholder('This picture is outside the workspace and is not shown.'));
    return frame;
  }
  const image = element('img', { attributes: { alt, decoding: 'async' } });
  image.src = uri;
  const open = element(
    'button',
    {
      class: 'picture-open',
      attributes: { type: 'button', 'aria-label': `Enlarge: ${alt}` },
      onClick: () => enlarge(uri, alt),
    },
    image,
    icon('enlarge'),
  );
  image.addEventListener('error', () => frame.replaceChildren(placeholder('The picture could not be loaded.')));
  frame.appendChild(open);
  return frame;
}

/** Shows a picture over the page until it is clicked or Escape is pressed. */
function enlarge(uri: string, alt: string): void {
  const image = element('img', { attributes: { alt } });
  image.src = uri;
  const close = element(
    'button',
    { class: 'icon-button', attributes: { type: 'button', 'aria-label': 'Close' }, onClick: () => dialog.close() },
    icon('close'),
  );
  const dialog = element('dialog', { class: 'enlarged', attributes: { 'aria-label': alt } }, close, image);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || event.target === image) dialog.close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.appendChild(dialog);
  dialog.showModal();
}
