import type { EvalReport, Metric } from '../../protocol/http.ts';
import { plain } from '../markdown_text.ts';

/** A report as a Markdown table: a row a metric, a column a method; every rate with k of n and its 95 % interval. */
export function evalMarkdown(split: string, report: EvalReport): string {
  const keys = [...new Set(report.methods.flatMap((method) => Object.keys(method.metrics)))];
  const header = report.methods.map((m) => `${plain(m.method)} (${plain(m.model)}, retrieval: ${plain(m.retrieval)})`);
  const rows = keys.map(
    (key) => `| ${plain(key)} | ${report.methods.map((method) => metricWords(method.metrics[key])).join(' | ')} |`,
  );
  return [
    `# Evaluation of ${plain(split)}`,
    '',
    `Run ${plain(report.run)}. Each cell: rate, k of n, 95 % Wilson interval; samples that could not be judged are counted beside it.`,
    '',
    `| Metric | ${header.join(' | ')} |`,
    `| --- | ${header.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
  ].join('\n');
}

function metricWords(metric: Metric | undefined): string {
  if (metric === undefined) return '—';
  const { k, n, rate, low, high, unjudged } = metric;
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const beside = unjudged === 0 ? '' : `, ${String(unjudged)} unjudged`;
  if (rate === null) return `— (0 of 0${beside})`;
  const interval = low === null || high === null ? '' : `, ${percent(low)} to ${percent(high)}`;
  const count = Number.isInteger(k) ? String(k) : k.toFixed(2);
  return `**${percent(rate)}** (${count} of ${String(n)}${interval}${beside})`;
}
