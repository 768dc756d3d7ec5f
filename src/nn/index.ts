/** The operations of a graph and its backward pass; see graph.ts for what a value is. */
export { Graph } from './graph.ts';
/** Types of values, shapes and element types. */
export type { DType, Dim, Shape, Value } from './value.ts';
/** Element-wise operations. */
export {
  add,
  cast,
  clip,
  div,
  equal,
  erf,
  exp,
  gelu,
  geluTanh,
  lessOrEqual,
  log,
  maximum,
  minimum,
  mul,
  neg,
  sigmoid,
  silu,
  sqrt,
  sub,
  tanh,
  where,
} from './elementwise.ts';
/** Products. */
export { gemm, linear, matmul } from './matmul.ts';
/** Sums, means, softmax and normalisation. */
export { layerNorm, logSoftmax, reduceMax, reduceMean, reduceSum, rmsNorm, softmax } from './reduce.ts';
/** Changes of shape. */
export { concat, expand, reshape, slice, split, stopGradient, transpose, transposeLast } from './shaping.ts';
/** Sizes known only at run time. */
export { range, sizeOf } from './sizes.ts';
/** Rows and elements by index. */
export { gather, pick } from './indexing.ts';
/** Attention with grouped heads. */
export { attention } from './attention.ts';
export type { AttentionOptions } from './attention.ts';
/** Rotary positions. */
export { rotary } from './rotary.ts';
/** Weighted token cross entropy. */
export { tokenCrossEntropy, total } from './loss.ts';
export type { TokenCrossEntropy } from './loss.ts';
/** Appends the backward pass of a scalar. */
export { gradients } from './gradient.ts';
/** Tensors outside graphs. */
export { floats, int32s, int64s, requireWeight } from './tensor.ts';
export type { FloatTensor, HostTensor, Weights } from './tensor.ts';
/** Runs graphs. */
export { createSession, floatOutput } from './session.ts';
export type { Device, Session, SessionOptions } from './session.ts';
/** Optimisers that change weights in place. */
export { AdamW, Sgd, adam, gradientNorm } from './optimiser.ts';
export type { AdamSettings, Gradients, Optimiser, StepReport } from './optimiser.ts';
/** Learning-rate schedules. */
export { constantRate, warmUpCosine } from './schedule.ts';
export type { Schedule } from './schedule.ts';
/** Weight files. */
export { readSafetensors, writeSafetensors, floatTensors } from './safetensors.ts';
export type { SafetensorsFile, StoreAs } from './safetensors.ts';
/** Half precision. */
export { fromHalf, toHalf } from './float16.ts';
/** Reproducible random numbers. */
export { seededRandom } from './random.ts';
export type { RandomStream } from './random.ts';
/** Typed errors. */
export { NnError } from './errors.ts';
export type { NnErrorCode } from './errors.ts';
