import { SPACE_CLASS } from '../text/unicode.ts';
import type { Structure } from './structure.ts';
import type { Profile } from './types.ts';

const SPACE_RUN = new RegExp(`[${SPACE_CLASS}]*`, 'uy');

/**
 * Whether an output is valid under a profile (protocol §2). `crane` goes by the issues; the others give the verdicts of
 * the public format checks they are named for, which search the text in order and know nothing of nesting.
 *
 * @param templateOpened the prompt ended in `<think>`: the checks see the output with that tag put back
 */
export function isValid(profile: Profile, text: string, structure: Structure, templateOpened: boolean): boolean {
  switch (profile) {
    case 'crane':
      return structure.issues.length === 0;
    case 'r1v':
      return isR1v(templateOpened ? `<think>${text}` : text);
    case 'open-r1':
      return isOpenR1(templateOpened ? `<think>${text.startsWith('\n') ? '' : '\n'}${text}` : text);
    case 'trl':
      return isTrl(templateOpened ? `<think>${text}` : text);
  }
}

/**
 * R1-V, VLM-R1, EasyR1: the whole text is `<think>…</think>`, white space, `<answer>…</answer>`. Any `</think>` may be
 * the one that the answer follows.
 */
function isR1v(text: string): boolean {
  const open = '<think>';
  if (!text.startsWith(open) || !text.endsWith('</answer>')) return false;
  const lastAnswer = text.length - '</answer>'.length;
  for (let at = text.indexOf('</think>', open.length); at !== -1; at = text.indexOf('</think>', at + 1)) {
    SPACE_RUN.lastIndex = at + '</think>'.length;
    const from = SPACE_RUN.lastIndex + (SPACE_RUN.exec(text)?.[0].length ?? 0);
    if (text.startsWith('<answer>', from) && from + '<answer>'.length <= lastAnswer) return true;
  }
  return false;
}

/**
 * open-r1: each tag on a line of its own, from the first character on; after `</answer>` the line ends, and more text
 * may follow on the next.
 */
function isOpenR1(text: string): boolean {
  const open = '<think>\n';
  if (!text.startsWith(open)) return false;
  const middle = '\n</think>\n<answer>\n';
  // The inner text may be empty, but each line break is a character of its own.
  const from = text.indexOf(middle, open.length);
  if (from === -1) return false;
  const close = '\n</answer>';
  for (let at = text.indexOf(close, from + middle.length); at !== -1; at = text.indexOf(close, at + 1)) {
    const end = at + close.length;
    if (end === text.length || text.charAt(end) === '\n') return true;
  }
  return false;
}

/** TRL's think format: starts with `<think>`, has a `</think>`, and no second `<think>`. No `<answer>` is asked for. */
function isTrl(text: string): boolean {
  const open = '<think>';
  return text.startsWith(open) && !text.includes(open, open.length) && text.includes('</think>', open.length);
}
