/** Draws edit targets for training or, disjoint from it, for evaluation. */
export { LONGEST_NAME, NameGenerator, namePool } from './generator.ts';
/** Names as people type them, for evaluation alone. */
export { TYPED_NAMES } from './typed.ts';
