/** The learning rate at a step (counted from 0). */
export type Schedule = (step: number) => number;

/** The same rate throughout. */
export function constantRate(rate: number): Schedule {
  return () => rate;
}

/**
 * Linear warm-up to the peak, then half a cosine down to `floor`.
 * @param steps all steps, warm-up included
 */
export function warmUpCosine(options: {
  readonly peak: number;
  readonly warmUp: number;
  readonly steps: number;
  readonly floor?: number;
}): Schedule {
  const { peak, warmUp, steps, floor = 0 } = options;
  return (step) => {
    if (step < warmUp) return (peak * (step + 1)) / warmUp;
    const progress = Math.min(1, (step - warmUp) / Math.max(1, steps - warmUp));
    return floor + (peak - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
  };
}
