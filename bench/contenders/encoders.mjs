/**
 * Histograms as bytes: who encodes them, by which line, and how the bytes become a histogram again, because what
 * is compared with the truth is what the bytes hold.
 *
 * @typedef {object} Encoder
 * @property {string} name as printed.
 * @property {import('./subject.mjs').Subject} subject whose histogram is encoded.
 * @property {() => Promise<{ scope: object, decode: (encoded: any) => any }>} open `scope`: names that `encode` uses
 *   beside `histogram`; `decode` gives a histogram of the subject.
 * @property {string} encode an expression that has a length.
 */
import { hdrHistogramJavaScript, hdrHistogramWasm } from './hdr-histogram-js.mjs';
import { inferometerDefault, inferometerHdr } from './inferometer.mjs';
import { sketchesJs } from './sketches-js.mjs';

/** hdr-histogram-js's own names, over our kernel. */
const compatible = {
  ...hdrHistogramWasm,
  name: 'inferometer/hdr',
  async open() {
    const { build } = await import('inferometer/hdr');
    return () => build();
  },
};

/** Our compact form. @type {Encoder} */
export const inferometerSnapshot = {
  name: 'inferometer encodeSnapshot(snapshot())',
  subject: inferometerDefault,
  async open() {
    const { decodeSnapshot, encodeSnapshot, Histogram } = await import('inferometer/histogram');
    return { scope: { encodeSnapshot }, decode: (bytes) => Histogram.from(decodeSnapshot(bytes)) };
  },
  encode: 'encodeSnapshot(histogram.snapshot())',
};

/** @type {Encoder} */
export const inferometerHdrV2 = {
  name: 'inferometer encodeHdr(snapshot()), V2',
  subject: inferometerHdr,
  async open() {
    const { decodeHdr, encodeHdr, HdrHistogram } = await import('inferometer/histogram');
    return { scope: { encodeHdr }, decode: (bytes) => HdrHistogram.from(decodeHdr(bytes)) };
  },
  encode: 'encodeHdr(histogram.snapshot())',
};

/** @type {Encoder} */
export const hdrHistogramV2 = {
  name: 'hdr-histogram-js Wasm encode(), V2',
  subject: hdrHistogramWasm,
  async open() {
    const { default: hdr } = await import('hdr-histogram-js');
    return { scope: {}, decode: (bytes) => hdr.WasmHistogram.decode(bytes, 32) };
  },
  encode: 'histogram.encode()',
};

/** @type {Encoder} */
export const sketchesProtobuf = {
  name: 'sketches-js toProto()',
  subject: sketchesJs,
  async open() {
    const { default: sketches } = await import('@datadog/sketches-js');
    return { scope: {}, decode: (bytes) => sketches.DDSketch.fromProto(bytes) };
  },
  encode: 'histogram.toProto()',
};

/** The form of the logs: V2, deflated, base64. */
function compressed(subject, importLibrary) {
  return {
    name: `${subject.name} encodeIntoCompressedBase64(histogram)`,
    subject,
    async open() {
      const { decodeFromCompressedBase64, encodeIntoCompressedBase64 } = await importLibrary();
      return { scope: { encodeIntoCompressedBase64 }, decode: (text) => decodeFromCompressedBase64(text) };
    },
    encode: 'encodeIntoCompressedBase64(histogram)',
  };
}

const importPeer = async () => (await import('hdr-histogram-js')).default;

export const inferometerCompressed = compressed(compatible, () => import('inferometer/hdr'));
export const hdrWasmCompressed = compressed(hdrHistogramWasm, importPeer);
export const hdrJavaScriptCompressed = compressed(hdrHistogramJavaScript, importPeer);
