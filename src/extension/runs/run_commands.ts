import * as vscode from 'vscode';
import type { RunRequest } from '../../protocol/http.ts';
import type { CraneContext } from '../context.ts';
import { chooseImageFile, imageInputOf, pictureOf } from '../facts/images.ts';
import { pickOne } from '../quick_input/pick.ts';
import { readSettings } from '../settings.ts';
import { sampleOf, traceInFront, traceOf, traceRows } from '../targets.ts';
import { refKey, type TraceRef } from '../traces.ts';
import type { TraceView } from '../trace_view/trace_view.ts';
import { startRun, type LiveRun } from './live_run.ts';
import { waitingState, type TraceState } from './trace_state.ts';

/** What can be run again: a sample, or a question with or without a picture. */
export type RunSubject =
  | { readonly kind: 'sample'; readonly id: string }
  | { readonly kind: 'question'; readonly question: string; readonly image: string | null };

/** CRANE: Run Sample: opens the trace view and streams into it. */
export async function runSample(ctx: CraneContext, from: unknown): Promise<LiveRun | null> {
  const sample = await sampleOf(ctx, from, 'Which sample do you want to run?');
  return sample === null ? null : runSubject(ctx, { kind: 'sample', id: sample.id });
}

/** A click on a sample: its newest run, or the first one. */
export async function openSample(ctx: CraneContext, from: unknown): Promise<void> {
  const sample = await sampleOf(ctx, from, 'Which sample do you want to see?');
  if (sample === null) return;
  const latest = ctx.runs.latestOf(sample.id);
  const busy = ctx.traceViews.all.find(({ run }) => run?.running === true && run.request.sampleId === sample.id);
  if (busy !== undefined) busy.panel.reveal();
  else if (latest !== null) await ctx.traceViews.open({ kind: 'stored', id: latest.id });
  else await runSubject(ctx, { kind: 'sample', id: sample.id });
}

/** CRANE: Run on Image…: a picture and a question of one's own. */
export async function runImage(ctx: CraneContext, from: unknown): Promise<LiveRun | null> {
  const file = pictureOf(from) ?? (await chooseImageFile('CRANE: Run on Image'));
  if (file === null) return null;
  const image = await imageInputOf(file);
  const question = await vscode.window.showInputBox({
    title: 'CRANE: Run on Image',
    prompt: `What do you want to ask about ${file.path.split('/').at(-1) ?? 'the picture'}?`,
    placeHolder: 'What is shown in the image?',
    ignoreFocusOut: true,
  });
  if (question === undefined) return null;
  const asked = question.trim() === '' ? 'What is shown in the image?' : question.trim();
  const waiting = waitingState({
    question: asked,
    image: null,
    sample: null,
    sampleFact: null,
    method: readSettings().method,
  });
  return launch(ctx, { question: asked, image }, waiting, null);
}

/** CRANE: Run Again: what the trace in front, or the given one, was about. */
export async function runAgain(ctx: CraneContext, from: unknown): Promise<LiveRun | null> {
  if (isSubject(from)) return runSubject(ctx, from);
  const ref = await traceOf(ctx, from, 'Which run do you want to repeat?');
  if (ref === null) return null;
  return runSubject(ctx, subjectOf(await ctx.traces.state(ref)));
}

/** What is in front and could be run again; null when nothing is. */
export function runSubjectInFront(ctx: CraneContext): RunSubject | null {
  const ref = traceInFront(ctx);
  const state = ref === null ? (ctx.traceViews.active?.state ?? null) : ctx.traces.kept(ref);
  return state === null ? null : subjectOf(state);
}

function subjectOf(state: TraceState): RunSubject {
  return state.sampleId === null
    ? { kind: 'question', question: state.question, image: state.image }
    : { kind: 'sample', id: state.sampleId };
}

function isSubject(value: unknown): value is RunSubject {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'sample') return 'id' in value && typeof value.id === 'string';
  return value.kind === 'question' && 'question' in value && typeof value.question === 'string' && 'image' in value;
}

