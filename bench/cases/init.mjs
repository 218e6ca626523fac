/**
 * From nothing to the first recorded value: import (one bundled file per library), whatever initialisation it
 * asks for, one histogram, one value. A fresh process for every sample; the start of the process itself is not
 * counted.
 */
import { hdrHistogramJavaScript, hdrHistogramWasm } from '../contenders/hdr-histogram-js.mjs';
import { inferometerDefault } from '../contenders/inferometer.mjs';
import { otelRecord } from '../contenders/opentelemetry.mjs';
import { perfHooks } from '../contenders/perf-hooks.mjs';
import { promObserve } from '../contenders/prom-client.mjs';
import { sketchesJs } from '../contenders/sketches-js.mjs';
import { expression } from '../worker/compile.mjs';

const SUBJECTS = [
  inferometerDefault,
  hdrHistogramWasm,
  hdrHistogramJavaScript,
  sketchesJs,
  perfHooks,
  ...promObserve,
  otelRecord,
];

async function firstValueMs(subject) {
  const record = expression(`void (${subject.record.replace(/;$/, '')})`, 'histogram', 'value');
  const start = performance.now();
  const create = await subject.open();
  record(create(0), 25_000);
  return performance.now() - start;
}

export const initCases = [
  {
    name: 'init',
    title: 'import to first recorded value, fresh process',
    unit: 'ms',
    per: 'start',
    contenders: SUBJECTS.map((subject) => ({ name: subject.name, once: () => firstValueMs(subject) })),
  },
];
