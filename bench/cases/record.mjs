/**
 * One value at a time, into 1, 64 or 1,000 histograms in turn: what instrumented code does all day. Into one, in three states
 * of the process, because an engine compiles typed arrays differently once a buffer was taken from under one of them. And a
 * few values at once.
 */
import { hdrHistogramJavaScript, hdrHistogramWasm } from '../contenders/hdr-histogram-js.mjs';
import {
  inferometerBound,
  inferometerBounds,
  inferometerDefault,
  inferometerExplicit,
  inferometerFinest,
  inferometerHdr,
  inferometerJavaScript,
  inferometerWithLabels,
} from '../contenders/inferometer.mjs';
import { nativeHdrHistogram } from '../contenders/native-hdr-histogram.mjs';
import { otelRecord, otelRecordAttributes } from '../contenders/opentelemetry.mjs';
import { perfHooks } from '../contenders/perf-hooks.mjs';
import { promObserve, promObserveBound, promObserveLabelled } from '../contenders/prom-client.mjs';
import { sketchesJs } from '../contenders/sketches-js.mjs';
import { factsOf, totalOf } from '../contenders/subject.mjs';
import { compile } from '../worker/compile.mjs';
import { latencies, VALUE_COUNT } from '../worker/data.mjs';

const SUBJECTS = [
  inferometerDefault,
  inferometerFinest,
  hdrHistogramWasm,
  hdrHistogramJavaScript,
  sketchesJs,
  perfHooks,
  nativeHdrHistogram,
  ...promObserve,
  otelRecord,
];

/** Two labels, named at every call or bound beforehand: each with its like. */
const LABELLED_SUBJECTS = [inferometerWithLabels, ...promObserveLabelled, otelRecordAttributes];
const BOUND_SUBJECTS = [inferometerBound, ...promObserveBound];

/** The same loop over one histogram in other languages; native/. */
const NATIVE_HDR = [
  { name: 'C: HdrHistogram_c', native: 'hdr-c', relativeError: 1e-3 },
  { name: 'Rust: hdrhistogram', native: 'rust', relativeError: 1e-3 },
  { name: 'Java: Histogram', native: 'java-long', relativeError: 1e-3 },
  { name: 'Java: DoubleHistogram', native: 'java-double', relativeError: 1e-3 },
];
const NATIVE_CLASSIC = [{ name: 'Go: client_golang classic', native: 'go-classic' }];
const NATIVE = [...NATIVE_HDR, ...NATIVE_CLASSIC, { name: 'Go: client_golang native', native: 'go-native' }];

/** Who else has the layout. */
const HDR_SUBJECTS = [
  inferometerHdr,
  hdrHistogramWasm,
  hdrHistogramJavaScript,
  perfHooks,
  nativeHdrHistogram,
];
/** What bounds add to a recorded value: the first has none. */
const BOUNDS_SUBJECTS = [inferometerDefault, inferometerBounds];
/** Without Wasm, beside it and beside who needs none. */
const JAVASCRIPT_SUBJECTS = [
  inferometerJavaScript,
  inferometerDefault,
  hdrHistogramJavaScript,
  sketchesJs,
  ...promObserve,
];
const EXPLICIT_SUBJECTS = [inferometerExplicit, ...promObserve];

/** Who is measured in the other states: C knows none of them. */
const STATE_SUBJECTS = [inferometerDefault, inferometerHdr];
const NATIVE_C = NATIVE_HDR.slice(0, 1);

/** What happens before the first value: nothing, or what takes a buffer from under its views. */
const STATES = {
  fresh: () => [],
  /** Kernel memory has grown, over the 4 MiB that it begins with. */
  grown: (subject, create) => {
    const record = compile(subject.record, { value: 25_000 }, { times: 1, parameters: ['histogram'] });
    const others = Array.from({ length: 12_000 }, (_, index) => create(index + 1));
    for (const histogram of others) record(histogram);
    return others;
  },
  /** Some buffer, nobody's, went to another thread. */
  transferred: () => {
    const { buffer } = new Float64Array(16);
    structuredClone(buffer, { transfer: [buffer] });
    return [];
  },
};

const ONE = 'const value = values[i];';
const NEXT = (n) => `const histogram = histograms[next]; next = next + 1 === ${n} ? 0 : next + 1;`;

