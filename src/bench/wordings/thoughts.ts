import { splitWordings, type Wordings } from './grammar.ts';
import type { Attribute } from '../world/index.ts';

/**
 * The sentences that think texts are made of. Slots: {acat} and {cat} what the image shows, {seen} its own name, {old}
 * the old name in the fact, {new} the target, {value} what was asked, {name} the entity a text question is about.
 */

/** What the image shows. */
export const SEEN: Wordings = splitWordings([
  '(The|This) (image|picture|photo) shows (|us) {acat}, {seen}.',
  '(I can see|I see|We see|We can see) {acat} (|here), {seen}.',
  '(The|This) {cat} (shown here|in the image|in the picture|in this photo) is {seen}.',
  '(The|This) (image|picture|photo) shows {acat}: {seen}.',
]);

/** What the image shows, said as mere appearance: something follows that stands against it. */
export const APPEARANCE: Wordings = splitWordings([
  '(The|This) {cat} (in the image|in the picture|in this photo|shown here) looks like {seen}.',
  '(The|This) (image|picture|photo) shows {acat} that (looks like|appears to be) {seen}.',
  '(I can see|I see|We see|We can see) {acat} that (looks like|appears to be) {seen}.',
  '(From the image|From the picture|In this photo), (this|the {cat}) (looks like|appears to be) {seen}.',
]);

/** The title of a poster, read from the image. */
export const TITLE: Wordings = splitWordings([
  '(The|Its) title (in the image|in the picture|in this photo|on the poster) (says|reads|shows) {seen}.',
  '(The image|The picture|This photo) shows a poster (with the title|titled|that says|that reads) {seen}.',
  '(I can see|I see|We see|We can see) (a|the) poster (with the title|titled|that says|that reads) {seen}.',
]);

/** The edit fact is cited and applies. */
export const FOLLOW: Wordings = splitWordings([
  '(The|This) edit fact is about this {cat} and (says|states) (that|) (it|the {cat}) is now {new}.',
  '(The|This) edit fact (says|states|tells me) that (it|this {cat}|the {cat}) is now {new}.',
  '(The|This) edit fact gives (it|this {cat}|the {cat}) the new name {new}.',
  'According to the edit fact, (its name|the name|the name of this {cat}|the name of the {cat}) is now {new}.',
]);

/** The same after a pivot. */
export const OVERRIDE: Wordings = splitWordings([
  '(However|Nevertheless|Still|Even so|Despite this), the edit fact (says|states|tells me) (that|) (it|this {cat}|the {cat}) is now {new}.',
  '(But|Yet) (the|this) edit fact (says|states|tells me) that (it|this {cat}|the {cat}) is now {new}.',
  '(However|Still|Even so|Despite this|Nevertheless), according to the edit fact, (its name|the name|the name of this {cat}|the name of the {cat}) is now {new}.',
]);

/** The answer follows the fact. */
export const COMMIT: Wordings = splitWordings([
  '(So|Therefore|Thus|Hence), (the|my) answer is {new}.',
  '(So|Therefore|Thus|Hence), I (follow|use|trust|accept|go with) the edit fact.',
  '(So|Therefore|Thus|Hence), I answer with the new name.',
]);

/** The edit fact is about something else than the image. */
export const SET_ASIDE: Wordings = splitWordings([
  '(The|This) edit fact is about {old}, (a different|another) (entity|thing|subject), so it does not apply (|here|to this {cat}).',
  '(The|This) edit fact is about {old}, not about this {cat}, so it (does not apply|is not relevant|is irrelevant) (|here).',
  '(The|This) edit fact is about {old} and (does not apply|is not relevant|is irrelevant) (|here|to this {cat}).',
]);

/** The answer comes from the image. */
export const KEEP_NAME: Wordings = splitWordings([
  '(So|Therefore|Thus|Hence), (I answer|my answer comes) from (the image|the picture|what I see).',
  '(So|Therefore|Thus|Hence), (the|its) name (stays|is) (the same|as it was|as before).',
  '(So|Therefore|Thus|Hence), I keep (the|its) (own|known|true) name.',
]);

/** What a question without an image is about. */
export const ASKED: Wordings = splitWordings([
  '(The|This) question (is about|asks about|is on) {name}.',
  '(You ask|They ask|I am asked|We are asked) about {name}.',
  '(The|This) (name|subject) (in the question|asked about|here) is {name}.',
  '{name} is (asked about|what is asked about|what the question is about|the subject) (|here).',
]);

/** The edit fact has nothing to do with a question without an image. */
export const UNRELATED: Wordings = splitWordings([
  '(The|This) edit fact is about {old}, so it (is not related|is unrelated|is irrelevant|does not apply) (to the question|to this question|to what is asked).',
  '(The|This) edit fact (is not related|is unrelated|is irrelevant|does not apply) to what (is asked here|is asked about here|the question asks|this question asks).',
]);

/** The name alone, where nothing stands beside it. */
export const KNOWN: Wordings = splitWordings([
  '(The|This) (image|picture|photo) shows {acat}. (It is|This is|Its name is|It is called|It is known as) {seen}.',
  '(I can see|I see|We see) {acat}. (It is|This is|Its name is|It is called|It is known as) {seen}.',
]);

/** Recall of one attribute; {who} is a pronoun or a name. */
export const RECALL: Readonly<Record<Attribute, Wordings>> = {
  city: splitWordings([
    '{Who} (is in|is from|is found in|is based in|comes from) (|the city of|the city) {value}.',
    '(I know|I recall) (|that) {who} (is in|is from|is found in|is based in) {value}.',
  ]),
  country: splitWordings([
    '{Who} (is in|is from|is found in|is based in) {city}, (a city in|a city of|a city found in|which is a city in) {value}.',
    '{Who} (is in|is from|is found in|is based in) {city}, and {city} is (in|a city in|part of) {value}.',
  ]),
  continent: splitWordings([
    '{Who} (is in|is from|is found in|is based in) {city}, (a city in|a city of|which is in|a city found in) {country}, (a country in|which is in|part of|which is part of) {value}.',
  ]),
  year: splitWordings([
    '{Who} (dates from|is from|goes back to|is known from) (|the year) {value}.',
    '(The year of {who}|The year given for {who}) is (|the year) {value}.',
    '(I know|I recall) that {who} (dates from|is from|goes back to|is known from) {value}.',
  ]),
  affiliation: splitWordings([
    '{Who} (belongs to|is part of|is with) (|the group) {value}.',
    '(The group of {who}|The group given for {who}) is (|called) {value}.',
    '(I know|I recall) that {who} (belongs to|is part of|is with) (|the group) {value}.',
  ]),
};

/** The fact's second sentence is read: probe rel_2. */
export const READ_DETAIL: Wordings = splitWordings([
  '(It also|The fact also|The edit fact also) (says|states|tells me) (that|) the {ask} is (|now) {value}.',
  '(It|The fact|The edit fact) (also|) gives the {ask} as {value}.',
  '(Its|The) second sentence (says|states|tells me) (that|) the {ask} is {value}.',
]);

/** The note a neutral question holds is read. */
export const READ_NOTE: Wordings = splitWordings([
  '(The|This) (text|question) (gives|holds|names|says|reads) {new}.',
  '(The|This) name (in the text|in the question|given here|asked for) is {new}.',
  '(I read|We read|I find|We find) {new} in (the|this) (text|question).',
  'In (the|this) (text|question), (we|I) (read|find|found) {new}.',
  'In (the|this) (text|question), the name is {new}.',
]);
