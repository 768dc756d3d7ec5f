/**
 * Text from a model, a fact file or a server, made safe to look at. It only ever becomes text nodes; characters that
 * would hide, reorder or fake what is shown (bidirectional controls, zero-width characters, tag characters, C0 and C1
 * controls) are replaced by their visible code point.
 */
const DECEPTIVE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** A run of plain text, or one deceptive character with its name, such as `U+202E`. */
export type TextPiece =
  { readonly kind: 'plain'; readonly text: string } | { readonly kind: 'control'; readonly name: string };

/** Cuts text into plain runs and deceptive characters, in order; nothing is dropped. */
export function textPieces(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(DECEPTIVE)) {
    if (match.index > from) pieces.push({ kind: 'plain', text: text.slice(from, match.index) });
    const code = match[0].codePointAt(0) ?? 0;
    pieces.push({ kind: 'control', name: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'plain', text: text.slice(from) });
  return pieces;
}

/** The same text as one string, for attributes that a screen reader speaks. */
export function spokenText(text: string): string {
  return textPieces(text)
    .map((piece) => (piece.kind === 'plain' ? piece.text : ` ${piece.name} `))
    .join('');
}

/** Appends text to an element as text nodes, deceptive characters as small boxes with their code point. */
export function appendText(parent: Node, text: string): void {
  for (const piece of textPieces(text)) {
    if (piece.kind === 'plain') {
      parent.appendChild(document.createTextNode(piece.text));
    } else {
      const box = document.createElement('span');
      box.className = 'control-character';
      box.textContent = piece.name;
      parent.appendChild(box);
    }
  }
}