async function open(subject, n, state = 'fresh') {
  const create = await subject.open();
  const others = STATES[state](subject, create);
  const histograms = Array.from({ length: n }, (_, index) => create(index));
  const values = latencies(subject.unit);
  const pass =
    n === 1
      ? compile(`${ONE} ${subject.record}`, { histogram: histograms[0], values }, { times: VALUE_COUNT })
      : compile(
          `${NEXT(n)} ${ONE} ${subject.record}`,
          { histograms, values },
          { times: VALUE_COUNT, before: 'let next = 0;' },
        );
  const count = () => totalOf(subject, histograms);
  return {
    operations: VALUE_COUNT,
    pass,
    facts: async () => (n === 1 ? factsOf(subject, histograms[0]) : { count: await count() }),
    count,
    others,
  };
}

/** The values in batches of `n`, each an array of its own. */
async function openMany(subject, n, arrayOf, line) {
  const create = await subject.open();
  const histogram = create(0);
  const values = latencies(subject.unit);
  const batches = Array.from({ length: VALUE_COUNT / n }, (_, i) =>
    arrayOf(values.subarray(i * n, (i + 1) * n)),
  );
  return {
    operations: VALUE_COUNT,
    pass: compile(line, { histogram, batches }, { times: batches.length }),
    facts: () => factsOf(subject, histogram),
    count: () => totalOf(subject, [histogram]),
  };
}

function recordManyCase(n) {
  const contender = (name, arrayOf, line) => ({
    name,
    open: () => openMany(inferometerDefault, n, arrayOf, line),
  });
  const float64 = (values) => Float64Array.from(values);
  return {
    name: `record-many/${n}`,
    title: `record ${n} values at once`,
    unit: 'ns',
    per: 'value',
    contenders: [
      contender('inferometer recordMany(Float64Array)', float64, 'histogram.recordMany(batches[i]);'),
      contender('inferometer recordMany(number[])', Array.from, 'histogram.recordMany(batches[i]);'),
      contender(
        'inferometer record(v), one by one',
        float64,
        'for (const value of batches[i]) histogram.record(value);',
      ),
      ...NATIVE_C,
    ],
  };
}

function stateCase(state, title) {
  return {
    name: `record/1/${state}`,
    title: `record one value, ${title}`,
    unit: 'ns',
    per: 'value',
    contenders: [
      ...STATE_SUBJECTS.map((subject) => ({ name: subject.name, open: () => open(subject, 1, state) })),
      ...NATIVE_C,
    ],
  };
}

function recordCase(name, title, n, subjects, native) {
  return {
    name,
    title,
    unit: 'ns',
    per: 'value',
    contenders: [
      ...subjects.map((subject) => ({ name: subject.name, open: () => open(subject, n) })),
      ...native,
    ],
  };
}

export const recordCases = [
  recordCase('record/1', 'record one value', 1, SUBJECTS, NATIVE),
  stateCase('grown', 'after 12,000 histograms'),
  stateCase('transferred', 'after an ArrayBuffer was transferred'),
  recordCase('record/64', 'record one value, 64 histograms in turn', 64, SUBJECTS, []),
  recordCase('record/1000', 'record one value, 1000 histograms in turn', 1000, SUBJECTS, []),
  recordCase('record/labelled', 'record one value with two labels', 1, LABELLED_SUBJECTS, []),
  recordCase('record/bound', 'record one value, labels bound beforehand', 1, BOUND_SUBJECTS, []),
  {
    ...recordCase('record/bounds', 'record one value, exact classic buckets too', 1, BOUNDS_SUBJECTS, []),
    onDemand: true,
  },
  {
    ...recordCase('record/js', 'record one value, without WebAssembly', 1, JAVASCRIPT_SUBJECTS, []),
    onDemand: true,
  },
  {
    ...recordCase('record/hdr', 'record one value, HDR layout', 1, HDR_SUBJECTS, NATIVE_HDR),
    onDemand: true,
  },
  {
    ...recordCase(
      'record/explicit',
      'record one value, explicit buckets',
      1,
      EXPLICIT_SUBJECTS,
      NATIVE_CLASSIC,
    ),
    onDemand: true,
  },
  ...[4, 16, 64].map(recordManyCase),
];
