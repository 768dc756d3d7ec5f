/** Generated examples and their parts. */
export { SCENARIOS, type CorpusExample, type ExampleFact, type ExampleImage, type Scenario } from './example.ts';
/** Where examples are drawn from: training or evaluation, which share nothing that protocol §9 keeps apart. */
export { evaluationContext, trainingContext, type CorpusContext } from './context.ts';
/** Edit facts about entities of the world. */
export { DETAIL_ATTRIBUTES, makeFact, otherCategory, WITHOUT_OLD_NAME, type FactChoices } from './facts.ts';
/** Examples without an edit fact. */
export { attribute, hop, knownCopy, multiHopNoFact, naming, neutralCopy, textAttribute } from './plain.ts';
/** Examples with an edit fact. */
export { conflict, locality, multiHopFact, normal, relOne, relTwo, textLocality } from './edited.ts';
/** The same for a fact that stands: one question of each probe. */
export { askDetail, askEntity, askHop, askName, askOther, askText, hopGoals } from './edited.ts';
/** One generator for each scenario. */
export { GENERATORS } from './generate.ts';
