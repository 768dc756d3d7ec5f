import { explainTrace } from '../../judges/rule/index.ts';
import type { Trace } from '../../protocol/trace_schema.ts';
import { copyOf } from '../runs/live_scan.ts';
import { contextOf } from '../runs/trace_context.ts';

/**
 * Scans an exported trace's text and labels it by the rules anew. What another judge found is kept: it cannot be found
 * again here.
 */
export function relabel(trace: Trace): Trace {
  const { trace: parsed } = explainTrace(trace.text, contextOf(trace), trace.schema.profile);
  const found = parsed.labels.map((label) => ({ ...label, related: label.related.map((related) => ({ ...related })) }));
  const others = trace.labels.filter((label) => label.source !== 'rule' && label.end <= trace.text.length);
  return { ...trace, ...copyOf(parsed), labels: [...found, ...others] };
}
