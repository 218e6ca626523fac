/** One histogram of the 65,536 values merged into another of the same values, over and over. */
import { hdrHistogramJavaScript, hdrHistogramWasm } from '../contenders/hdr-histogram-js.mjs';
import { inferometerDefault, inferometerFinest } from '../contenders/inferometer.mjs';
import { nativeHdrHistogram } from '../contenders/native-hdr-histogram.mjs';
import { perfHooks } from '../contenders/perf-hooks.mjs';
import { sketchesJs } from '../contenders/sketches-js.mjs';
import { factsOf, totalOf } from '../contenders/subject.mjs';
import { compile } from '../worker/compile.mjs';
import { VALUE_COUNT } from '../worker/data.mjs';
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

const MERGES = 16;

async function open(subject) {
  const create = await subject.open();
  const histogram = filled(subject, create(0));
  const other = filled(subject, create(1));
  return {
    operations: MERGES,
    pass: compile(subject.merge, { histogram, other }, { times: MERGES }),
    // Its own values and those of sixteen merges: the same quantiles, seventeen times the count.
    facts: async () => ({ ...(await factsOf(subject, histogram)), copies: MERGES + 1 }),
    count: () => totalOf(subject, [histogram]) / VALUE_COUNT - 1,
  };
}

export const mergeCases = [
  {
    name: 'merge',
    title: 'merge two histograms',
    unit: 'us',
    per: 'merge',
    contenders: SUBJECTS.map((subject) => ({ name: subject.name, open: () => open(subject) })),
  },
];
