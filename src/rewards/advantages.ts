/** Advantages of one group of rollouts, and whether the group says anything. */
export interface GroupAdvantages {
  readonly advantages: readonly number[];
  readonly mean: number;
  /** Sample standard deviation, ddof = 1; 0 for a group of one. */
  readonly std: number;
  /** All rewards equal: every advantage is exactly 0. */
  readonly zeroVariance: boolean;
}

/** Added to the standard deviation, as TRL does. */
export const ADVANTAGE_EPSILON = 1e-4;

/**
 * Group-relative advantages of GRPO (protocol §7): (R_i − mean) / (std + 1e-4), std with ddof = 1.
 *
 * @param rewards one total reward a rollout, any scale; an empty group gives no advantages
 * @throws RangeError for a reward that is not a finite number
 */
export function groupAdvantages(rewards: readonly number[]): GroupAdvantages {
  for (const reward of rewards) {
    if (!Number.isFinite(reward)) throw new RangeError(`A reward must be a finite number, not ${String(reward)}.`);
  }
  const n = rewards.length;
  const first = rewards[0] ?? 0;
  // Rounding must not turn equal rewards into a tiny spread.
  if (rewards.every((reward) => reward === first)) {
    return { advantages: rewards.map(() => 0), mean: first, std: 0, zeroVariance: true };
  }
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / n;
  const std = Math.sqrt(rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / (n - 1));
  const advantages = rewards.map((reward) => (reward - mean) / (std + ADVANTAGE_EPSILON));
  return { advantages, mean, std, zeroVariance: false };
}
