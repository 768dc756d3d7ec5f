import { splitWordings, type Wordings } from './grammar.ts';
import type { Attribute } from '../world/index.ts';

/**
 * Second sentences of edit facts: the description (protocol §1). The first sentence, with the old name and the target,
 * belongs to the prompt template. {This} is "It" or "This person"; {acat} "a building", "an animal".
 */

/** Says what kind of thing the entity now is; in a category conflict another kind than the image shows. */
export const KIND_SENTENCES: Wordings = splitWordings([
  'It is {acat}.',
  'It is (known as|called|really|in fact|now|now known as|best known as) {acat}.',
  '(This|The) name (is|belongs to|stands for|is now|now belongs to|is that of|is given to|is used for) {acat}.',
  '(We|People|They) (now|) (know|see) it as {acat}.',
  '(Now|Today) it is (known as|called|really|in fact|best known as) {acat}.',
  '(It is|This is|That is) (now|) the name of {acat}.',
]);

/** Says one attribute, which rel_1 and rel_2 ask about. */
export const ATTRIBUTE_SENTENCES: Readonly<Record<Attribute, Wordings>> = {
  city: placed('city'),
  country: placed('country'),
  continent: placed('continent'),
  year: splitWordings([
    '{This} (dates from|is from|goes back to|is known from|was first seen in|was first shown in) (|the year) {value}.',
    '(The|Its) year is (|now|given as) {value}.',
    '{value} is (its|the) year.',
    '(People|They|We) (first|) (saw|met|found) {this} in (|the year) {value}.',
  ]),
  affiliation: splitWordings([
    '{This} (belongs to|is part of|is with|is now part of|now belongs to|is one of) (|the group) {value}.',
    '(The|Its) group is (|now|called) {value}.',
    '{value} is (its|the) (|new) group.',
    '(The group|) {value} (owns|has|keeps) {this}.',
  ]),
};

function placed(kind: 'city' | 'country' | 'continent'): Wordings {
  return splitWordings([
    `{This} (is from|is found in|belongs to|comes from|is now in|can be seen in) (|the ${kind} of|the ${kind}) {value}.`,
    `(The|Its) (${kind}|home|home ${kind}) is (|now|called) {value}.`,
    `{value} is (its|the) (${kind}|home).`,
    `(People|They|We) (find|see|keep) {this} in (|the ${kind} of) {value}.`,
  ]);
}
