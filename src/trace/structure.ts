import { skipSpace, skipSpaceBack } from '../text/index.ts';
import { hasInk, type Tag, type TagKind } from './tags.ts';
import { ISSUE_CODES, type Block, type IssueCode, type SchemaIssue, type Segment, type Span } from './types.ts';

/** A stretch of text between tags, and what it belongs to. */
export interface Stretch extends Span {
  readonly segment: Segment;
}

/** What the tags of a text amount to. */
export interface Structure {
  readonly think: Block | null;
  readonly answer: Block | null;
  readonly issues: readonly SchemaIssue[];
  readonly stretches: readonly Stretch[];
}

type BlockKind = 'think' | 'answer';

interface FoundBlock {
  readonly kind: BlockKind;
  /** Between the tags. */
  readonly inner: Span;
  /** With the tags. */
  readonly outer: Span;
  readonly opened: boolean;
  readonly closed: boolean;
  readonly nested: boolean;
}

const OPEN: Readonly<Record<BlockKind, TagKind>> = { think: 'think-open', answer: 'answer-open' };
const CLOSE: Readonly<Record<BlockKind, TagKind>> = { think: 'think-close', answer: 'answer-close' };

function kindOf(tag: Tag): BlockKind {
  return tag.kind === 'think-open' || tag.kind === 'think-close' ? 'think' : 'answer';
}

/**
 * Reads blocks and issues from the tags of a text (protocol §2). Works on the list of tags alone, so the way the text
 * was cut into pieces cannot matter; linear in the number of tags.
 *
 * @param templateOpened the prompt ended in `<think>`: an opening tag is taken to stand before offset 0
 */
export function readStructure(text: string, found: readonly Tag[], templateOpened: boolean): Structure {
  const tags: readonly Tag[] = templateOpened ? [{ kind: 'think-open', start: 0, end: 0 }, ...found] : found;
  const reader = new BlockReader(text, tags);
  reader.read();
  return reader.finish();
}

class BlockReader {
  readonly #text: string;
  readonly #tags: readonly Tag[];
  /** For each tag: the index of the first such tag at or after it, or -1. Lookups keep the reading linear. */
  readonly #next: Readonly<Record<TagKind, Int32Array>>;
  readonly #balancedClose: Int32Array;
  readonly #blocks: FoundBlock[] = [];
  readonly #seen = new Set<BlockKind>();
  readonly #issues: SchemaIssue[] = [];
  #outsideFrom = 0;

