/** One value at a time, into 1, 64 or 1,000 histograms in turn: what instrumented code does all day. */
import { hdrHistogramJavaScript, hdrHistogramWasm } from '../contenders/hdr-histogram-js.mjs';
import { inferometerDefault, inferometerFinest } from '../contenders/inferometer.mjs';
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
  promObserve,
  promObserveBound,
  promObserveLabelled,
  otelRecord,
  otelRecordAttributes,
];

/** The same loop over one histogram in other languages; native/. */
const NATIVE = [
  { name: 'C: HdrHistogram_c', native: 'hdr-c', relativeError: 1e-3 },
  { name: 'Rust: hdrhistogram', native: 'rust', relativeError: 1e-3 },
  { name: 'Java: Histogram', native: 'java-long', relativeError: 1e-3 },
  { name: 'Java: DoubleHistogram', native: 'java-double', relativeError: 1e-3 },
  { name: 'Go: client_golang classic', native: 'go-classic' },
  { name: 'Go: client_golang native', native: 'go-native' },
];

const ONE = 'const value = values[i];';
const NEXT = (n) => `const histogram = histograms[next]; next = next + 1 === ${n} ? 0 : next + 1;`;

async function open(subject, n) {
  const create = await subject.open();
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
  };
}

export const recordCases = [1, 64, 1000].map((n) => ({
  name: `record/${n}`,
  title: n === 1 ? 'record one value' : `record one value, ${n} histograms in turn`,
  unit: 'ns',
  per: 'value',
  contenders: [
    ...SUBJECTS.map((subject) => ({ name: subject.name, open: () => open(subject, n) })),
    ...(n === 1 ? NATIVE : []),
  ],
}));
