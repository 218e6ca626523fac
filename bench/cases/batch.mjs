/** Many values at once, against the same loop in C: how far Wasm behind a facade is from the machine. */
import { inferometerDefault } from '../contenders/inferometer.mjs';
import { factsOf, totalOf } from '../contenders/subject.mjs';
import { compile } from '../worker/compile.mjs';
import { latenciesSeconds, VALUE_COUNT } from '../worker/data.mjs';

async function open(valuesOf) {
  const create = await inferometerDefault.open();
  const histogram = create(0);
  return {
    operations: VALUE_COUNT,
    pass: compile('histogram.recordMany(values);', { histogram, values: valuesOf() }, { times: 1 }),
    facts: () => factsOf(inferometerDefault, histogram),
    count: () => totalOf(inferometerDefault, [histogram]),
  };
}

export const batchCases = [
  {
    name: 'batch',
    title: 'record 65,536 values at once',
    unit: 'ns',
    per: 'value',
    contenders: [
      { name: 'inferometer recordMany(Float64Array)', open: () => open(latenciesSeconds) },
      { name: 'inferometer recordMany(number[])', open: () => open(() => Array.from(latenciesSeconds())) },
      {
        name: 'C -O3, the same index',
        native: 'exponential-c',
        relativeError: inferometerDefault.relativeError,
      },
    ],
  },
];
