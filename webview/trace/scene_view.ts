import { element, icon, replaceChildren, type Child } from '../ui/index.ts';
import type { Actions, View } from './model.ts';
import { picture } from './pictures.ts';
import { ABOUT_THE_FACT, FAILURE_WORDS } from './words.ts';
import { retrievalStory, scorePair, type RetrievalStory } from './retrieval_words.ts';

/** The score on its scale with θ marked, drawn; the words beside it say the same. */
function scale(score: number, theta: number): HTMLElement {
  const lowest = Math.min(0, score, theta);
  const place = (value: number): string => `${(((Math.min(1, value) - lowest) / (1 - lowest)) * 100).toFixed(2)}%`;
  const [scoreText, thetaText] = scorePair(score, theta);
  const fill = element('div', { class: score >= theta ? 'scale-fill passes' : 'scale-fill' });
  fill.style.width = place(score);
  const tick = element('div', { class: 'scale-theta' });
  tick.style.left = place(theta);
  const bar = element('div', { class: 'scale-bar' }, fill, tick);
  const words = element(
    'div',
    { class: 'scale-words' },
    element('span', {}, 'score ', element('b', {}, scoreText)),
    element('span', {}, 'θ ', element('b', {}, thetaText)),
  );
  return element('div', { class: 'scale', attributes: { 'aria-hidden': 'true' } }, bar, words);
}

function names(story: RetrievalStory): Child {
  const target = story.fact?.target ?? story.target;
  if (target === null) return null;
  const old = story.fact?.preEdit ?? null;
  return element(
    'p',
    { class: 'fact-names', attributes: { dir: 'auto' } },
    old === null ? null : element('span', { class: 'mention mention-old' }, old),
    old === null ? null : icon('arrow'),
    old === null ? null : element('span', { class: 'spoken' }, ' is now '),
    element('span', { class: 'mention mention-target' }, target),
  );
}

export interface SceneView extends View {
  /** Brings the edit fact into view and gives it the keyboard. */
  showFact(): void;
}

/** The query image and, below it, the edit fact that was retrieved, with its score and why it was used or not. */
export function createSceneView(actions: Actions): SceneView {
  const root = element('section', { class: 'scene', attributes: { 'aria-label': 'Image and edit fact' } });
  let shown = '';

  function editButton(id: string): HTMLElement {
    return element(
      'button',
      {
        class: 'icon-button',
        attributes: {
          type: 'button',
          'aria-label': 'Edit this fact',
          title: 'Edit this fact',
          'data-key': 'edit-fact',
        },
        onClick: () => actions.post({ type: 'editFact', id }),
      },
      icon('edit'),
    );
  }

  return {
    root,
    showFact() {
      const card = root.querySelector<HTMLElement>('.fact');
      card?.scrollIntoView({ block: 'nearest' });
      card?.focus({ preventScroll: true });
    },
    update({ state }) {
      const key = JSON.stringify([
        state.id,
        state.imageUri,
        state.factImageUris,
        state.facts,
        state.sampleFact,
        state.retrieval,
        state.phase === 'waiting',
        state.labels.map(({ mode }) => mode),
      ]);
      if (key === shown) return;
      shown = key;
      const story = retrievalStory(state);
      const waiting = state.phase === 'waiting' && state.retrieval === null && state.facts.length === 0;
      const other = state.sampleFact && state.sampleFact.id !== story.factId ? state.sampleFact : null;
      const failures = [...new Set(state.labels.map(({ mode }) => mode))]
        .filter((mode) => ABOUT_THE_FACT.has(mode))
        .map((mode) => element('li', { class: 'chip failure' }, icon('warning'), FAILURE_WORDS[mode].title));
      const factPicture =
        story.factId !== null && story.factId in state.factImageUris
          ? picture(
              state.factImageUris[story.factId] ?? null,
              `Photograph of the edit fact ${story.fact?.target ?? story.target ?? ''}`,
              '',
            )
          : null;
      const card = element(
        'div',
        { class: `card fact${story.used ? ' used' : ''}`, attributes: { tabindex: '-1' } },
        element(
          'div',
          { class: 'card-head' },
          icon('fact'),
          element('h2', {}, story.used || story.factId === null ? 'Edit fact' : 'Nearest edit fact'),
          story.fact ? editButton(story.fact.id) : null,
        ),
        factPicture,
        element(
          'div',
          { class: 'fact-words' },
          names(story),
          story.score === null || story.theta === null ? null : scale(story.score, story.theta),
          element('p', { class: story.used ? 'why used' : 'why' }, waiting ? 'Not searched yet.' : story.why),
          failures.length === 0 ? null : element('ul', { class: 'chips' }, ...failures),
          story.fact && story.fact.description !== ''
            ? element('p', { class: 'description', attributes: { dir: 'auto' } }, story.fact.description)
            : null,
          story.others.length === 0
            ? null
            : element(
                'p',
                { class: 'quiet others' },
                `Next: ${story.others.map((o) => `${o.name} ${o.score.toFixed(2)}`).join(', ')}`,
              ),
          other ? element('p', { class: 'quiet' }, 'This sample is about: ', element('span', {}, other.target)) : null,
        ),
      );
      const query = element(
        'div',
        { class: 'card query' },
        element('div', { class: 'card-head' }, icon('visual'), element('h2', {}, 'Query image')),
        picture(state.imageUri, 'Query image', 'A question without an image.'),
      );
      replaceChildren(root, [query, card]);
    },
  };
}
