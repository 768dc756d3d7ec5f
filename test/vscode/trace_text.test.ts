import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { explainTrace } from '../../src/judges/rule/index.ts';
import type { Trace } from '../../src/protocol/trace_schema.ts';
import { answerMessages, crane, until } from './support/window.ts';
import { fact, fillWorkspace, inWorkspace, sample } from './support/workspace.ts';

const TEXT =
  '<think>I see a hall with a round roof. The edit fact says that Sorn Hall is now Velora Hall. But that contradicts the image, so I reject the edit fact.</think><answer>Sorn Hall</answer>';

/** A trace as `crane trace export` writes it, without its labels: the extension has to find them. */
function exported(): Trace {
  const { trace } = explainTrace(TEXT);
  const { gold, hops, ...ofSample } = sample('s1', { type: 'conflict' });
  const { aliases, images, ...ofFact } = fact('f1');
  const own = { ...ofFact, aliases: [...aliases], images: [...images] };
  return {
    id: 't-exported',
    method: 'crane',
    model: 'scripted',
    promptVersion: 'crane-prompt-1',
    sampleId: 's1',
    factIds: ['f1'],
    retrieval: null,
    text: TEXT,
    finishReason: 'stop',
    schema: { profile: 'crane', valid: true, issues: [], notes: [] },
    steps: [],
    labels: [],
    verdicts: [],
    rewards: null,
    timings: { firstTokenMs: 1, totalMs: 2, tokens: 3 },
    parent: null,
    created: '2026-11-20T10:00:00.000Z',
    status: 'done',
    error: null,
    question: 'What is the name of this building?',
    image: null,
    sample: { ...ofSample, gold: [...gold], hops: hops.map((hop) => ({ ...hop })) },
    facts: [own],
    sampleFact: own,
    prompt: '',
    engine: 'embedded',
    seed: null,
    notices: [],
    run: trace.schema.valid ? null : 'broken',
  };
}

describe('an exported trace, opened without a server', () => {
  let document: vscode.TextDocument;

  before(async () => {
    const ctx = await crane();
    await ctx.server.stop();
    fillWorkspace({});
    const file = vscode.Uri.file(inWorkspace('case.crane-trace.json'));
    writeFileSync(file.fsPath, JSON.stringify(exported()));
    await vscode.commands.executeCommand('crane.openTraceAsText', file);
    const editor = await until(
      'the text of the trace',
      () => vscode.window.activeTextEditor,
      (shown) => shown?.document.languageId === 'crane-trace',
    );
    assert.ok(editor);
    document = editor.document;
  });

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('starts no server', async () => {
    assert.equal((await crane()).server.running(), null);
  });

  it('stands with each step on a line of its own', () => {
    const lines = document.getText().split('\n');
    assert.ok(lines.includes('The edit fact says that Sorn Hall is now Velora Hall. '));
    assert.ok(lines.includes('Sorn Hall'));
  });

  it('has its failure mode in the Problems view, on the rejecting step, with the evidence related', async () => {
    const [problem] = await until(
      'the problem',
      () => vscode.languages.getDiagnostics(document.uri),
      (found) => found.length > 0,
    );
    assert.ok(problem);
    assert.equal(problem.code, 'cognitive-dissonance');
    assert.match(document.getText(problem.range), /^But that contradicts the image/u);
    const related = (problem.relatedInformation ?? []).map((info) => info.message.split(':')[0]);
    assert.ok(related.includes('Rejection'), `related: ${related.join(', ')}`);
    assert.ok(related.includes('Fact'), `related: ${related.join(', ')}`);
  });

  it('tells on hovering which words earned which role, and whose name stands there', async () => {
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.startsWith('The edit fact says'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(line, 6),
    );
    const said = hovers
      .flatMap((hover) => hover.contents.map((part) => (typeof part === 'string' ? part : part.value)))
      .join('\n')
      .replaceAll('&nbsp;', ' ')
      .replaceAll('\\', '');
    assert.match(said, /Fact: refers to the edit fact, earned by “/u);
    assert.match(said, /“Velora Hall” is the new name of the edit fact/u);
  });

  it('folds the head and each block, and lists thinking and answer as symbols', async () => {
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.equal(folds.length, 3);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map((symbol) => [symbol.name, symbol.children.length]),
      [
        ['Thinking', 3],
        ['Answer', 1],
      ],
    );
  });

  it('offers to judge, to inspect the reward and to run again', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    const commands = lenses.map((lens) => lens.command?.command);
    for (const command of ['crane.judgeTrace', 'crane.inspectReward', 'crane.runAgain']) {
      assert.ok(commands.includes(command), `no lens for ${command}`);
    }
  });

  it('opens in the trace view by its own editor', async () => {
    const ctx = await crane();
    const file = vscode.Uri.file(inWorkspace('case.crane-trace.json'));
    await vscode.commands.executeCommand('vscode.open', file);
    const view = await until(
      'the trace view',
      () => ctx.traceViews.active,
      (shown) => shown?.state?.id === 't-exported',
    );
    assert.deepEqual(
      view?.state?.labels.map((label) => label.mode),
      ['cognitive-dissonance'],
    );
  });

  it('is judged and rewarded here, and its view shows both', async () => {
    const ctx = await crane();
    const file = vscode.Uri.file(inWorkspace('case.crane-trace.json'));
    const messages = answerMessages(() => undefined);
    await vscode.commands.executeCommand('crane.judgeTrace', file);
    await vscode.commands.executeCommand('crane.inspectReward', file);
    messages.restore();
    const state = ctx.traceViews.active?.state;
    assert.equal(state?.verdicts[0]?.P1?.gs, 0);
    assert.equal(state?.rewards?.format, 1);
    assert.equal(ctx.server.running(), null);
  });

  it('says what is wrong with a file that is no trace, and in which field', async () => {
    const ctx = await crane();
    const file = vscode.Uri.file(inWorkspace('broken.crane-trace.json'));
    writeFileSync(file.fsPath, JSON.stringify({ ...exported(), text: 7 }));
    await vscode.commands.executeCommand('vscode.open', file);
    const view = await until(
      'the message',
      () => ctx.traceViews.active,
      (shown) => shown?.state?.phase === 'error',
    );
    assert.match(
      view?.state?.error?.message ?? '',
      /broken\.crane-trace\.json is not an exported CRANE trace: field text/u,
    );
  });
});