  constructor(text: string, tags: readonly Tag[]) {
    this.#text = text;
    this.#tags = tags;
    this.#next = {
      'think-open': nextIndex(tags, 'think-open'),
      'think-close': nextIndex(tags, 'think-close'),
      'answer-open': nextIndex(tags, 'answer-open'),
      'answer-close': nextIndex(tags, 'answer-close'),
    };
    this.#balancedClose = balancedCloses(tags);
  }

  read(): void {
    let i = 0;
    while (i < this.#tags.length) {
      const tag = this.#tags[i];
      if (tag === undefined) return;
      const kind = kindOf(tag);
      i = tag.kind === OPEN[kind] ? this.#readOpened(i, kind) : this.#readStrayClose(i, kind);
    }
  }

  /** A block that opens at tag `i`; returns the index of the first tag after it. */
  #readOpened(i: number, kind: BlockKind): number {
    const open = this.#tags[i] as Tag;
    const closeAt = this.#closeOf(i, kind);
    if (closeAt !== -1) {
      const close = this.#tags[closeAt] as Tag;
      this.#add(kind, { start: open.end, end: close.start }, { start: open.start, end: close.end }, true, true);
      this.#readInside(i + 1, closeAt, kind);
      return closeAt + 1;
    }
    // Never closed: it runs to the next block of the other kind, or to the end.
    let j = i + 1;
    while (j < this.#tags.length && kindOf(this.#tags[j] as Tag) === kind) {
      this.#issue('nested', this.#tags[j] as Tag);
      j += 1;
    }
    const end = this.#tags[j]?.start ?? this.#text.length;
    this.#add(kind, { start: open.end, end }, { start: open.start, end }, true, false);
    this.#issue(`missing-${kind}-close`, { start: end, end });
    return j;
  }

  /**
   * The index of the tag that closes the block opened at tag `i`, or -1: the first close of its kind; the one that
   * balances nested opens of the same kind where no tag of the other kind lies between; none where a whole answer and
   * another opening tag of its kind come first.
   */
  #closeOf(i: number, kind: BlockKind): number {
    const other = kind === 'think' ? 'answer' : 'think';
    const first = this.#indexOf(CLOSE[kind], i + 1);
    if (first === -1) return -1;
    const otherClose = this.#indexOf(CLOSE[other], i + 1);
    if (otherClose !== -1 && otherClose < first) {
      const reopened = this.#indexOf(OPEN[kind], otherClose + 1);
      if (reopened !== -1 && reopened < first) return -1;
    }
    const balanced = this.#balancedClose[i] ?? -1;
    if (balanced <= first) return first;
    const others = [this.#indexOf(OPEN[other], i + 1), otherClose];
    return others.some((j) => j !== -1 && j < balanced) ? first : balanced;
  }

  /** The index of the first tag of this kind at or after index `from`, or -1. */
  #indexOf(kind: TagKind, from: number): number {
    return this.#next[kind][from] ?? -1;
  }

  /** Tags inside a closed block: each is an issue; a whole block of the other kind is kept in case there is no other. */
  #readInside(from: number, to: number, kind: BlockKind): void {
    for (let j = from; j < to; j += 1) {
      const tag = this.#tags[j] as Tag;
      const inner = kindOf(tag);
      const closeAt = this.#indexOf(CLOSE[inner], j + 1);
      if (inner !== kind && tag.kind === OPEN[inner] && closeAt !== -1 && closeAt < to) {
        const close = this.#tags[closeAt] as Tag;
        this.#issue('nested', { start: tag.start, end: close.end });
        this.#blocks.push({
          kind: inner,
          inner: { start: tag.end, end: close.start },
          outer: { start: tag.start, end: close.end },
          opened: true,
          closed: true,
          nested: true,
        });
        j = closeAt;
      } else this.#issue('nested', tag);
    }
  }

  /** A closing tag with nothing open. */
  #readStrayClose(i: number, kind: BlockKind): number {
    const close = this.#tags[i] as Tag;
    if (this.#seen.has(kind)) {
      this.#outside(close.start);
      this.#outsideFrom = close.end;
      this.#issue('duplicate-block', close);
      return i + 1;
    }
    // The opening tag is missing: the block starts where the last one ended.
    const start = this.#outsideFrom;
    this.#issue(`missing-${kind}-open`, { start, end: start });
    this.#outsideFrom = start;
    this.#add(kind, { start, end: close.start }, { start, end: close.end }, false, true);
    return i + 1;
  }

  #add(kind: BlockKind, inner: Span, outer: Span, opened: boolean, closed: boolean): void {
    this.#outside(outer.start);
    if (this.#seen.has(kind)) this.#issue('duplicate-block', outer);
    this.#seen.add(kind);
    this.#blocks.push({ kind, inner, outer, opened, closed, nested: false });
    this.#outsideFrom = outer.end;
  }

  #outside(to: number): void {
    const start = skipSpace(this.#text, this.#outsideFrom, to);
    const end = skipSpaceBack(this.#text, start, to);
    if (end > start) this.#issue('text-outside', { start, end });
  }

  #issue(code: IssueCode, span: Span): void {
    this.#issues.push({ code, start: span.start, end: span.end });
  }

  finish(): Structure {
    this.#outside(this.#text.length);
    const think = this.#choose('think');
    const answer = this.#choose('answer');
    this.#reportAbsent(think, answer);
    if (
      think !== null &&
      answer !== null &&
      !answer.nested &&
      !think.nested &&
      answer.outer.start < think.outer.start
    ) {
      this.#issue('order', answer.outer);
    }
    for (const block of [think, answer]) {
      if (block?.closed === true && !hasInk(this.#text, block.inner.start, block.inner.end)) {
        this.#issue(`empty-${block.kind}`, block.outer);
      }
    }
    const rank = (issue: SchemaIssue): number => ISSUE_CODES.indexOf(issue.code);
    this.#issues.sort((a, b) => a.start - b.start || a.end - b.end || rank(a) - rank(b));
    return {
      think: this.#block(think),
      answer: this.#block(answer),
      issues: this.#issues,
      stretches: this.#stretches(answer),
    };
  }

  /** The first complete block counts; failing that one inside another block, failing that a half one. */
  #choose(kind: BlockKind): FoundBlock | null {
    const own = this.#blocks.filter((block) => block.kind === kind);
    return (
      own.find((b) => b.opened && b.closed && !b.nested) ??
      own.find((b) => b.nested) ??
      own.find((b) => b.opened) ??
      own[0] ??
      null
    );
  }

  #reportAbsent(think: FoundBlock | null, answer: FoundBlock | null): void {
    const at = answer?.outer.start ?? 0;
    if (think === null) {
      this.#issue('missing-think-open', { start: at, end: at });
      this.#issue('missing-think-close', { start: at, end: at });
    }
    if (answer === null) {
      const end = this.#text.length;
      this.#issue('missing-answer-open', { start: end, end });
      this.#issue('missing-answer-close', { start: end, end });
    }
  }

  #block(found: FoundBlock | null): Block | null {
    if (found === null) return null;
    const { start, end } = found.inner;
    return { start, end, text: this.#text.slice(start, end) };
  }

  /** The text between tags, each stretch with the segment it stands in. */
  #stretches(answer: FoundBlock | null): readonly Stretch[] {
    const top = this.#blocks.filter((block) => !block.nested);
    const stretches: Stretch[] = [];
    let at = 0;
    let b = 0;
    const bounds = [
      ...this.#tags.filter((tag) => tag.end > tag.start),
      { start: this.#text.length, end: this.#text.length },
    ];
    // A missing tag bounds a stretch too.
    const edges = top
      .filter((block) => !block.opened || !block.closed)
      .flatMap((block) => [block.inner.start, block.inner.end]);
    const cuts = [...bounds, ...edges.map((edge) => ({ start: edge, end: edge }))].sort(
      (x, y) => x.start - y.start || x.end - y.end,
    );
    for (const cut of cuts) {
      if (cut.start > at) {
        while (b < top.length && (top[b] as FoundBlock).inner.end <= at) b += 1;
        const block = top[b];
        const inside = block !== undefined && block.inner.start <= at && cut.start <= block.inner.end;
        const nestedAnswer = answer?.nested === true && answer.inner.start <= at && cut.start <= answer.inner.end;
        stretches.push({
          start: at,
          end: cut.start,
          segment: nestedAnswer ? 'answer' : inside ? block.kind : 'outside',
        });
      }
      at = Math.max(at, cut.end);
    }
    return stretches;
  }
}

function nextIndex(tags: readonly Tag[], kind: TagKind): Int32Array {
  const next = new Int32Array(tags.length + 1).fill(-1);
  for (let i = tags.length - 1; i >= 0; i -= 1) next[i] = tags[i]?.kind === kind ? i : (next[i + 1] ?? -1);
  return next;
}

/** For each opening tag the index of the close that balances it among tags of its own kind, or -1. */
function balancedCloses(tags: readonly Tag[]): Int32Array {
  const match = new Int32Array(tags.length).fill(-1);
  const open: Record<BlockKind, number[]> = { think: [], answer: [] };
  tags.forEach((tag, i) => {
    const kind = kindOf(tag);
    if (tag.kind === OPEN[kind]) open[kind].push(i);
    else {
      const from = open[kind].pop();
      if (from !== undefined) match[from] = i;
    }
  });
  return match;
}
