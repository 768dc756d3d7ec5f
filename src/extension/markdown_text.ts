/** Text as it stands, safe inside Markdown: what a model or a file says is never mark-up. */
export function plain(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\\`*_[\]|<>~&]/gu, '\\$&');
}
