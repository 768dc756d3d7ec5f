/** Searches the edit facts by picture, by text, or both. */
export { FactRetriever, type RetrievalQuery, type RetrievalResult } from './retriever.ts';
/** What turns a picture into a vector, and the vectors kept on disk. */
export { CachedEncoder, type ImageEncoder } from './image_features.ts';
/** The table of all facts' pictures. */
export { ImageLibrary, type FactScore, type UnreadableImage } from './image_library.ts';
/** Exact nearest neighbours as one ONNX graph. */
export { ExactSearch, normalised, type SearchHit } from './exact_search.ts';
/** Text search by character trigrams. */
export { TEXT_ENCODER, trigramCosine, trigramVector, type TrigramVector } from './char_trigram.ts';
/** What a fact is searched by in words. */
export { factText, TextLibrary } from './text_library.ts';
/** Thresholds stored with a model, and the name of the encoder that they belong to. */
export { encoderId, readThresholds, thresholdsSchema, type Thresholds } from './thresholds.ts';
/** Chooses a threshold on training data. */
export { calibrate, type Calibration } from './calibrate.ts';
/** What can go wrong, told to a person. */
export { retrievalError } from './errors.ts';
