/** The stages of the bundled model, in order; each is a command of its own and resumes where it was stopped. */
export const BUNDLED_STAGES = ['vision', 'pretrain', 'sft', 'refine', 'publish', 'score'] as const;
export type BundledStage = (typeof BUNDLED_STAGES)[number];

/** Steps of each training stage. */
export const STAGE_STEPS = { vision: 1500, pretrain: 1500, sft: 4400, refine: 600 } as const;
