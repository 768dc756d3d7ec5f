import * as vscode from 'vscode';
import type { Step } from '../../trace/types.ts';
import { factTitle } from '../facts/fact_title.ts';
import type { TraceState } from '../runs/trace_state.ts';
import { documentRange, type LaidOutTrace, type TraceDocuments } from './documents.ts';
import { TRACE_SCHEME } from './uris.ts';
import { FAILURE_MODE_WORDS, ROLE_WORDS } from './words.ts';

const SELECTOR: vscode.DocumentSelector = { scheme: TRACE_SCHEME };

/** Hovers, symbols, folding and code lenses over the documents of traces. */
export function registerLanguageFeatures(documents: TraceDocuments): vscode.Disposable {
  const lensesChanged = new vscode.EventEmitter<void>();
  const withTrace =
    <T>(make: (document: vscode.TextDocument, laidOut: LaidOutTrace) => T, none: T) =>
    (document: vscode.TextDocument): T => {
      const laidOut = documents.of(document);
      return laidOut === null ? none : make(document, laidOut);
    };
  return vscode.Disposable.from(
    lensesChanged,
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === TRACE_SCHEME) lensesChanged.fire();
    }),
    vscode.languages.registerHoverProvider(SELECTOR, {
      provideHover: (document, position) => {
        const laidOut = documents.of(document);
        return laidOut === null ? null : hoverAt(document, laidOut, position);
      },
    }),
    vscode.languages.registerDocumentSymbolProvider(SELECTOR, { provideDocumentSymbols: withTrace(symbolsOf, []) }),
    vscode.languages.registerFoldingRangeProvider(SELECTOR, { provideFoldingRanges: withTrace(foldingOf, []) }),
    vscode.languages.registerCodeLensProvider(SELECTOR, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: withTrace(lensesOf, []),
    }),
  );
}

function hoverAt(
  document: vscode.TextDocument,
  { state, layout }: LaidOutTrace,
  position: vscode.Position,
): vscode.Hover | null {
  const at = layout.outputOffset(document.offsetAt(position));
  const step = at === null ? undefined : state.steps.find((known) => known.start <= at && at < known.end);
  if (at === null || step === undefined) return null;
  const tip = new vscode.MarkdownString();
  const line = (text: string): void => {
    tip.appendText(text).appendMarkdown('\n\n');
  };
  tip.appendMarkdown(`**Step ${String(step.index + 1)}** · ${SEGMENT_WORDS[step.segment]}\n\n`);
  for (const span of step.roleSpans) {
    const word = state.text.slice(span.start, span.end);
    line(`${ROLE_WORDS[span.role].title}: ${ROLE_WORDS[span.role].meaning}, earned by “${word}”`);
  }
  if (step.roles.length === 0) line('No role.');
  for (const name of namesIn(step, state)) line(name);
  for (const label of state.labels.filter((known) => known.start < step.end && step.start < known.end)) {
    line(
      `${FAILURE_MODE_WORDS[label.mode].title} (${label.source}): ${label.message || FAILURE_MODE_WORDS[label.mode].meaning}`,
    );
  }
  for (const evidence of state.rewards?.evidence ?? []) {
    if (evidence.start <= at && at < evidence.end) {
      line(`${evidence.effect === '+' ? 'Earned' : 'Cost'} the ${evidence.component} reward`);
    }
  }
  return new vscode.Hover(tip, documentRange(document, layout, step));
}

const SEGMENT_WORDS: Readonly<Record<Step['segment'], string>> = {
  think: 'thinking',
  answer: 'answer',
  outside: 'outside the schema',
};

/** Which known names stand in a step, and whose they are. */
function namesIn(step: Step, state: TraceState): readonly string[] {
  const fact = state.facts[0] ?? state.sampleFact;
  if (fact === null || fact === undefined) return [];
  const text = step.text.toLowerCase();
  const has = (name: string | null): name is string =>
    name !== null && name !== '' && text.includes(name.toLowerCase());
  const found: string[] = [];
  const named = [fact.target, ...fact.aliases].find(has);
  if (named !== undefined) found.push(`“${named}” is the new name of the edit fact ${factTitle(fact)}`);
  if (has(fact.preEdit)) found.push(`“${fact.preEdit}” is the old name of the edit fact ${factTitle(fact)}`);
  return found;
}

/** Runs of steps in one segment, each with its steps below it. */
function symbolsOf(document: vscode.TextDocument, { state, layout }: LaidOutTrace): vscode.DocumentSymbol[] {
  const blocks: { readonly segment: Step['segment']; readonly steps: Step[] }[] = [];
  for (const step of state.steps) {
    const last = blocks.at(-1);
    if (last?.segment === step.segment) last.steps.push(step);
    else blocks.push({ segment: step.segment, steps: [step] });
  }
  return blocks.flatMap(({ segment, steps }) => {
    const [first, last] = [steps[0], steps.at(-1)];
    if (first === undefined || last === undefined) return [];
    const name = { think: 'Thinking', answer: 'Answer', outside: 'Outside the schema' }[segment];
    const whole = documentRange(document, layout, { start: first.start, end: last.end });
    const symbol = new vscode.DocumentSymbol(
      name,
      steps.length === 1 ? '1 step' : `${String(steps.length)} steps`,
      segment === 'answer' ? vscode.SymbolKind.Constant : vscode.SymbolKind.Namespace,
      whole,
      documentRange(document, layout, first),
    );
    symbol.children = steps.map((step) => {
      const range = documentRange(document, layout, step);
      const text = step.text.replace(/\s+/gu, ' ').trim() || '(empty)';
      const roles = step.roles.map((role) => ROLE_WORDS[role].title).join(' · ');
      return new vscode.DocumentSymbol(text, roles, vscode.SymbolKind.String, range, range);
    });
    return [symbol];
  });
}

const BLOCK = { open: /^<(think|answer)>$/u, close: /^<\/(think|answer)>$/u } as const;

/** The head, and each block from its opening tag to the line before its closing one. */
function foldingOf(document: vscode.TextDocument, { layout }: LaidOutTrace): vscode.FoldingRange[] {
  const ranges = [new vscode.FoldingRange(0, layout.headLines - 2, vscode.FoldingRangeKind.Comment)];
  const open: number[] = [];
  for (let line = layout.headLines; line < document.lineCount; line += 1) {
    const text = document.lineAt(line).text.trim();
    if (BLOCK.open.test(text)) open.push(line);
    if (BLOCK.close.test(text)) {
      const from = open.pop();
      if (from !== undefined && line - 1 > from) ranges.push(new vscode.FoldingRange(from, line - 1));
    }
  }
  return ranges;
}

function lensesOf(_document: vscode.TextDocument, { ref, state }: LaidOutTrace): vscode.CodeLens[] {
  if (state.phase === 'streaming' || state.phase === 'waiting') {
    const top = new vscode.Range(0, 0, 0, 0);
    return [new vscode.CodeLens(top, { title: 'Stop Run', command: 'crane.stopRun' })];
  }
  const target = ref.kind === 'stored' ? ref.id : ref.uri;
  const lens = (title: string, command: string): vscode.CodeLens =>
    new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: [target] });
  return [
    lens('Judge', 'crane.judgeTrace'),
    lens('Inspect Reward', 'crane.inspectReward'),
    ...(vscode.workspace.isTrusted ? [lens('Run Again', 'crane.runAgain')] : []),
    lens('Open Trace', 'crane.openTrace'),
  ];
}
