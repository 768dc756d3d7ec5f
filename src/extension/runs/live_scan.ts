import { parseTrace, TraceScanner, type ScannedTrace, type TraceContext } from '../../trace/index.ts';
import type { TraceState } from './trace_state.ts';

/** What a view shows of a text that still grows. */
export type Scanned = Pick<TraceState, 'steps' | 'schema'>;

/** Reads an output while it streams: taking text costs next to nothing, reading costs a scan. */
export interface LiveScan {
  push(text: string): void;
  read(): Scanned;
}

export function liveScan(context: TraceContext): LiveScan {
  const scanner = new TraceScanner();
  return {
    push: (text) => {
      scanner.push(text);
    },
    read: () => copyOf(scanner.snapshot(context)),
  };
}

/** The text of the answer block; where there is none, the last line that is not empty. */
export function answerOf(text: string): string {
  const { answer } = parseTrace(text);
  if (answer !== null) return answer.text;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? '').replace(/<\/?(?:think|answer)>/gu, '');
}

/** Messages hold arrays of their own. */
export function copyOf({ steps, schema }: Pick<ScannedTrace, 'steps' | 'schema'>): {
  steps: TraceState['steps'];
  schema: NonNullable<TraceState['schema']>;
} {
  return {
    steps: steps.map((step) => ({
      ...step,
      roles: [...step.roles],
      roleSpans: step.roleSpans.map((span) => ({ ...span })),
    })),
    schema: { ...schema, issues: schema.issues.map((issue) => ({ ...issue })), notes: [...schema.notes] },
  };
}
