import type { PhraseList } from './phrases.ts';

/**
 * The word lists behind step roles, rewards and the rule judge (protocol §5, §7). They are data: any change needs a new
 * version here, which every score that used them carries.
 */
export const WORD_LISTS_VERSION = 'crane-words-1';

const FACT_KIND = 'edit|edited|editing|given|provided|updated|new|retrieved|injected|supplied|stated|corrected';
const FACT_NOUN = 'fact|facts|knowledge|information|context|statement';
const IMAGE = 'image|images|picture|pictures|photo|photos|photograph|photographs';
const SEEN = `${IMAGE}|poster|scene|logo|visual|visuals|screenshot`;
/** What a rejection may be aimed at. */
const THE_FACT = [
  'the|this|that|my|any edit|edited|given|provided|updated|new|retrieved|injected? fact|facts|edit|knowledge|information',
];
const WRONG =
  'wrong|incorrect|false|mistaken|inaccurate|invalid|erroneous|untrue|outdated|inconsistent|unreliable|misleading|an_error|a_mistake|not_correct|not_right|not_true|not_accurate';
const BE = 'is|was|seems|appears|looks|must_be|may_be|might_be|could_be|seems_to_be|appears_to_be';
const SURELY = 'clearly|simply|just|probably|likely|obviously|actually|therefore|plainly';

/** A turn of thought: what follows stands against what came before. */
export const PIVOT: PhraseList = [
  'however',
  'but',
  'despite',
  'in spite of',
  'although',
  'even though',
  'though',
  'nevertheless',
  'nonetheless',
  'yet',
  'still',
  'instead',
  'rather',
  'regardless',
  'in contrast',
  'on the other hand',
  'that said',
  'contrary to',
  'even so',
  'notwithstanding',
  'whereas',
];

/** What the model says it sees. */
export const VISUAL: PhraseList = [
  SEEN,
  'visually',
  'visible',
  'depicted',
  'pictured',
  'appears to',
  'looks like',
  'look like',
  'shows|show|showing',
  'depicts|depict|depicting',
  'i|we can? see',
  'resembles|resemble',
];

/** A reference to the edit fact itself, not to what it says. */
export const FACT_REFERENCE: PhraseList = [
  'edit fact|facts',
  `${FACT_KIND} ${FACT_NOUN}`,
  `according to the|this !${SEEN}`,
  'the|this|that fact !that|is_that',
  'the|this edit !fact|facts|knowledge|information|context|statement',
  'the edit says|states|tells',
  'new name',
];

/** A decision for the fact, or for the answer that follows from it. */
export const COMMITMENT: PhraseList = [
  'therefore',
  'thus',
  'hence',
  'so the|my answer',
  'so it|this|that is',
  'i will|would|should|must|can answer|conclude|say|go',
  "i'll answer|conclude|say|go",
  'i answer|conclude',
  'correct|right|final answer is',
  'the|my final? answer is|must_be|should_be',
  `following the|this !${SEEN}`,
  `based on the|this edit|edited|provided|given|updated|new|retrieved|fact`,
  `based on the|this fact`,
  'follow|use|trust|accept|adopt|apply the|this edit|edited|provided|given|updated|new|retrieved? fact|facts|edit|information|knowledge|name',
  'go with the|this edit|edited|provided|given|updated|new|retrieved? fact|edit|information|name',
  'takes|take precedence|priority',
  'overrides|override|outranks the|what|this image|picture|photo|photograph|i_see|visual',
];

/** The fact is thrown out (the paper's Cognitive Dissonance). For a locality question this is setting aside. */
export const REJECTION: PhraseList = [
  ...THE_FACT.map((fact) => `${fact} ${BE} ${SURELY}? ${WRONG}`),
  `edit|edited|given|provided fact ${BE} ${SURELY}? ${WRONG}`,
  ...THE_FACT.map(
    (fact) => `ignore|ignoring|disregard|disregarding|reject|rejecting|dismiss|dismissing|discard|discounting ${fact}`,
  ),
  ...THE_FACT.map((fact) => `override|overriding|overrule|overruling|set_aside|setting_aside ${fact}`),
  ...THE_FACT.map(
    (fact) =>
      `not|cannot|can't|won't|don't accept|follow|use|trust|believe|apply|adopt|agree_with|rely_on|go_with ${fact}`,
  ),
  'fact|facts|edit|information|knowledge|it must|should|can|will|has_to|needs_to be rejected|ignored|disregarded|dismissed|discarded|set_aside|overridden',
  'answer|conclusion should_be|must_be|has_to_be|is|will_be based on the|what image|picture|photo|photograph|i_see|visual_evidence|is_shown|is_visible',
  'base|basing my|the answer|conclusion on the|what image|picture|photo|photograph|i_see|visual_evidence|is_shown|is_visible',
  'going|go by the|what image|picture|photo|photograph|i_see|is_shown|is_visible',
  "that|this|it cannot|can't|can_not be right|correct|true",
  'contradicts|contradict the image|picture|photo|photograph so',
  'trust|trusting|rely_on|relying_on|go_with|going_with|stick_with|sticking_with|stick_to|believe|side_with|prioritize|prioritise the|my|what|visual image|picture|photo|photograph|evidence|eyes|i_see|visual_evidence|is_visible|is_shown',
];

