import type { TraceState } from '../runs/trace_state.ts';
import { factTitle } from '../facts/fact_title.ts';
import { FAILURE_MODE_WORDS } from './words.ts';

/** The head's row about the fact that was found. */
const RETRIEVAL = 'Edit fact';

const TAGS = /<\/?(?:think|answer)>/gu;

/**
 * A trace as a text document: a head that says what it is about, then the raw output with each step and tag on a line
 * of its own. Line breaks are the only thing added; the two maps lead from the output's offsets to the document's.
 */
export interface TraceLayout {
  readonly text: string;
  /** Number of lines before the output, the empty one included. */
  readonly headLines: number;
  /** The line that tells what the retrieval did; null where there was none. */
  readonly retrievalLine: number | null;
  /** The document offset at which output offset `start` of a span stands. */
  startOf(start: number): number;
  /** The document offset just after the output offset `end` of a span. */
  endOf(end: number): number;
  /** The output offset under a document offset; null in the head. */
  outputOffset(documentOffset: number): number | null;
}

/** Lays out a trace, streaming or finished. */
export function layoutTrace(state: TraceState): TraceLayout {
  const head = headOf(state);
  const headText = `${head.join('\n')}\n\n`;
  const breaks = breaksIn(state);
  const shift = headText.length;
  // Breaks stand before the character at their offset: a span that starts there comes after the break, one that ends
  // there before it.
  const countUpTo = (offset: number): number => upperBound(breaks, offset);
  return {
    text: headText + withBreaks(state.text, breaks),
    headLines: head.length + 1,
    retrievalLine: lineOf(head, RETRIEVAL),
    startOf: (start) => shift + start + countUpTo(start),
    endOf: (end) => shift + end + (end === 0 ? 0 : countUpTo(end - 1)),
    outputOffset: (documentOffset) => {
      const within = documentOffset - shift;
      if (within < 0) return null;
      // Each break adds one character, so the output offset is found by a search over the broken lines.
      let low = 0;
      let high = state.text.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (middle + countUpTo(middle) < within) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** Output offsets before which a line break is added, ascending. */
function breaksIn(state: TraceState): readonly number[] {
  const wanted = new Set<number>();
  for (const step of state.steps) wanted.add(step.start);
  for (const tag of state.text.matchAll(TAGS)) {
    wanted.add(tag.index);
    wanted.add(tag.index + tag[0].length);
  }
  const { text } = state;
  return [...wanted]
    .filter((at) => at > 0 && at < text.length && text[at - 1] !== '\n' && text[at] !== '\n' && text[at] !== '\r')
    .sort((a, b) => a - b);
}

function withBreaks(text: string, breaks: readonly number[]): string {
  const lines: string[] = [];
  let from = 0;
  for (const at of breaks) {
    lines.push(text.slice(from, at));
    from = at;
  }
  lines.push(text.slice(from));
  return lines.join('\n');
}

function lineOf(head: readonly string[], row: string): number | null {
  const line = head.findIndex((text) => text.startsWith(`# ${row} `));
  return line === -1 ? null : line;
}

/** How many of the sorted numbers are ≤ `value`. */
function upperBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function headOf(state: TraceState): readonly string[] {
  const rows: [string, string][] = [['Question', state.question]];
  if (state.image !== null) rows.push(['Image', state.image]);
  if (state.sample !== null) {
    const { type, probe, id, gold } = state.sample;
    rows.push(['Sample', `${type.replace('_', ' ')} · ${probe} · ${id}`]);
    rows.push(['Expected', gold.join(' | ')]);
  }
  for (const hit of state.retrieval?.hits.slice(0, 1) ?? []) {
    const fact = [...state.facts, ...(state.sampleFact === null ? [] : [state.sampleFact])].find(
      (known) => known.id === hit.factId,
    );
    const name = fact === undefined ? (hit.target ?? hit.factId) : factTitle(fact);
    const why = hit.reason === undefined ? '' : ` (${hit.reason})`;
    rows.push([RETRIEVAL, `${name}, score ${hit.score.toFixed(3)}, ${hit.used ? 'used' : 'not used'}${why}`]);
  }
  if (state.retrieval !== null && state.retrieval.hits.length === 0) rows.push([RETRIEVAL, 'none found']);
  rows.push(['Method', [state.method, state.model, state.engine].filter(Boolean).join(' · ')]);
  if (state.schema !== null) rows.push(['Schema', schemaWords(state.schema)]);
  if (state.rewards !== null) {
    const { accuracy, format, reasoning, total } = state.rewards;
    rows.push([
      'Reward',
      `${amount(total)} = accuracy ${amount(accuracy)} + format ${amount(format)} + reasoning ${amount(reasoning)}`,
    ]);
  }
  if (state.labels.length > 0) {
    rows.push(['Labels', [...new Set(state.labels.map((label) => FAILURE_MODE_WORDS[label.mode].title))].join(', ')]);
  }
  if (state.error !== null) rows.push(['Error', state.error.message]);
  const width = Math.max(...rows.map(([key]) => key.length));
  return [
    `# CRANE trace ${state.id ?? ''}`.trimEnd(),
    ...rows.map(([key, value]) => `# ${key.padEnd(width)}  ${value.replace(/\s+/gu, ' ').trim()}`),
  ];
}

function schemaWords(schema: NonNullable<TraceState['schema']>): string {
  const issues = schema.issues.map((issue) => issue.code).join(', ');
  const notes = schema.notes.length === 0 ? '' : ` (${schema.notes.join(', ')})`;
  return `${schema.valid ? 'valid' : `invalid: ${issues}`}${notes}`;
}

const amount = (value: number): string => String(Math.round(value * 1000) / 1000);
