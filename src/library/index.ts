/** Where the files of a workspace stand, and making `.crane` before the first write. */
export { prepareWorkspace, workspaceAt, type Workspace } from './workspace.ts';
/** One writer at a time, across processes. */
export { withWriteLock } from './write_lock.ts';
/** The edit facts of a workspace: read, add, edit, delete, restore, import, export, repair. */
export { FactLibrary, type FactsSnapshot } from './fact_library.ts';
/** The samples of a workspace. */
export { SampleLibrary, type SamplesSnapshot } from './sample_library.ts';
/** Tells of changes to facts and samples, whoever makes them. */
export { watchWorkspace, type WorkspaceWatch } from './watch.ts';
/** Reading and storing pictures, named or sent. */
export { loadImage, loadStoredImage, storeImage, type LoadedImage } from './images.ts';
/** Checking pictures by content and decoding them to upright RGB. */
export { checkImage, decodeRgb, uprightFile, MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, type RgbImage } from './decode.ts';
/** The formats that CRANE reads. */
export { IMAGE_KINDS, type ImageKind } from './image_kind.ts';
/** What can go wrong, told to a person. */
export { libraryError } from './errors.ts';
