import { MessageWriter } from './protobuf.ts';
import type { DType, Shape } from './value.ts';

/** A node's attribute, tagged by its ONNX type (JavaScript numbers cannot tell 1 from 1.0). */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly tensor: OnnxTensor };

/** Raw little-endian data with its type and shape. */
export interface OnnxTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

/** One operation: inputs and outputs are value names, an empty input name leaves an optional input out. */
export interface OnnxNode {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A graph input or output. */
export interface OnnxPort {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Everything a model file holds. */
export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/** Operation set 18 is the first where every Reduce takes its axes as an input; all our providers know it. */
export const OPSET = 18;
const IR_VERSION = 9;

/** TensorProto.DataType. */
const DATA_TYPE: Readonly<Record<DType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10 };

/** Serialises a model as ONNX ModelProto (onnx.proto3: field numbers in the order written). */
export function writeOnnx(model: OnnxModel): Uint8Array {
  const graph = new MessageWriter();
  model.nodes.forEach((node, i) => graph.message(1, writeNode(node, i)));
  graph.text(2, model.name);
  for (const tensor of model.initializers) graph.message(5, writeTensor(tensor));
  for (const port of model.inputs) graph.message(11, writePort(port));
  for (const port of model.outputs) graph.message(12, writePort(port));

  const domains = new Set(model.nodes.map((node) => node.domain ?? ''));
  domains.add('');
  const file = new MessageWriter().varint(1, IR_VERSION).text(2, 'crane').message(7, graph);
  for (const domain of domains)
    file.message(8, new MessageWriter().text(1, domain).varint(2, domain === '' ? OPSET : 1));
  return file.finish();
}

function writeNode(node: OnnxNode, index: number): MessageWriter {
  const out = new MessageWriter();
  for (const input of node.inputs) out.text(1, input);
  for (const output of node.outputs) out.text(2, output);
  out.text(3, `${node.op}_${index}`).text(4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) out.message(5, writeAttribute(name, attribute));
  if (node.domain !== undefined) out.text(7, node.domain);
  return out;
}

function writeAttribute(name: string, attribute: Attribute): MessageWriter {
  const out = new MessageWriter().text(1, name);
  if ('float' in attribute) return out.float(2, attribute.float).varint(20, 1);
  if ('int' in attribute) return out.varint(3, attribute.int).varint(20, 2);
  if ('string' in attribute) return out.text(4, attribute.string).varint(20, 3);
  if ('tensor' in attribute) return out.message(5, writeTensor(attribute.tensor)).varint(20, 4);
  if ('floats' in attribute) {
    for (const value of attribute.floats) out.float(7, value);
    return out.varint(20, 6);
  }
  for (const value of attribute.ints) out.varint(8, value);
  return out.varint(20, 7);
}

function writeTensor(tensor: OnnxTensor): MessageWriter {
  const out = new MessageWriter();
  for (const dim of tensor.shape) out.varint(1, dim);
  const { buffer, byteOffset, byteLength } = tensor.data;
  return out
    .varint(2, DATA_TYPE[tensor.dtype])
    .text(8, tensor.name)
    .bytes(9, new Uint8Array(buffer, byteOffset, byteLength));
}

function writePort(port: OnnxPort): MessageWriter {
  const shape = new MessageWriter();
  for (const dim of port.shape) {
    const entry = new MessageWriter();
    shape.message(1, typeof dim === 'string' ? entry.text(2, dim) : entry.varint(1, dim));
  }
  const tensorType = new MessageWriter().varint(1, DATA_TYPE[port.dtype]).message(2, shape);
  return new MessageWriter().text(1, port.name).message(2, new MessageWriter().message(1, tensorType));
}
