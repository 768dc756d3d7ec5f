/** The shape of a model, from and to `config.json`. */
export { configJson, parseConfig } from './config.ts';
export type { QwenConfig, TextConfig, VisionConfig } from './config.ts';
/** Weights: names and shapes, fresh ones, checks. */
export { initialWeights, requireWeightsFit, textShapes, visionShapes } from './weights.ts';
/** 3-D positions. */
export { ropeIndex } from './rope_index.ts';
export type { RopeIndex } from './rope_index.ts';
/** How many frames, rows and columns of patches a picture has. */
export type { PatchGrid } from './vision_layout.ts';
/** Training of the text tower: lay out a batch, get its loss and gradients. */
export { textBatch } from './text_batch.ts';
export type { ImageFeatures, TextBatch, TextExample } from './text_batch.ts';
export type { TextBatchShape } from './text_train_graph.ts';
export { TextTrainer } from './text_trainer.ts';
export type { TextResult, TextTrainerOptions } from './text_trainer.ts';
/** Training of the vision tower with linear classifiers, and the features it gives. */
export { VisionTrainer, classifierShapes } from './vision_trainer.ts';
export type { Classifiers, VisionBatch, VisionResult, VisionTrainerOptions } from './vision_trainer.ts';
/** Typed errors. */
export { QwenError } from './errors.ts';
export type { QwenErrorCode } from './errors.ts';
/** From decoded pixels to patches. */
export { imageSettingsJson, parseImageSettings, patchify, processImage, smartResize } from './image_processor.ts';
export type { ImageSettings, ProcessedImage } from './image_processor.ts';
export { resizeBicubic } from './resize.ts';
export type { RgbImage } from './resize.ts';
/** Text to tokens and back. */
export { QwenTokenizer } from './tokenizer.ts';
export type { TextStream } from './tokenizer.ts';
/** A model that sees, reads and writes. */
export { QwenModel } from './model.ts';
export type { ModelOptions, ModelParts, PictureFeatures } from './model.ts';
export type { Prompt } from './prompt.ts';
export type { GenerateRequest, Generation, TokenEvent } from './generate.ts';
export type { Score, ScoreRequest } from './score.ts';
export type { SamplingSettings } from './sampling.ts';
/** Adds a PEFT adapter to weights. */
export { mergeLora } from './lora.ts';
/** Writes a model folder. */
export { exportModel } from './export.ts';
export type { ExportRequest } from './export.ts';
