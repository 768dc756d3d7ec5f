import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { LiveChange, LiveRun } from '../../src/extension/runs/live_run.ts';
import { serialiseFacts } from '../../src/facts/index.ts';
import { startScriptedEngine, type ScriptedEngine } from './support/scripted_engine.ts';
import { answerMessages, crane, setSetting, until } from './support/window.ts';
import { fact, fillWorkspace, inWorkspace, sample } from './support/workspace.ts';

const BEFORE = '<think>I see a hall with a round roof. This is Sorn Hall.</think><answer>Sorn Hall</answer>';
const AFTER =
  '<think>I see a hall. The edit fact says that Sorn Hall is now Velora Hall.</think><answer>Velora Hall</answer>';

async function run(id: string): Promise<LiveRun> {
  const started = await vscode.commands.executeCommand<LiveRun | null>('crane.runSample', id);
  assert.ok(started, 'the run did not start');
  return started;
}

describe('running a sample', () => {
  let engine: ScriptedEngine;

  before(async () => {
    fillWorkspace({ samples: [sample('s1'), sample('s2', { question: 'Which hall is this?' })] });
    engine = await startScriptedEngine();
    engine.reply = (prompt) => (prompt.includes('is now Velora Hall') ? AFTER : BEFORE);
    await setSetting('engine.url', engine.url);
    await setSetting('engine.kind', 'openai');
    await setSetting('run.method', 'ike');
    await (await crane()).server.restart();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await (await crane()).server.stop();
    for (const key of ['engine.kind', 'engine.url', 'run.method']) await setSetting(key, undefined);
    await engine.close();
  });

  it('says in the status bar and in the state which model runs on which machine', async () => {
    const { state } = (await crane()).server;
    assert.equal(state.kind, 'running');
    if (state.kind !== 'running') return;
    assert.equal(state.health.engine.kind, 'openai');
    assert.ok(state.health.machine.length > 0);
  });

  it('streams into the trace view, whose patches add up to the whole', async () => {
    const ctx = await crane();
    engine.pause = 5;
    const started = await run('s1');
    const seen = { text: '', steps: 0, patches: 0 };
    const follow = started.onDidChange((change: LiveChange) => {
      if (change.type !== 'stream') return;
      seen.patches += 1;
      seen.text = seen.text.slice(0, change.from) + change.text;
      seen.steps = change.stepsFrom + change.steps.length;
    });
    const trace = await started.ended;
    follow.dispose();
    engine.pause = 0;
    assert.equal(trace?.text, BEFORE, JSON.stringify(started.state.error));
    assert.ok(seen.patches > 1, 'nothing was streamed');
    assert.ok(BEFORE.startsWith(seen.text), `streamed: ${seen.text}`);
    assert.ok(seen.text.length > 20);
    assert.equal(ctx.traceViews.active?.state?.id, trace?.id);
    assert.ok(trace?.labels !== undefined && trace.steps.length === 3);
  });

  it('lists the run in the Runs view, newest first', async () => {
    const ctx = await crane();
    const list = await until(
      'the run',
      () => ctx.runs.list,
      (runs) => runs.length > 0,
    );
    assert.equal(list[0]?.answer, 'Sorn Hall');
    assert.equal(ctx.runs.latestOf('s1')?.id, list[0]?.id);
  });

  it('sets the trace before an edit beside the one after it', async () => {
    const ctx = await crane();
    writeFileSync(inWorkspace('.crane', 'facts.jsonl'), serialiseFacts([fact('f1')]));
    await until(
      'the fact',
      () => ctx.library.facts(),
      (read) => read.facts.length === 1,
    );
    const trace = await (await run('s1')).ended;
    assert.equal(trace?.text, AFTER);
    const compare = await until(
      'the comparison',
      () => ctx.traceViews.active?.compare ?? null,
      (beside) => beside !== null,
    );
    assert.equal(compare?.state.text, BEFORE);
  });

  it('stops within moments, and the model server is told', async () => {
    engine.pause = 200;
    const broken = engine.brokenOff();
    const started = await run('s2');
    await until(
      'the first words',
      () => started.state.text,
      (text) => text.length > 0,
    );
    await vscode.commands.executeCommand('crane.stopRun');
    await started.ended;
    assert.equal(started.state.phase, 'aborted');
    await until(
      'the model server to be told',
      () => engine.brokenOff(),
      (count) => count > broken,
    );
    engine.pause = 0;
  });

  it('judges and rewards a stored trace', async () => {
    const ctx = await crane();
    const id = ctx.runs.list.find((trace) => trace.answer === 'Velora Hall')?.id;
    assert.ok(id);
    const messages = answerMessages(() => undefined);
    await vscode.commands.executeCommand('crane.judgeTrace', id);
    await vscode.commands.executeCommand('crane.inspectReward', id);
    messages.restore();
    assert.ok(
      messages.said.some((said) => said.startsWith('Grounded success')),
      messages.said.join('; '),
    );
    assert.ok(
      messages.said.some((said) => /^Reward [\d.]+ of 3/u.test(said)),
      messages.said.join('; '),
    );
  });

  it('exports a trace that opens again', async () => {
    const ctx = await crane();
    const id = ctx.runs.list[0]?.id;
    const file = vscode.Uri.file(inWorkspace('exported.crane-trace.json'));
    const messages = answerMessages(() => undefined);
    await vscode.commands.executeCommand('crane.exportTrace', id, file);
    messages.restore();
    const state = await ctx.traces.state({ kind: 'file', uri: file });
    assert.equal(state.id, id);
  });

  it('tells what happened and what to do when the model server is gone', async () => {
    await engine.close();
    const started = await run('s1');
    await started.ended;
    assert.equal(started.state.phase, 'error');
    assert.ok((started.state.error?.message ?? '').length > 0);
    assert.ok((started.state.error?.mend ?? '').length > 0);
  });
});

describe('a server that cannot start', () => {
  it('says which Node.js was looked for and how to mend it', async () => {
    const ctx = await crane();
    await ctx.server.stop();
    await setSetting('server.nodePath', '/nowhere/node');
    await assert.rejects(ctx.server.client(), { code: 'no-node' });
    assert.equal(ctx.server.state.kind, 'failed');
    await setSetting('server.nodePath', undefined);
    await until(
      'the restart that the setting causes',
      () => ctx.server.state.kind,
      (kind) => kind === 'running',
    );
    await ctx.server.stop();
  });
});
