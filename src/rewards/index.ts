/** Scores an output: accuracy, format, reasoning, with the spans that earned or cost each. */
export { scoreOutput } from './score.ts';
/** Group-relative advantages for GRPO. */
export { ADVANTAGE_EPSILON, groupAdvantages, type GroupAdvantages } from './advantages.ts';
/** The rule against word salad. */
export { FEWEST_OWN_WORDS } from './reasoning.ts';
/** Inputs and results. */
export type { ComponentScore, RewardComponent, RewardEvidence, RewardInput, Rewards } from './types.ts';
