/**
 * The messages of event files: Event, Summary, TensorProto (tensorboard/compat/proto) and those of the plugins for
 * histograms and hyperparameters (tensorboard/plugins).
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { BucketSnapshot } from '../../histogram/index.ts';
import { bucketRows } from '../histogram-views.ts';
import type { RunParameters, RunStatus } from '../model.ts';

/** Field numbers. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 } as const;
const METADATA = { pluginData: 1, dataClass: 4 } as const;
const PLUGIN_DATA = { name: 1, content: 2 } as const;
const TENSOR = { dtype: 1, shape: 2, content: 4, strings: 8 } as const;
const SHAPE = { dimension: 2 } as const;
const DIMENSION = { size: 1 } as const;
const HPARAMS = { start: 3, end: 4 } as const;
const SESSION_START = { hparams: 1, groupName: 4, startSeconds: 5 } as const;
const SESSION_END = { status: 1, endSeconds: 2 } as const;
const MAP_ENTRY = { key: 1, value: 2 } as const;
const JSON_VALUE = { number: 2, string: 3, bool: 4 } as const;

const DATA_CLASS_TENSOR = 2;
const DT_FLOAT = 1;
const DT_DOUBLE = 2;
const DT_STRING = 7;
/** Of the hparams plugin: 0 is unknown. */
const SESSION_STATUS: Readonly<Record<RunStatus, number>> = { finished: 1, failed: 2, killed: 2, running: 3 };

/** What every file begins with. */
export function fileVersionEvent(unixMs: number): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(EVENT.wallTime, WireType.Bit64).double(unixMs / 1000);
  return writer.tag(EVENT.fileVersion, WireType.LengthDelimited).string('brain.Event:2').finish();
}

/** As 32 bits, which is what TensorBoard keeps. */
export function scalarEvent(tag: string, value: number, step: number, unixMs: number): Uint8Array {
  return summaryEvent(tag, step, unixMs, (writer) => {
    writer.tag(VALUE.simpleValue, WireType.Bit32).float(Math.fround(value));
  });
}

/** Our buckets as they are: rows of lower bound, upper bound and count, where the outermost end at minimum and maximum. */
export function histogramEvent(
  tag: string,
  snapshot: BucketSnapshot,
  step: number,
  unixMs: number,
): Uint8Array {
  const numbers = bucketRows(snapshot).flatMap(({ left, right, count }) => [left, right, count]);
  const content = new Uint8Array(numbers.length * 8);
  const view = new DataView(content.buffer);
  numbers.forEach((number, i) => {
    view.setFloat64(i * 8, number, true);
  });
  return summaryEvent(tag, step, unixMs, (writer) => {
    writeMetadata(writer, 'histograms');
    writer.tag(VALUE.tensor, WireType.LengthDelimited).fork();
    writer.tag(TENSOR.dtype, WireType.Varint).int32(DT_DOUBLE);
    writeShape(writer, [numbers.length / 3, 3]);
    writer.tag(TENSOR.content, WireType.LengthDelimited).bytes(content).join();
  });
}

export function textEvent(tag: string, text: string, unixMs: number): Uint8Array {
  return summaryEvent(tag, 0, unixMs, (writer) => {
    writeMetadata(writer, 'text');
    writer.tag(VALUE.tensor, WireType.LengthDelimited).fork();
    writer.tag(TENSOR.dtype, WireType.Varint).int32(DT_STRING);
    writeShape(writer, [1]);
    writer.tag(TENSOR.strings, WireType.LengthDelimited).string(text).join();
  });
}

/** What the hparams plugin makes a row of its table of. */
export function sessionStartEvent(groupName: string, parameters: RunParameters, unixMs: number): Uint8Array {
  return hparamsEvent('_hparams_/session_start_info', unixMs, (writer) => {
    writer.tag(HPARAMS.start, WireType.LengthDelimited).fork();
    for (const [name, value] of Object.entries(parameters)) {
      writer.tag(SESSION_START.hparams, WireType.LengthDelimited).fork();
      writer.tag(MAP_ENTRY.key, WireType.LengthDelimited).string(name);
      writer.tag(MAP_ENTRY.value, WireType.LengthDelimited).fork();
      writeJsonValue(writer, value);
      writer.join().join();
    }
    writer.tag(SESSION_START.groupName, WireType.LengthDelimited).string(groupName);
    writer
      .tag(SESSION_START.startSeconds, WireType.Bit64)
      .double(unixMs / 1000)
      .join();
  });
}

export function sessionEndEvent(status: RunStatus, unixMs: number): Uint8Array {
  return hparamsEvent('_hparams_/session_end_info', unixMs, (writer) => {
    writer.tag(HPARAMS.end, WireType.LengthDelimited).fork();
    writer.tag(SESSION_END.status, WireType.Varint).int32(SESSION_STATUS[status]);
    writer
      .tag(SESSION_END.endSeconds, WireType.Bit64)
      .double(unixMs / 1000)
      .join();
  });
}

function summaryEvent(
  tag: string,
  step: number,
  unixMs: number,
  writeValue: (writer: BinaryWriter) => void,
): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(EVENT.wallTime, WireType.Bit64).double(unixMs / 1000);
  writer.tag(EVENT.step, WireType.Varint).int64(step);
  writer.tag(EVENT.summary, WireType.LengthDelimited).fork();
  writer.tag(SUMMARY.value, WireType.LengthDelimited).fork();
  writer.tag(VALUE.tag, WireType.LengthDelimited).string(tag);
  writeValue(writer);
  return writer.join().join().finish();
}

/** The plugin reads its message from the metadata; the tensor is empty. */
function hparamsEvent(tag: string, unixMs: number, writeContent: (writer: BinaryWriter) => void): Uint8Array {
  const content = new BinaryWriter();
  writeContent(content);
  return summaryEvent(tag, 0, unixMs, (writer) => {
    writeMetadata(writer, 'hparams', content.finish());
    writer.tag(VALUE.tensor, WireType.LengthDelimited).fork();
    writer.tag(TENSOR.dtype, WireType.Varint).int32(DT_FLOAT);
    writeShape(writer, [0]);
    writer.join();
  });
}

function writeMetadata(writer: BinaryWriter, plugin: string, content?: Uint8Array): void {
  writer.tag(VALUE.metadata, WireType.LengthDelimited).fork();
  writer.tag(METADATA.pluginData, WireType.LengthDelimited).fork();
  writer.tag(PLUGIN_DATA.name, WireType.LengthDelimited).string(plugin);
  if (content !== undefined) writer.tag(PLUGIN_DATA.content, WireType.LengthDelimited).bytes(content);
  writer.join();
  writer.tag(METADATA.dataClass, WireType.Varint).int32(DATA_CLASS_TENSOR).join();
}

function writeShape(writer: BinaryWriter, sizes: readonly number[]): void {
  writer.tag(TENSOR.shape, WireType.LengthDelimited).fork();
  for (const size of sizes) {
    writer.tag(SHAPE.dimension, WireType.LengthDelimited).fork();
    writer.tag(DIMENSION.size, WireType.Varint).int64(size).join();
  }
  writer.join();
}

/** google.protobuf.Value, of which the plugin knows numbers, texts and truth values. */
function writeJsonValue(writer: BinaryWriter, value: unknown): void {
  if (typeof value === 'number') writer.tag(JSON_VALUE.number, WireType.Bit64).double(value);
  else if (typeof value === 'boolean') writer.tag(JSON_VALUE.bool, WireType.Varint).bool(value);
  else {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    writer.tag(JSON_VALUE.string, WireType.LengthDelimited).string(text);
  }
}
