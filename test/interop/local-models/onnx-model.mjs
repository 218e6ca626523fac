// Small models in ONNX's format, written by hand: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. So that no model has to be
// downloaded, and each does what its test needs.

/** A field of protocol buffers: a number, a text, bytes, or a message. */
function field(number, value) {
  if (typeof value === 'number') return [...varint(number << 3), ...varint(value)];
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

const FLOAT = 1;
const INT64 = 7;

/** @param dims numbers, or names of dimensions that are known when it runs */
function valueInfo(name, type, dims) {
  const shape = dims.flatMap((dim) => field(1, field(typeof dim === 'number' ? 1 : 2, dim)));
  return [...field(1, name), ...field(2, field(1, [...field(1, type), ...field(2, shape)]))];
}

/** A constant of the model. */
function floats(name, dims, values) {
  const raw = new Uint8Array(Float32Array.from(values).buffer);
  return [...dims.flatMap((dim) => field(1, dim)), ...field(2, FLOAT), ...field(8, name), ...field(9, raw)];
}

function node(type, inputs, outputs, attributes = []) {
  return [
    ...inputs.flatMap((name) => field(1, name)),
    ...outputs.flatMap((name) => field(2, name)),
    ...field(4, type),
    ...attributes.flatMap((attribute) => field(5, attribute)),
  ];
}

/** AttributeProto: an integer, or a list of them. */
function integers(name, value) {
  const [kind, number] = Array.isArray(value) ? [7, 8] : [2, 3];
  return [...field(1, name), ...[value].flat().flatMap((one) => field(number, one)), ...field(20, kind)];
}

function model({ nodes, constants, inputs, outputs }) {
  const graph = [
    ...nodes.flatMap((one) => field(1, one)),
    ...field(2, 'g'),
    ...constants.flatMap((one) => field(5, one)),
    ...inputs.flatMap((one) => field(11, one)),
    ...outputs.flatMap((one) => field(12, one)),
  ];
  return Uint8Array.from([
    ...field(1, 8),
    ...field(7, graph),
    ...field(8, [...field(1, ''), ...field(2, 13)]),
  ]);
}

/** `output = relu(input x W)`, so many times: `input` and `output` are [batch, size]. Each row of W is 1 / size. */
export function denseModel(size = 4, layers = 1) {
  const names = Array.from({ length: layers }, (_, i) => i);
  const inputOf = (i) => (i === 0 ? 'input' : `hidden${i - 1}`);
  const outputOf = (i) => (i === layers - 1 ? 'output' : `hidden${i}`);
  return model({
    nodes: names.flatMap((i) => [
      node('MatMul', [inputOf(i), 'W'], [`product${i}`]),
      node('Relu', [`product${i}`], [outputOf(i)]),
    ]),
    constants: [floats('W', [size, size], new Array(size * size).fill(1 / size))],
    inputs: [valueInfo('input', FLOAT, ['batch', size])],
    outputs: [valueInfo('output', FLOAT, ['batch', size])],
  });
}

/** Two classes out of the mean of the token ids: `input_ids` and `attention_mask` are [batch, length], `logits` [batch, 2]. */
export function classifierModel() {
  return model({
    nodes: [
      node('Mul', ['input_ids', 'attention_mask'], ['ids']),
      node('Cast', ['ids'], ['numbers'], [integers('to', FLOAT)]),
      node('ReduceMean', ['numbers'], ['mean'], [integers('axes', [1]), integers('keepdims', 1)]),
      node('MatMul', ['mean', 'W'], ['logits']),
    ],
    constants: [floats('W', [1, 2], [-1, 1])],
    inputs: ['input_ids', 'attention_mask'].map((name) => valueInfo(name, INT64, ['batch', 'length'])),
    outputs: [valueInfo('logits', FLOAT, ['batch', 2])],
  });
}

/** Says the same token again and again: `logits` are [batch, length, vocabulary], highest at `token`. */
export function monotonousModel(vocabulary, token) {
  const scores = Array.from({ length: vocabulary }, (_, i) => (i === token ? 10 : 0));
  return model({
    nodes: [
      node('Mul', ['input_ids', 'attention_mask'], ['ids']),
      node('Cast', ['ids'], ['numbers'], [integers('to', FLOAT)]),
      node('Mul', ['numbers', 'zero'], ['zeros']),
      node('Unsqueeze', ['zeros', 'last'], ['column']),
      node('Add', ['column', 'scores'], ['logits']),
    ],
    constants: [floats('zero', [1], [0]), floats('scores', [vocabulary], scores), longs('last', [1], [2])],
    inputs: ['input_ids', 'attention_mask'].map((name) => valueInfo(name, INT64, ['batch', 'length'])),
    outputs: [valueInfo('logits', FLOAT, ['batch', 'length', vocabulary])],
  });
}

function longs(name, dims, values) {
  const raw = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
  return [...dims.flatMap((dim) => field(1, dim)), ...field(2, INT64), ...field(8, name), ...field(9, raw)];
}
