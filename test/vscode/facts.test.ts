import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { factItem } from '../../src/extension/views/facts_view.ts';
import { parseFacts, serialiseFact, type EditFact } from '../../src/facts/index.ts';
import { startScriptedEngine, type ScriptedEngine } from './support/scripted_engine.ts';
import { accept, answerMessages, crane, nextQuickInput, setSetting, until } from './support/window.ts';
import { fact, fillWorkspace, IMAGE, inWorkspace, sample } from './support/workspace.ts';

/** What stands in the file now. */
const stored = (): readonly EditFact[] => parseFacts(readFileSync(inWorkspace('.crane', 'facts.jsonl'), 'utf8')).facts;

describe('edit facts without a server', () => {
  before(async () => {
    await (await crane()).server.stop();
  });

  it('are read from the file; a bad line is told at its place and hides none of the others', async () => {
    const ctx = await crane();
    const lines = [serialiseFact(fact('f1', { images: [IMAGE] })), '{"id":"f2","target":7}', serialiseFact(fact('f3'))];
    fillWorkspace({ factLines: `${lines.join('\n')}\n` });
    const { facts, problems } = await until(
      'the facts',
      () => ctx.library.facts(),
      (read) => read.facts.length === 2,
    );
    assert.deepEqual(
      facts.map(({ id }) => id),
      ['f1', 'f3'],
    );
    assert.deepEqual(
      problems.map(({ line, field }) => [line, field]),
      [[2, 'target']],
    );
    const file = vscode.Uri.file(inWorkspace('.crane', 'facts.jsonl'));
    const [told] = await until(
      'the problem at the line',
      () => vscode.languages.getDiagnostics(file),
      (found) => found.length > 0,
    );
    assert.equal(told?.range.start.line, 1);
  });

  it('show the picture, the old and the new name, and whether they are in use', () => {
    const shown = factItem(fact('f1', { images: [IMAGE], enabled: false }));
    assert.equal(shown.label, 'Sorn Hall → Velora Hall');
    assert.equal(shown.contextValue, 'fact.disabled');
    assert.ok(shown.iconPath instanceof vscode.Uri && shown.iconPath.path.endsWith('.png'));
    assert.match(shown.accessibilityInformation?.label ?? '', /disabled, 1 image/u);
  });

  it('can be exported, and come back the same', async () => {
    const ctx = await crane();
    const all = [fact('f1', { aliases: ['V, Hall'] }), fact('f2', { preEdit: null })];
    fillWorkspace({ facts: all });
    await until(
      'the facts',
      () => ctx.library.facts(),
      (read) => read.facts.length === 2 && read.problems.length === 0,
    );
    const messages = answerMessages(() => undefined);
    try {
      await vscode.commands.executeCommand('crane.exportFacts', vscode.Uri.file(inWorkspace('out.jsonl')));
    } finally {
      messages.restore();
    }
    assert.deepEqual(parseFacts(readFileSync(inWorkspace('out.jsonl'), 'utf8')).facts, all);
  });
});

describe('edit facts with a server', () => {
  let engine: ScriptedEngine;

  before(async () => {
    fillWorkspace({ facts: [fact('f1')], samples: [sample('s1', { image: IMAGE })] });
    engine = await startScriptedEngine();
    await setSetting('engine.url', engine.url);
    await setSetting('engine.kind', 'openai');
    await (await crane()).server.restart();
  });

  after(async () => {
    await (await crane()).server.stop();
    await setSetting('engine.kind', undefined);
    await setSetting('engine.url', undefined);
    await engine.close();
  });

  it('are added step by step, with the old name asked of the unedited model', async () => {
    engine.reply = () => '<think>A hall.</think><answer>Sorn Hall.</answer>';
    const messages = answerMessages(() => undefined);
    const picture = vscode.Uri.file(inWorkspace('photograph.png'));
    let next = nextQuickInput();
    const adding = vscode.commands.executeCommand<EditFact | null>('crane.addFact', picture);
    const images = (await next.opened) as vscode.QuickPick<vscode.QuickPickItem>;
    assert.equal(images.totalSteps, 5);
    next = nextQuickInput();
    await accept();
    const oldName = (await next.opened) as vscode.InputBox;
    await until(
      'the suggestion',
      () => oldName.value,
      (value) => value === 'Sorn Hall',
    );
    assert.deepEqual(oldName.buttons, [vscode.QuickInputButtons.Back]);
    for (const [step, typed] of ["Zanë O'Brien-Hall 2", 'It stands by the sea.', 'ZH; Zanë, Hall'].entries()) {
      next = nextQuickInput();
      await accept();
      const box = (await next.opened) as vscode.InputBox;
      assert.equal(box.step, step + 3);
      box.value = typed;
    }
    await accept();
    const added = await adding;
    messages.restore();
    assert.ok(added, messages.said.join('; '));
    const kept = stored().find(({ id }) => id === added.id);
    assert.equal(kept?.target, "Zanë O'Brien-Hall 2");
    assert.equal(kept?.preEdit, 'Sorn Hall');
    assert.deepEqual(kept?.aliases, ['ZH', 'Zanë, Hall']);
    assert.deepEqual(kept?.images, [IMAGE]);
    assert.ok(messages.said.some((said) => said.includes('Edit fact added')));
  });

  it('are not changed when the steps are given up', async () => {
    const before = stored();
    const next = nextQuickInput();
    const adding = vscode.commands.executeCommand('crane.addFact');
    const images = await next.opened;
    images.hide();
    assert.equal(await adding, null);
    assert.deepEqual(stored(), before);
  });

  it('are switched off and on', async () => {
    await vscode.commands.executeCommand('crane.disableFact', 'f1');
    assert.equal(stored().find(({ id }) => id === 'f1')?.enabled, false);
    const ctx = await crane();
    await until(
      'the tree to know',
      () => ctx.library.facts(),
      (read) => read.facts.find(({ id }) => id === 'f1')?.enabled === false,
    );
    await vscode.commands.executeCommand('crane.enableFact', 'f1');
    assert.equal(stored().find(({ id }) => id === 'f1')?.enabled, true);
  });

  it('are deleted, and come back whole on Undo', async () => {
    const before = stored().find(({ id }) => id === 'f1');
    const messages = answerMessages((message) => (message.startsWith('Deleted') ? 'Undo' : undefined));
    await vscode.commands.executeCommand('crane.deleteFact', 'f1');
    const after = await until(
      'the fact to come back',
      () => stored().find(({ id }) => id === 'f1'),
      (found) => found !== undefined,
    );
    messages.restore();
    assert.ok(messages.said.some((said) => said.startsWith('Deleted')));
    assert.deepEqual(after, before);
  });

  it('are imported line by line; what is wrong is told with its line', async () => {
    const file = inWorkspace('import.jsonl');
    writeFileSync(file, `${serialiseFact(fact('g1', { target: 'Aune' }))}\nnot json\n`);
    const messages = answerMessages(() => undefined);
    await vscode.commands.executeCommand('crane.importFacts', vscode.Uri.file(file));
    messages.restore();
    assert.ok(stored().some(({ target }) => target === 'Aune'));
    assert.match(messages.said.join('; '), /1 edit fact added.*1 line could not be read.*Line 2/u);
  });
});
