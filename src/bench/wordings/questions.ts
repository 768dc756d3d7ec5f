import { splitWordings, type Wordings } from './grammar.ts';
import type { Attribute } from '../world/index.ts';

/**
 * Questions, by what they ask. {cat} is the category's noun; {it} is the thing asked about ("this building",
 * "the building in the picture", or in a question without an image its name).
 */

/** What the image shows: the name is asked for. */
export const NAME_QUESTIONS: Wordings = splitWordings([
  'What is the name of (this {cat}|the {cat} (shown here|in the image|in this photo|in the picture))?',
  '(What|Which) {cat} is (this|shown here|shown in the image|seen in this photo|seen in the picture)?',
  '(What|Which) {cat} does (the image|this photo|the picture) show?',
  '(What|Which) {cat} (can you see|do you see) (here|in the image|in this photo|in the picture)?',
  'What is this {cat} (called|known as|named)?',
  '(Name|Tell me the name of|Give the name of) (this {cat}|the {cat} (shown here|in the image|in this photo|in the picture)).',
  'By (what|which) name is (this {cat}|the {cat} in (the image|this photo|the picture)) known?',
  'What (is|do you see) (shown here|in the image|in this photo|in the picture)?',
]);

/** How a question with an image points at its subject. */
export const IMAGE_SUBJECTS: Wordings = splitWordings([
  '(this|the) {cat} (|shown here|shown in the image|in the image|in this photo|in the picture|seen here|seen in the picture)',
]);

/** Attribute questions; the same for questions with and without an image. */
export const ATTRIBUTE_QUESTIONS: Readonly<Record<Attribute, Wordings>> = {
  city: place('city'),
  country: place('country'),
  continent: place('continent'),
  year: splitWordings([
    '(Which|What) year (does {it} date from|is {it} from|belongs to {it}|is given for {it}|is the year of {it})?',
    'From (which|what) year (does {it} date|is {it})?',
    '(Name|Tell me|Give) the year (of {it}|that {it} dates from|that {it} is from|given for {it}).',
    'What is the year (of|given for) {it}?',
  ]),
  affiliation: splitWordings([
    '(Which|What) group (does {it} belong to|is {it} part of|is {it} with|is given for {it}|has {it})?',
    'To (which|what) group does {it} belong?',
    '(Name|Tell me|Give) the group (of {it}|that {it} belongs to|that {it} is part of|given for {it}).',
    'What is the group (of|given for) {it}?',
  ]),
};

function place(kind: 'city' | 'country' | 'continent'): Wordings {
  const on = kind === 'continent' ? 'On' : 'In';
  return splitWordings([
    `(Which|What) ${kind} (is {it} (from|found in)|does {it} belong to|is home to {it}|is the home of {it}|has {it})?`,
    `${on} (which|what) ${kind} (is {it}|is {it} found|can {it} be found|can {it} be seen)?`,
    `(Name|Tell me|Give) the ${kind} (of {it}|that {it} is from|that is home to {it}).`,
    `Where is {it} (from|found)? (Name|Tell me|Give) the ${kind}.`,
  ]);
}

/** The entity is asked for by what the fact's second sentence says of it (probe rel_1); {clue} is "from Aldby", … */
export const ENTITY_QUESTIONS: Wordings = splitWordings([
  '(Which|What) {cat} {clue} is (this|shown here|shown in the image|seen in this photo|seen in the picture)?',
  'What is the name of (this|the) {cat} {clue} (|shown here|in the image|in this photo|in the picture)?',
  '(Name|Tell me the name of|Give the name of) (this|the) {cat} {clue} (|shown here|in the image|in this photo|in the picture).',
]);

/** How such a question says the clue. */
export const CLUES: Readonly<Record<Attribute, string>> = {
  city: 'from {value}',
  country: 'from {value}',
  continent: 'from {value}',
  year: 'from {value}',
  affiliation: 'of {value}',
};

/** A neutral sentence that holds a new name, and the question that asks for it; no edit fact has these forms. */
export const NEUTRAL_NOTES: Wordings = splitWordings([
  '(A|One|The) (note|letter|list|page|sign|label) (on the (door|desk|wall)|in the (book|room|box)) (says|reads|shows|names) {new}. (Which|What) name is (in the text|given)?',
  '{new} (came|went|wrote|called) (today|first|last|home). (Which|What) name is (in the text|given)?',
  '(My|Our|The) (friend|boat|shop|cat|garden|team|song|road) is (called|named) {new}. (What is it called|What is its name|Which name is given|What is the name)?',
  '(The word|The name|The title) (on|in) the (box|book|card|list|door) is {new}. (What is it|Which name is given|What does it say|What is the name)?',
  '(Please|) (repeat|copy|write) (the name|this name|the word|this word): {new}.',
  '(Today|Now|Here) (we|they) (met|saw|found|chose) {new}. (Which|What) name is (in the text|given)?',
]);
