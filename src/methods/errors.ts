import { CraneError } from '../protocol/index.ts';

/** What can go wrong when a method prepares its prompt, told to a person. */
export const methodError = {
  needsFact: (method: string) =>
    new CraneError(
      'method-needs-fact',
      `The method ${method} is given its fact directly, and none was named.`,
      'Name one with --fact, or run a sample that has a fact of its own.',
    ),
};
