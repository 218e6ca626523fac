/** Many values at once, against the same loop in C: how far Wasm behind a facade is from the machine. */
import { inferometerDefault, inferometerExplicit, inferometerHdr } from '../contenders/inferometer.mjs';
import { explicitKernel, exponentialKernel, hdrKernel } from '../contenders/kernel.mjs';
import { factsOf, totalOf } from '../contenders/subject.mjs';
import { compile } from '../worker/compile.mjs';
import { latencies, VALUE_COUNT } from '../worker/data.mjs';

async function open(subject, valuesOf) {
  const create = await subject.open();
  const histogram = create(0);
  return {
    operations: VALUE_COUNT,
    pass: compile(
      'histogram.recordMany(values);',
      { histogram, values: valuesOf(latencies(subject.unit)) },
      { times: 1 },
    ),
    facts: () => factsOf(subject, histogram),
    count: () => totalOf(subject, [histogram]),
  };
}

async function openKernel(kernel) {
  const { scope, count, facts } = await kernel.open(Float64Array.from(latencies(kernel.unit)));
  return {
    operations: VALUE_COUNT,
    pass: compile('record(histogram, at, n);', scope, { times: 1 }),
    facts,
    count,
  };
}

function batchCase(name, title, { subject, kernel, native }) {
  return {
    name,
    title,
    unit: 'ns',
    per: 'value',
    contenders: [
      {
        name: 'inferometer recordMany(Float64Array)',
        open: () => open(subject, (values) => Float64Array.from(values)),
      },
      {
        name: 'inferometer recordMany(number[])',
        open: () => open(subject, (values) => Array.from(values)),
      },
      { name: 'inferometer, values in kernel memory', open: () => openKernel(kernel) },
      { name: 'C -O3, the same index', native, relativeError: subject.relativeError },
    ],
  };
}

export const batchCases = [
  batchCase('batch', 'record 65,536 values at once', {
    subject: inferometerDefault,
    kernel: exponentialKernel,
    native: 'exponential-c',
  }),
  batchCase('batch/explicit', 'record 65,536 values at once, 14 explicit buckets', {
    subject: inferometerExplicit,
    kernel: explicitKernel,
    native: 'explicit-c',
  }),
  batchCase('batch/hdr', 'record 65,536 values at once, HDR layout', {
    subject: inferometerHdr,
    kernel: hdrKernel,
    native: 'hdr-layout-c',
  }),
];
