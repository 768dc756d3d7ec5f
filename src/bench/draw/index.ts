/** Renders photographs of entities, byte for byte the same on every run. */
export { renderSvg, renderView, type Pixels } from './render.ts';
/** Names a photograph, and how many of each entity the world promises. */
export { composePhotograph, HELDOUT_VIEWS, TRAIN_VIEWS, type Photograph, type View } from './photograph.ts';
/** Side length of a photograph in pixels. */
export { IMAGE_SIZE } from './scene.ts';
/** What makes an entity recognisable: silhouette, colours, pattern. */
export { lookOf, PATTERNS, SILHOUETTES, type Look, type Pattern } from './look.ts';
/** Encodes pictures as PNG or WebP. */
export { encodePixels } from './encode.ts';