/** Runs a subject; its earlier trace is kept to be set beside the new one. */
export async function runSubject(ctx: CraneContext, subject: RunSubject): Promise<LiveRun> {
  const { method } = readSettings();
  if (subject.kind === 'question') {
    const { question, image } = subject;
    const waiting = waitingState({ question, image, sample: null, sampleFact: null, method });
    const previous = previousOf(
      ctx,
      (state) => state.sampleId === null && state.question === question && state.image === image,
    );
    return launch(ctx, { question, ...(image === null ? {} : { image: { crane: image } }) }, waiting, previous);
  }
  const [{ samples }, { facts }] = await Promise.all([ctx.library.samples(), ctx.library.facts()]);
  const sample = samples.find((known) => known.id === subject.id) ?? null;
  const sampleFact = facts.find((fact) => fact.id === sample?.factId) ?? null;
  const waiting = waitingState({
    question: sample?.question ?? subject.id,
    image: sample?.image ?? null,
    sample,
    sampleFact,
    method,
  });
  const latest = ctx.runs.latestOf(subject.id);
  const previous: TraceRef | null = latest === null ? null : { kind: 'stored', id: latest.id };
  return launch(ctx, { sampleId: subject.id }, waiting, previous);
}

function launch(ctx: CraneContext, about: RunRequest, waiting: TraceState, previous: TraceRef | null): LiveRun {
  const settings = readSettings();
  const request: RunRequest = {
    ...about,
    method: settings.method,
    temperature: settings.temperature,
    ...(settings.maxTokens === null ? {} : { maxTokens: settings.maxTokens }),
    ...(settings.theta === null ? {} : { theta: settings.theta }),
  };
  const run = startRun((signal) => ctx.server.client(signal), request, waiting);
  ctx.liveRuns.add(run);
  ctx.traces.follow(run);
  const same = ctx.traceViews.all.findLast(
    (view) => previous !== null && view.ref !== null && refKey(view.ref) === refKey(previous),
  );
  const view = ctx.traceViews.follow(run, same ?? null);
  void run.ended.then(async (trace) => {
    await ctx.runs.refresh();
    if (trace === null || trace.status !== 'done' || previous === null) return;
    await showBeside(ctx, view, previous).catch((error: unknown) => {
      ctx.log.warn(`The earlier trace could not be set beside the new one: ${String(error)}`);
    });
  });
  return run;
}

/** Sets the earlier trace beside the new one where an edit lies between them; otherwise it is only offered. */
async function showBeside(ctx: CraneContext, view: TraceView, previous: TraceRef): Promise<void> {
  const before = await ctx.traces.state(previous);
  const after = view.state;
  if (after === null || before.phase !== 'done') return;
  if (factsUsed(before) !== factsUsed(after)) view.setCompare({ ref: previous, state: before });
}

/** The facts in the prompt as they read; a changed name is another fact. */
function factsUsed(state: TraceState): string {
  return JSON.stringify(state.facts.map((fact) => [fact.target, fact.preEdit, fact.description]));
}

function previousOf(ctx: CraneContext, fits: (state: TraceState) => boolean): TraceRef | null {
  const view = ctx.traceViews.all.findLast((known) => known.state !== null && fits(known.state));
  return view?.ref ?? null;
}

/** CRANE: Stop Run: the run in the view in front, else all of them. */
export function stopRun(ctx: CraneContext): void {
  const here = ctx.traceViews.active?.run;
  if (here?.running === true) here.stop();
  else for (const run of ctx.liveRuns.all) run.stop();
}

/** CRANE: Compare with…: an earlier trace of the same sample, set beside the one in front. */
export async function compareWith(ctx: CraneContext, from: unknown): Promise<void> {
  const ref = await traceOf(ctx, from, 'Which run do you want to compare?');
  if (ref === null) return;
  const state = await ctx.traces.state(ref);
  const client = await ctx.server.client();
  const { traces } = await client.traces(
    state.sampleId === null ? { limit: 200 } : { sampleId: state.sampleId, limit: 200 },
  );
  const others = traces.filter(
    (trace) => trace.id !== state.id && (state.sampleId !== null || trace.question === state.question),
  );
  if (others.length === 0) {
    void vscode.window.showInformationMessage('There is no other run of the same question to compare with yet.');
    return;
  }
  const outcome = await pickOne(traceRows(others), {
    title: `CRANE: Compare “${state.title}” with…`,
    placeholder: 'Which run shall stand beside it?',
  });
  if (outcome.kind !== 'next') return;
  const view = await ctx.traceViews.open(ref);
  const beside: TraceRef = { kind: 'stored', id: outcome.value.id };
  view.setCompare({ ref: beside, state: await ctx.traces.state(beside) });
}
