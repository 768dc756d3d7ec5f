import * as vscode from 'vscode';
import type { TraceSummary } from '../../protocol/trace_schema.ts';
import { FAILURE_MODE_WORDS } from '../trace_text/words.ts';

type Outcome = 'good' | 'bad' | 'unjudged' | 'aborted' | 'error';

const ICONS: Readonly<Record<Outcome, readonly [icon: string, colour: string | null]>> = {
  good: ['pass', 'testing.iconPassed'],
  bad: ['error', 'testing.iconFailed'],
  unjudged: ['circle-large-outline', null],
  aborted: ['circle-slash', 'testing.iconSkipped'],
  error: ['warning', 'testing.iconErrored'],
};

/** Which of the five outcomes a trace has. */
function outcomeOf(trace: TraceSummary): Outcome {
  if (trace.status === 'aborted') return 'aborted';
  if (trace.status === 'error') return 'error';
  if (trace.outcome === null) return 'unjudged';
  return trace.outcome === 1 ? 'good' : 'bad';
}

export function outcomeIcon(trace: TraceSummary): vscode.ThemeIcon {
  const [icon, colour] = ICONS[outcomeOf(trace)];
  return colour === null ? new vscode.ThemeIcon(icon) : new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
}

/** What the outcome means for this kind of sample, in words; the icon alone says too little. */
export function outcomeWords(trace: TraceSummary): string {
  const outcome = outcomeOf(trace);
  if (outcome === 'aborted') return 'stopped before its end';
  if (outcome === 'error') return 'ended with an error';
  if (outcome === 'unjudged') return trace.sampleId === null ? 'no sample, so nothing to judge it by' : 'not judged';
  return outcomeMeaning(trace, outcome === 'good') + labelWords(trace);
}

function outcomeMeaning(trace: TraceSummary, good: boolean): string {
  if (trace.sampleType === 'locality' || trace.sampleType === 'text_locality') {
    return good ? 'passed: the unrelated edit fact was left alone' : 'failed: the unrelated edit fact was used';
  }
  if (trace.probe === 'multi_hop') {
    return good ? 'passed: reasoned on from the edited name' : 'failed: did not reason on from the edited name';
  }
  return good ? 'passed: followed the edit fact, and from it' : 'failed: did not follow the edit fact, or not from it';
}

function labelWords(trace: TraceSummary): string {
  return trace.labels.length === 0 ? '' : ` (${trace.labels.map((mode) => FAILURE_MODE_WORDS[mode].title).join(', ')})`;
}
