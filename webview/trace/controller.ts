import type { FromTraceView, ToTraceView, TraceViewState } from '../../src/protocol/webview.ts';
import { stepAt } from './fragments.ts';
import { isRunning, type Actions, type Evidence, type ViewModel } from './model.ts';
import { PatchGapError, applyStream } from './stream.ts';
import type { StepPair } from './align.ts';

/** What the controller asks of the page around it. */
export interface Surroundings {
  post(message: FromTraceView): void;
  /** Shows a failure of the page itself. */
  problem(sentence: string): void;
  /** Draws the model; `changedFrom` is the first step that is not as it was drawn before. */
  draw(model: ViewModel, changedFrom: number): void;
  /** Brings the current place into view after the next drawing; `focus` gives it the keyboard wherever that is. */
  reveal(focus?: boolean): void;
  /** The pairs of the comparison as drawn last. */
  pairs(): readonly StepPair[];
  /** Runs a drawing later, together with others of the same frame. */
  soon(draw: () => void): void;
}

/** The page's state: takes messages and the person's moves, keeps the model, has it drawn once a frame. */
export interface Controller extends Omit<Actions, 'showFact'> {
  receive(message: ToTraceView): void;
  /** Moves the current place by some steps, or to the first or last. */
  move(by: number | 'first' | 'last'): void;
  model(): ViewModel | null;
}

/** Makes the controller. */
export function createController(around: Surroundings): Controller {
  let model: ViewModel | null = null;
  let pinned: Evidence | null = null;
  let previewed: Evidence | null = null;
  let changedFrom = 0;
  let scheduled = false;
  let askedAgain = false;

  function drawSoon(from: number): void {
    changedFrom = Math.min(changedFrom, from);
    if (scheduled) return;
    scheduled = true;
    around.soon(() => {
      scheduled = false;
      if (!model) return;
      const first = changedFrom;
      changedFrom = Infinity;
      around.draw({ ...model, evidence: previewed ?? pinned, pinned: pinned?.key ?? null }, first);
    });
  }
  function change(part: Partial<ViewModel>, from = Infinity): void {
    if (!model) return;
    model = { ...model, ...part };
    drawSoon(from);
  }
  function places(): number {
    if (!model) return 0;
    return model.compare ? around.pairs().length : model.state.steps.length;
  }

  function select(place: number, tell: boolean): void {
    const count = places();
    if (!model || count === 0) return;
    const current = Math.min(Math.max(0, place), count - 1);
    change({ current, following: false });
    around.reveal();
    const step = model.compare ? around.pairs()[current]?.after?.index : current;
    if (tell && step !== undefined) around.post({ type: 'step', index: step });
  }

  function takeState(state: TraceViewState, compare: TraceViewState | null, step: number | null): void {
    const same = model !== null && model.state.id === state.id && (model.compare === null) === (compare === null);
    const running = isRunning(state);
    const wasRunning = model !== null && isRunning(model.state);
    const last = state.steps.length - 1;
    if (!same) {
      pinned = null;
      previewed = null;
    }
    let current: number | null;
    let following = false;
    const stillFollowing = wasRunning && model?.following === true;
    // The host knows only where the person last went by hand; who follows the newest step stays with it to the end.
    if (step !== null && !stillFollowing) current = compare ? step : Math.min(step, last);
    else if (running && (!wasRunning || stillFollowing)) {
      current = last;
      following = true;
    } else if (stillFollowing) current = last;
    else if (model && (same || wasRunning)) current = Math.min(model.current ?? last, compare ? Infinity : last);
    else current = 0;
    if (state.steps.length === 0 || (current !== null && current < 0)) current = null;
    model = { state, compare, current, following, evidence: null, pinned: null };
    drawSoon(0);
    if (step !== null || !same) around.reveal();
  }

  function takePatch(message: Extract<ToTraceView, { type: 'stream' }>): void {
    if (!model) return;
    try {
      const state = applyStream(model.state, message);
      askedAgain = false;
      const current = model.following ? state.steps.length - 1 : model.current;
      change({ state, current: current !== null && current < 0 ? null : current }, message.stepsFrom);
    } catch (error) {
      if (!(error instanceof PatchGapError)) throw error;
      if (askedAgain) return;
      askedAgain = true;
      around.problem(error.message);
      around.post({ type: 'ready' });
    }
  }

  return {
    model: () => model,
    receive(message) {
      if (message.type === 'state') takeState(message.state, message.compare, message.step);
      else if (message.type === 'stream') takePatch(message);
      else select(message.step, false);
    },
    post: around.post,
    select: (place) => select(place, true),
    move(by) {
      if (by === 'first') select(0, true);
      else if (by === 'last') select(places() - 1, true);
      else select((model?.current ?? (by > 0 ? -1 : 0)) + by, true);
    },
    follow() {
      if (!model || model.state.steps.length === 0) return;
      change({ current: model.state.steps.length - 1, following: true });
    },
    preview(evidence) {
      previewed = evidence;
      change({});
    },
    pin(evidence) {
      pinned = pinned?.key === evidence.key ? null : evidence;
      previewed = null;
      change({});
      const first = evidence.spans[0];
      if (!pinned || !first || !model) return;
      const step = stepAt(model.state.steps, first.start);
      if (step === null) return;
      const place = model.compare ? around.pairs().findIndex((pair) => pair.after?.index === step) : step;
      if (place >= 0) select(place, true);
    },
    closeCompare() {
      if (!model?.compare) return;
      const current = around.pairs()[model.current ?? 0]?.after?.index ?? 0;
      change({ compare: null, current }, 0);
      around.reveal(true);
      around.post({ type: 'closeCompare' });
    },
  };
}
