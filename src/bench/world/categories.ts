/** The six kinds of thing in the synthetic world (protocol §9). */
export const CATEGORIES = ['building', 'poster', 'person', 'animal', 'emblem', 'vehicle'] as const;
export type Category = (typeof CATEGORIES)[number];

/** What can be asked of an entity besides its name. */
export const ATTRIBUTES = ['city', 'country', 'continent', 'year', 'affiliation'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
