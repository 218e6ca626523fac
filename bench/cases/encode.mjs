/** A histogram that holds the 65,536 values, as bytes and as the text of an HDR log. */
import {
  hdrHistogramV2,
  hdrJavaScriptCompressed,
  hdrWasmCompressed,
  inferometerCompressed,
  inferometerHdrV2,
  inferometerSnapshot,
  sketchesProtobuf,
} from '../contenders/encoders.mjs';
import { factsOf } from '../contenders/subject.mjs';
import { compile, expression } from '../worker/compile.mjs';
import { filled } from '../worker/filled.mjs';

const ENCODINGS = 16;

async function open({ subject, open: openEncoder, encode }) {
  const create = await subject.open();
  const histogram = filled(subject, create(0));
  const { scope, decode } = await openEncoder();
  const names = { histogram, ...scope };
  const encoded = expression(encode, ...Object.keys(names))(...Object.values(names));
  return {
    operations: ENCODINGS,
    pass: compile(`sink += ${encode}.length;`, names, { times: ENCODINGS }),
    facts: () => factsOf(subject, decode(encoded)),
  };
}

function encodeCase(name, title, encoders) {
  return {
    name,
    title,
    unit: 'us',
    per: 'encoding',
    onDemand: true,
    contenders: encoders.map((encoder) => ({ name: encoder.name, open: () => open(encoder) })),
  };
}

export const encodeCases = [
  encodeCase('encode', 'encode a histogram', [
    inferometerSnapshot,
    inferometerHdrV2,
    hdrHistogramV2,
    sketchesProtobuf,
  ]),
  encodeCase('encode/compressed', 'encode a histogram for an HDR log: V2, deflated, base64', [
    inferometerCompressed,
    hdrWasmCompressed,
    hdrJavaScriptCompressed,
  ]),
];
