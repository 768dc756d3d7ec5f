import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { createAnnouncer, element } from '../ui/index.ts';
import { createBannersView } from './banners_view.ts';
import { createCompareView } from './compare_view.ts';
import { createController } from './controller.ts';
import { createFindingsView } from './findings_view.ts';
import { createHeaderView } from './header_view.ts';
import { connectHost } from './host.ts';
import { keepsake } from './keeping.ts';
import { listenForStepKeys } from './keys.ts';
import { createLabelsView } from './labels_view.ts';
import { isRunning, type Actions, type ViewModel } from './model.ts';
import { createNarrator } from './narrator.ts';
import { createSceneView } from './scene_view.ts';
import { createStepperView } from './stepper_view.ts';
import { createStreamView } from './stream_view.ts';

const KEEP_AFTER_MS = 400;

/** What stands in the stream's place while there is nothing to read yet. */
function emptyWords(model: ViewModel | null): string {
  if (!model) return 'Waiting for the trace…';
  const { phase } = model.state;
  if (phase === 'waiting') return 'Waiting for the model. The first run loads it, which can take a moment.';
  if (phase === 'streaming') return 'The model has begun; its first words are on their way.';
  if (phase === 'error') return 'The run failed before the model wrote anything.';
  return phase === 'aborted' ? 'Stopped before the model wrote anything.' : 'The model wrote nothing.';
}

/** Builds the whole page inside `root` and connects it to the host. */
export function startPage(root: HTMLElement): void {
  let revealAfterDraw: 'quietly' | 'with focus' | null = null;
  let keepTimer: number | null = null;

  const actions: Actions = {
    post: (message) => controller.post(message),
    select: (place) => controller.select(place),
    follow: () => controller.follow(),
    preview: (evidence) => controller.preview(evidence),
    pin: (evidence) => controller.pin(evidence),
    closeCompare: () => controller.closeCompare(),
    showFact: () => scene.showFact(),
  };
  const header = createHeaderView(actions);
  const banners = createBannersView(actions);
  const scene = createSceneView(actions);
  const labels = createLabelsView(actions);
  const stepper = createStepperView(actions);
  const stream = createStreamView(actions);
  const compare = createCompareView(actions);
  const findings = createFindingsView(actions);
  const views = [header, banners, scene, labels, stepper, findings];

  const progress = element('vscode-progress-bar', { class: 'progress' });
  progress.ariaLabel = 'The model is working';
  progress.indeterminate = true;
  const empty = element('p', { class: 'empty' }, emptyWords(null));
  const reading = element(
    'section',
    { class: 'reading', attributes: { 'aria-label': 'Reasoning' } },
    element('h2', { class: 'spoken' }, 'Reasoning'),
    labels.root,
    stepper.root,
    empty,
    stream.root,
    compare.root,
  );
  const main = element('main', { class: 'main' }, scene.root, reading, findings.root);
  root.replaceChildren(header.root, progress, banners.root, main);
  const narrate = createNarrator(createAnnouncer(root));
  for (const part of [
    header.root,
    progress,
    labels.root,
    stepper.root,
    stream.root,
    compare.root,
    scene.root,
    findings.root,
  ]) {
    part.hidden = true;
  }

  function keepSoon(): void {
    if (keepTimer !== null) return;
    keepTimer = window.setTimeout(() => {
      keepTimer = null;
      const model = controller.model();
      if (model) host.keep(keepsake(model));
    }, KEEP_AFTER_MS);
  }

  function draw(model: ViewModel, changedFrom: number): void {
    const comparing = model.compare !== null;
    const hasSteps = model.state.steps.length > 0;
    header.root.hidden = false;
    scene.root.hidden = false;
    findings.root.hidden = false;
    progress.hidden = !isRunning(model.state);
    root.dataset['phase'] = model.state.phase;
    root.classList.toggle('comparing', comparing);
    empty.hidden = comparing || hasSteps;
    empty.textContent = emptyWords(model);
    stream.root.hidden = comparing || !hasSteps;
    compare.root.hidden = !comparing;
    for (const view of views) view.update(model);
    const focused = stream.hasFocus() || compare.hasFocus() || document.activeElement === document.body;
    if (changedFrom < Infinity) stream.changedFrom(changedFrom);
    if (comparing) compare.update(model);
    else stream.update(model);
    if (revealAfterDraw !== null) {
      const focus = focused || revealAfterDraw === 'with focus';
      revealAfterDraw = null;
      (comparing ? compare : stream).revealCurrent(focus && document.hasFocus());
    }
    narrate(model);
    keepSoon();
  }

  const controller = createController({
    post: (message) => host.post(message),
    problem: (sentence) => banners.problem(sentence),
    draw,
    reveal: (focus = false) => (revealAfterDraw = focus ? 'with focus' : (revealAfterDraw ?? 'quietly')),
    pairs: () => compare.pairs(),
    soon: (paint) => requestAnimationFrame(paint),
  });
  const host = connectHost(
    (message) => controller.receive(message),
    (sentence) => banners.problem(sentence),
  );
  window.addEventListener('error', (event) => banners.problem(`The trace view failed: ${event.message}.`));
  listenForStepKeys((by) => controller.move(by));

  const kept = host.restore();
  if (kept?.snapshot) controller.receive({ type: 'state', ...kept.snapshot, step: kept.step });
  host.post({ type: 'ready' });
}
