/** Quantiles of a histogram that holds the 65,536 values. */
import { hdrHistogramJavaScript, hdrHistogramWasm } from '../contenders/hdr-histogram-js.mjs';
import { inferometerDefault, inferometerFinest } from '../contenders/inferometer.mjs';
import { nativeHdrHistogram } from '../contenders/native-hdr-histogram.mjs';
import { perfHooks } from '../contenders/perf-hooks.mjs';
import { sketchesJs } from '../contenders/sketches-js.mjs';
import { factsOf } from '../contenders/subject.mjs';
import { compile } from '../worker/compile.mjs';
import { filled } from '../worker/filled.mjs';

const SUBJECTS = [
  inferometerDefault,
  inferometerFinest,
  hdrHistogramWasm,
  hdrHistogramJavaScript,
  sketchesJs,
  perfHooks,
  nativeHdrHistogram,
];

const QUERIES = 64;
const FOUR = [0.5, 0.9, 0.95, 0.99];

const one = (subject) => `const q = 0.99; sink += ${subject.quantile};`;

/** In one call where the library has one. */
const four = (subject) =>
  subject.quantiles
    ? `const found = ${subject.quantiles}; sink += found[0] + found[1] + found[2] + found[3];`
    : FOUR.map((q) => `{ const q = ${q}; sink += ${subject.quantile}; }`).join(' ');

async function open(subject, query) {
  const create = await subject.open();
  const histogram = filled(subject, create(0));
  return {
    operations: QUERIES,
    pass: compile(query(subject), { histogram, qs: FOUR }, { times: QUERIES }),
    facts: () => factsOf(subject, histogram),
  };
}

function quantileCase(name, title, query) {
  return {
    name,
    title,
    unit: 'us',
    per: 'query',
    contenders: SUBJECTS.map((subject) => ({ name: subject.name, open: () => open(subject, query) })),
  };
}

export const quantileCases = [
  quantileCase('quantile/p99', 'the 0.99 quantile', one),
  quantileCase('quantile/four', 'the 0.5, 0.9, 0.95 and 0.99 quantiles', four),
];
