/**
 * Recording through the metrics API of OpenTelemetry with two attributes, as instrumented libraries do: with the
 * attributes bound, with the same object each time, with a new object each time, and with 64 sets in turn.
 */
import { ATTRIBUTES, openOurs, openOwn, openSdk } from '../contenders/otel-api.mjs';
import { compile } from '../worker/compile.mjs';
import { latencies, VALUE_COUNT } from '../worker/data.mjs';

const LITERAL = `{ 'gen_ai.request.model': 'resnet-50', device: 'wasm' }`;

function contender(name, openMeter, create, line) {
  return {
    name,
    async open() {
      const { meter, count } = await openMeter();
      const sets = Array.from({ length: 64 }, (_, i) => ({ ...ATTRIBUTES, device: `device-${i}` }));
      const scope = { instrument: create(meter), attributes: ATTRIBUTES, sets, values: latencies('seconds') };
      return {
        operations: VALUE_COUNT,
        pass: compile(line, scope, { times: VALUE_COUNT }),
        facts: async () => ({ count: await count() }),
        count,
      };
    },
  };
}

const histogram = (meter) => meter.createHistogram('seconds');
const bound = (meter) => meter.createHistogram('seconds').bind(ATTRIBUTES);
const counter = (meter) => meter.createCounter('operations');
const boundCounter = (meter) => meter.createCounter('operations').bind(ATTRIBUTES);

export const otelApiCases = [
  {
    name: 'otel-api',
    title: 'record a value with two attributes through the OpenTelemetry API',
    unit: 'ns',
    per: 'value',
    contenders: [
      contender('inferometer, an object', openOurs, histogram, 'instrument.record(values[i], attributes);'),
      contender('inferometer, bound', openOurs, bound, 'instrument.record(values[i]);'),
      contender('inferometer, its own handle', openOwn, bound, 'instrument.record(values[i]);'),
      contender(
        'inferometer, a new object',
        openOurs,
        histogram,
        `instrument.record(values[i], ${LITERAL});`,
      ),
      contender('inferometer, 64 sets', openOurs, histogram, 'instrument.record(values[i], sets[i & 63]);'),
      contender('OTel SDK, an object', openSdk, histogram, 'instrument.record(values[i], attributes);'),
      contender('OTel SDK, a new object', openSdk, histogram, `instrument.record(values[i], ${LITERAL});`),
      contender('OTel SDK, 64 sets', openSdk, histogram, 'instrument.record(values[i], sets[i & 63]);'),
    ],
  },
  {
    name: 'otel-api/counter',
    title: 'count with two attributes through the OpenTelemetry API',
    unit: 'ns',
    per: 'count',
    onDemand: true,
    contenders: [
      contender('inferometer, an object', openOurs, counter, 'instrument.add(1, attributes);'),
      contender('inferometer, bound', openOurs, boundCounter, 'instrument.add(1);'),
      contender('inferometer, its own handle', openOwn, boundCounter, 'instrument.add(1);'),
      contender('OTel SDK, an object', openSdk, counter, 'instrument.add(1, attributes);'),
    ],
  },
];
