/**
 * The message `Request` of remote write 2.0 (prometheus/prompb/io/prometheus/write/v2/types.proto): every text once, in a
 * table, and its place in all series; with each series what its metric is and since when it counts.
 */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { ExposedFamily } from '../../prometheus/inner.ts';
import { helpOf } from '../../telemetry/index.ts';
import { metricType, type RequestMessage } from './message.ts';
import { LENGTH_DELIMITED, VARINT } from './wire.ts';

export const SYMBOLS = 4;
export const TIME_SERIES = 5;
// TimeSeries and Exemplar
export const LABELS_REFS = 1;
// TimeSeries
export const HISTOGRAMS = 3;
export const EXEMPLARS = 4;
export const METADATA = 5;
// Metadata
export const TYPE = 1;
export const HELP_REF = 3;
export const UNIT_REF = 4;

export class Version2Message implements RequestMessage {
  readonly version = '2.0';
  readonly fields = { timeSeries: TIME_SERIES, histograms: HISTOGRAMS, exemplars: EXEMPLARS };
  headBytes = 0;
  /** With their places; the first one is empty, and means that there is none. */
  private readonly symbols = new Map<string, number>();

  constructor() {
    this.refOf('');
  }

  beginLabels(writer: BinaryWriter): void {
    writer.tag(LABELS_REFS, LENGTH_DELIMITED).fork();
  }

  label(writer: BinaryWriter, name: string, value: string): void {
    writer.uint32(this.refOf(name)).uint32(this.refOf(value));
  }

  endLabels(writer: BinaryWriter): void {
    writer.join();
  }

  startTimestamp(writer: BinaryWriter, field: number, startedAtUnixMs: number): void {
    if (startedAtUnixMs > 0) writer.tag(field, VARINT).int64(Math.floor(startedAtUnixMs));
  }

  describeSeries(writer: BinaryWriter, family: ExposedFamily): void {
    const { instrument } = family;
    writer.tag(METADATA, LENGTH_DELIMITED).fork();
    writer.tag(TYPE, VARINT).uint32(metricType(family));
    writer.tag(HELP_REF, VARINT).uint32(this.refOf(helpOf(instrument)));
    if (instrument.unit !== '1') writer.tag(UNIT_REF, VARINT).uint32(this.refOf(instrument.unit));
    writer.join();
  }

  describeFamily(): void {}

  /** First, as the numbers of fields have it: some receivers look texts up as they read. */
  writeHead(writer: BinaryWriter): void {
    for (const text of this.symbols.keys()) writer.tag(SYMBOLS, LENGTH_DELIMITED).string(text);
  }

  private refOf(text: string): number {
    let ref = this.symbols.get(text);
    if (ref === undefined) {
      ref = this.symbols.size;
      this.symbols.set(text, ref);
      // Its tag and its length beside it: as many bytes as it has characters, most often.
      this.headBytes += text.length + 3;
    }
    return ref;
  }
}
