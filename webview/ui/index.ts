/** Makes HTML elements from code and data; data only ever becomes text. */
export { append, element, replaceChildren, spoken, type Child } from './element.ts';
/** Shows text from outside with its deceptive characters made visible. */
export { appendText, spokenText, textPieces } from './untrusted_text.ts';
/** The icons that all views share. */
export { icon, type IconName } from './icons.ts';
/** A polite, throttled voice for screen readers. */
export { createAnnouncer, type Announcer } from './announcer.ts';
/** A row of command buttons with one tab stop. */
export { createToolbar, type Toolbar, type ToolbarAction } from './toolbar.ts';
/** A list of any length with few elements in the page. */
export { createVirtualList, type RowSource, type VirtualList } from './virtual_list.ts';
