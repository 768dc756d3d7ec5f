import type { TraceViewState } from '../../src/protocol/webview.ts';
import type { SchemaIssue, Segment } from '../../src/trace/types.ts';
import { stepAt } from './fragments.ts';

/** One row of the stream. */
export type Row =
  | { readonly kind: 'segment'; readonly segment: Segment }
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'issue'; readonly issue: SchemaIssue };

/** The rows of a stream, kept up to date from any step on without touching those before it. */
export interface Rows {
  readonly list: readonly Row[];
  /** Rebuilds the rows from step `from` on; returns the first row that changed. */
  rebuild(state: TraceViewState, from: number): number;
  /** The row of a step; the last row when there is no such step. */
  rowOf(step: number): number;
}

/** Issues inside a step are drawn in its text; the others, such as a missing tag, get a row of their own. */
function issueRows(state: TraceViewState): readonly SchemaIssue[] {
  if (state.phase === 'streaming' || state.phase === 'waiting') return [];
  return (state.schema?.issues ?? [])
    .filter((issue) => {
      const nearest = state.steps[stepAt(state.steps, Math.max(issue.start, issue.end - 1)) ?? -1];
      return !nearest || issue.start >= nearest.end || issue.end <= nearest.start;
    })
    .toSorted((a, b) => a.start - b.start);
}

/** Makes empty rows. */
export function createRows(): Rows {
  const list: Row[] = [];
  const rowOfStep: number[] = [];

  return {
    list,
    rebuild(state, from) {
      const issues = issueRows(state);
      const start = issues.length > 0 ? 0 : Math.min(from, rowOfStep.length);
      const previous = state.steps[start - 1];
      const firstRow = start === 0 ? 0 : (rowOfStep[start - 1] ?? 0) + 1;
      list.length = firstRow;
      rowOfStep.length = start;
      let segment: Segment | null = previous?.segment ?? null;
      let nextIssue = 0;
      for (let index = start; index < state.steps.length; index++) {
        const step = state.steps[index];
        if (!step) break;
        for (let issue = issues[nextIssue]; issue && issue.start <= step.start; issue = issues[++nextIssue]) {
          list.push({ kind: 'issue', issue });
        }
        if (step.segment !== segment) list.push({ kind: 'segment', segment: step.segment });
        segment = step.segment;
        rowOfStep.push(list.length);
        list.push({ kind: 'step', step: index });
      }
      for (const issue of issues.slice(nextIssue)) list.push({ kind: 'issue', issue });
      return firstRow;
    },
    rowOf: (step) => rowOfStep[step] ?? Math.max(0, list.length - 1),
  };
}
