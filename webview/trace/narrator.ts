import type { Announcer } from '../ui/index.ts';
import { isRunning, type ViewModel } from './model.ts';
import { answerOf } from './verdict_words.ts';
import { FAILURE_WORDS, PHASE_WORDS, ROLE_WORDS, SEGMENT_WORDS } from './words.ts';

const LONGEST_LINE = 300;

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}

/**
 * Tells a screen reader what happens in the stream: each step once it is complete (several at once as one line, newest
 * last), and how the run ended.
 */
export function createNarrator(announcer: Announcer): (model: ViewModel) => void {
  let id: string | null = null;
  let phase: string | null = null;
  let told = 0;

  return (model) => {
    const { state } = model;
    const running = isRunning(state);
    if (state.id !== id && !(id === null && running)) {
      told = running ? 0 : state.steps.length;
      phase = running ? null : state.phase;
    }
    id = state.id;
    if (running) {
      if (phase !== state.phase && state.phase === 'waiting') announcer.say('Waiting for the model.');
      const complete = Math.max(0, state.steps.length - 1);
      const step = state.steps[complete - 1];
      if (complete > told && step) {
        const many = complete - told > 1 ? `${complete - told} new steps. ` : '';
        const roles = step.roles.map((role) => ROLE_WORDS[role].title).join(', ');
        announcer.say(
          cut(
            `${many}${SEGMENT_WORDS[step.segment]}, step ${complete}: ${step.text.trim()}${roles === '' ? '' : ` Roles: ${roles}.`}`,
          ),
        );
        told = complete;
      }
    } else if (phase !== state.phase) {
      const labels = state.labels.map((label) => FAILURE_WORDS[label.mode].title).join(', ');
      const answer = answerOf(state);
      const parts = [
        `${PHASE_WORDS[state.phase]}.`,
        state.error ? `${state.error.message} ${state.error.mend}` : '',
        answer === null ? '' : `Answer: ${answer}.`,
        labels === '' ? '' : `Failure modes: ${labels}.`,
      ];
      announcer.say(cut(parts.filter((part) => part !== '').join(' ')));
      told = state.steps.length;
    }
    phase = state.phase;
  };
}
