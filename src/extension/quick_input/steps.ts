/** Where a step stands in its series; shown as "(2/5)", with a back button where there is a step before. */
export interface StepPosition {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

/** What a person did in one step. */
export type StepOutcome<T> =
  { readonly kind: 'next'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'cancel' };

export type Step<T> = (value: T, position: StepPosition) => Promise<StepOutcome<T>>;

/**
 * Asks a series of questions, each of which can go back to the one before with what was entered kept.
 * @returns the value after the last step, or null when the person gave up
 */
export async function runSteps<T>(title: string, steps: readonly Step<T>[], initial: T): Promise<T | null> {
  let value = initial;
  let index = 0;
  while (index < steps.length) {
    const step = steps[index];
    if (step === undefined) break;
    const outcome = await step(value, { title, step: index + 1, totalSteps: steps.length, canGoBack: index > 0 });
    if (outcome.kind === 'cancel') return null;
    if (outcome.kind === 'next') value = outcome.value;
    index += outcome.kind === 'next' ? 1 : -1;
  }
  return value;
}
