/** The sentence grammar, and how wordings are kept apart between training and evaluation. */
export { expand, fill, splitWordings, wordsOf, type Wordings, type WordingSplit } from './grammar.ts';
/** Questions, by what they ask. */
export * from './questions.ts';
/** Second sentences of edit facts. */
export * from './facts.ts';
/** Sentences of think texts. */
export * from './thoughts.ts';
/** Nouns and pronouns of a category. */
export { pronouns, withArticle } from './nouns.ts';
/** All wordings by name, and the texts whose words become whole tokens. */
export { allWordings, templateTexts } from './vocabulary.ts';
