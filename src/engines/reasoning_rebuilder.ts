/**
 * Rebuilds the raw output where a server has split the reasoning off into a field of its own: `<think>` + reasoning +
 * `</think>` + content. Content without reasoning passes through unchanged.
 */
export class ReasoningRebuilder {
  #state: 'none' | 'reasoning' | 'content' = 'none';
  #split = false;

  /** Whether anything was rebuilt. */
  get split(): boolean {
    return this.#split;
  }

  /** Takes the two fields of one chunk and returns the text to append. */
  push(reasoning: string, content: string): string {
    let out = '';
    if (reasoning !== '') {
      if (this.#state === 'none') {
        this.#split = true;
        this.#state = 'reasoning';
        // Some parsers leave the opening tag in the reasoning.
        if (!reasoning.trimStart().startsWith('<think>')) out += '<think>';
      }
      // Thoughts after the answer began are out of order, but nothing of an output is ever dropped.
      out += reasoning;
    }
    if (content !== '') {
      if (this.#state === 'reasoning') out += '</think>';
      this.#state = 'content';
      out += content;
    }
    return out;
  }

  /** The text still owed at the end: a thought that the model itself ended is closed, one cut by the limit is not. */
  end(finishReason: string): string {
    return this.#state === 'reasoning' && finishReason !== 'length' ? '</think>' : '';
  }
}