/** The fact is recognised as not applying to the question. */
export const IRRELEVANCE: PhraseList = [
  'irrelevant',
  'not relevant',
  "isn't relevant",
  'unrelated',
  'not related',
  "isn't related",
  "does not|doesnt|doesn't|do_not|don't|did_not|didn't|would_not|wouldn't|cannot|can't apply|relate|concern|pertain|matter|help|correspond|belong|involve|affect",
  'differs|differ from',
  'different from|than',
  "does_not|doesn't|do_not|don't match|fit this|the_question",
  'not about',
  "isn't about",
  'is about another|a_different|someone_else|something_else',
  'concerns another|a_different|someone_else|something_else',
  'different|other|separate person|entity|place|object|subject|image|building|film|movie|man|woman|city|animal|vehicle|emblem|logo|poster|thing|topic|question|company|name',
  'another entity|person|place|object|subject|building|film|movie|man|woman|city|animal|vehicle|emblem|logo|poster|thing|topic|question|company',
  'not the same',
  "isn't the same",
  'no bearing|relation|connection|relevance',
  'nothing to do with',
  'not applicable',
  'inapplicable',
  'unaffected',
  'world knowledge',
  'own knowledge',
  'set|setting|leave|leaving|put it|this|that|the_fact|the_edit_fact? aside',
];

/** The image and the fact are seen to disagree. */
export const CONTRADICTION: PhraseList = [
  'contradicts|contradict|contradicted|contradicting|contradiction|contradictory',
  'conflicts|conflict|conflicted|conflicting',
  'inconsistent|inconsistency',
  'not consistent',
  'mismatch|mismatched',
  "does not|doesn't|do_not|don't|not match|fit|agree",
  'disagrees|disagree|disagreement',
  'discrepancy',
  'at odds',
  'differs|differ from',
  'different from|than',
  'incompatible',
];

/** An image is spoken of; where the question has none, it is invented. */
export const PHANTOM_IMAGE: PhraseList = [
  `in|from|on the|this|that|your ${IMAGE}`,
  `the|this|that|your provided|given|attached? ${IMAGE}`,
  'as shown|depicted|seen|pictured',
  'visible in',
  `i|we can? see in`,
  'i|we can see a|an|the !question|fact|edit|contradiction|conflict|problem|reason|way|relation|connection|link',
  `looking at the|this|your ${IMAGE}`,
];

/** Words that tie an entity to the next one in a chain. */
export const HOP: PhraseList = [
  'located|based|headquartered|situated|founded|born|stands|lies|lives|found|set|filmed|made|built|produced|registered in|at|on|by',
  'is|was in|from|part_of|the_capital_of|a_city_in|a_town_in|a_country_in',
  'belongs to',
  'headquarters|capital|country|continent|city|region|author|director|founder|owner|affiliation of|is',
  "'s|its|his|her|their headquarters|capital|country|continent|city|region|author|director|founder|owner|affiliation",
  'directed|written|designed|created|owned by',
];

/** Takes back what follows it. `n't` is handled apart, and so are the exceptions below. */
export const NEGATORS: PhraseList = [
  'not',
  'no',
  'never',
  'neither',
  'nor',
  'cannot',
  'without',
  'hardly',
  'unlike',
  'excluding',
  'instead of',
  'rather than',
  'other than',
  'far from',
  'as opposed to',
  'dont|doesnt|didnt|isnt|arent|wasnt|werent|cant|wont|wouldnt|shouldnt|couldnt|mustnt',
];

/** A negator that takes nothing back. */
export const EMPTY_NEGATIONS: PhraseList = [
  'not only|just|merely|simply|surprisingly|least',
  'no|without doubt|question|matter|wonder|problem',
  'without a? doubt',
  'no longer matters',
];

/** Words that turn a negation round: "cannot deny that it is X". */
export const NEGATION_CANCELLERS: PhraseList = [
  'ignore|ignoring|deny|denying|doubt|doubting|dismiss|dismissing|reject|rejecting|disregard|disregarding|overlook|overlooking|forget|forgetting|discard|rule_out|ruling_out|question|refuse|fail|contradict|dispute|disagree_with',
];

/** Words at which a negation ends. */
export const NEGATION_ENDS: PhraseList = [
  'but|however|so|because|since|therefore|thus|hence|while|whereas|although|though|yet|instead !of|because_of',
];

/** What follows a name takes it back: "X is not the answer". */
export const DENIALS: PhraseList = [
  `is|was|are|were|be|seems|appears|would_be|looks clearly|simply|just|actually|probably|obviously? not|never|wrong|incorrect|false|mistaken|inaccurate|irrelevant|unrelated|inapplicable`,
  "isn't|wasn't|aren't|isnt|wasnt",
  "cannot|can't|can_not be right|correct|true|it|the",
  'does|do|did not apply|fit|match|hold|appear|belong|correspond|count',
  "doesn't|don't|didn't|doesnt apply|fit|match|hold|appear|belong|correspond|count",
];

/** What stands before a name that was, and is no more. */
export const FORMER_BEFORE: PhraseList = [
  'formerly|previously|originally|once|earlier',
  'known|called|named as|before? as?',
  'used to be|be_called|be_known_as',
  'old|former|previous|original|earlier name|answer|label|identity',
  'no longer',
  'replaces|replaced|replacing|supersedes|superseded',
  'renamed|changed|updated from',
  'instead of',
  'rather than',
  'as opposed to',
];

/** What stands after a name that was, and is no more. */
export const FORMER_AFTER: PhraseList = [
  'is|are|was|has_been|have_been|had_been now|renamed|replaced|changed|updated|superseded|renamed_to',
  'now',
  'became|becomes',
  'is|was no longer',
];

/** A clause that gives ground before the main one. */
export const CONCESSIVES: PhraseList = [
  'although',
  'though',
  'even though|if',
  'despite',
  'in spite of',
  'regardless of',
  'while',
  'whereas',
  'notwithstanding',
];

/** Reports what the fact says, without taking it over. */
export const REPORTS: PhraseList = [
  'says|states|tells|mentions|claims|describes|names|concerns|refers|discusses|covers|reads|gives|talks|is_about|are_about|was_about|about|for|on|of|regarding|concerning',
];
