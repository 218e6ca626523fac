// Every export of `inferometer/hdr`, called as a program would.
import * as hdr from 'inferometer/hdr';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

function built(): hdr.Histogram {
  const request: hdr.BuildRequest = {
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32 satisfies hdr.BitBucketSize,
  };
  const histogram: hdr.Histogram = hdr.build(request);
  histogram.recordValue(1234);
  return histogram;
}

/** A class of theirs works as it does there. */
function works(Class: new (low: number, high: number, digits: number) => hdr.Histogram): void {
  const histogram = new Class(1, 1000, 3);
  histogram.recordValue(7);
  expect(histogram.totalCount === 1);
}

function log(): string {
  let text = '';
  const writer = new hdr.HistogramLogWriter((content) => {
    text += content;
  });
  writer.outputLegend();
  writer.outputIntervalHistogram(built(), 1, 2);
  return text;
}

export const calls = {
  build: () => {
    const summary: hdr.HistogramSummary = hdr.build().summary;
    expect(summary.totalCount === 0);
  },
  Int8Histogram: () => works(hdr.Int8Histogram as never),
  Int16Histogram: () => works(hdr.Int16Histogram as never),
  Int32Histogram: () => works(hdr.Int32Histogram as never),
  Float64Histogram: () => works(hdr.Float64Histogram as never),
  PackedHistogram: () => works(hdr.PackedHistogram as never),
  JsHistogram: () => expect(built() instanceof hdr.JsHistogram),
  WasmHistogram: () => expect(hdr.WasmHistogram.build().totalCount === 0),
  ByteBuffer: () => {
    const buffer: hdr.ByteBuffer = hdr.ByteBuffer.allocate(8);
    buffer.put(1);
    expect(buffer.position === 1);
  },
  encodeIntoCompressedBase64: () => expect(hdr.encodeIntoCompressedBase64(built()).startsWith('H')),
  decodeFromCompressedBase64: () => {
    const options: hdr.HistogramDecodingOptions = { countsLimit: 2 ** 20 };
    const text = hdr.encodeIntoCompressedBase64(built());
    const decoded: hdr.Histogram = hdr.decodeFromCompressedBase64(text, 32, false, 0, options);
    expect(decoded.totalCount === 1);
  },
  encodeHdr: () => {
    const bytes: Uint8Array<ArrayBuffer> = hdr.encodeHdr(hdr.decodeHdr(snapshotBytes()));
    expect(bytes.join() === snapshotBytes().join());
  },
  decodeHdr: () => expect(hdr.decodeHdr(snapshotBytes()).count === 1),
  decodeDoubleHdr: () => {
    const decode: (bytes: Uint8Array) => hdr.DoubleHdrSnapshot = hdr.decodeDoubleHdr;
    expect(throws(() => decode(snapshotBytes())));
  },
  compressHdr: () => expect(hdr.compressHdr(snapshotBytes(), 1 satisfies hdr.CompressionLevel).length > 0),
  decompressHdr: () => {
    const bytes = snapshotBytes();
    expect(hdr.decompressHdr(hdr.compressHdr(bytes)).join() === bytes.join());
  },
  HistogramLogWriter: () => {
    let text = '';
    const writer: hdr.HistogramLogWriter = new hdr.HistogramLogWriter((content) => {
      text += content;
    });
    writer.outputComment('a log');
    expect(text.includes('a log'));
  },
  HistogramLogReader: () => {
    const reader = new hdr.HistogramLogReader(log());
    const histogram: hdr.Histogram | null = reader.nextIntervalHistogram();
    expect(histogram?.totalCount === 1);
  },
  listTags: () => expect(hdr.listTags(log()).length === 1),
  readHdrLog: () => {
    const [interval]: hdr.HdrLogInterval[] = [...hdr.readHdrLog(log())];
    expect(interval !== undefined);
  },
  HdrLogLines: () => {
    const lines = new hdr.HdrLogLines();
    expect(lines.interval('#comment') === undefined);
  },
  HdrLogWriter: () => {
    let text = '';
    const options: hdr.HdrLogWriterOptions = {};
    const writer = new hdr.HdrLogWriter((part) => {
      text += part;
    }, options);
    writer.comment('a log');
    expect(text.includes('a log'));
  },
  Recorder: () => {
    const recorder: hdr.Recorder = new hdr.Recorder();
    recorder.recordValue(3);
    expect(recorder.getIntervalHistogram().totalCount === 1);
  },
  initWebAssembly: () => hdr.initWebAssembly(),
  initWebAssemblySync: () => hdr.initWebAssemblySync(),
} satisfies Record<keyof typeof hdr, () => unknown>;

function snapshotBytes(): Uint8Array {
  const [interval] = [...hdr.readHdrLog(log())];
  if (interval === undefined) throw new Error('no interval');
  return hdr.encodeHdr(interval.histogram);
}

function throws(body: () => unknown): boolean {
  try {
    body();
    return false;
  } catch {
    return true;
  }
}

export type Named = [hdr.HdrLogSpan, hdr.HistogramIterationValue];
