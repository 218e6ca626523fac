// OpenTelemetry's API never throws, whatever it is handed; what cannot be read is left out and counted, and costs nothing else.
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { createTelemetry } from 'inferometer';
import { createMeterProvider, createMetricProducer } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { refusals, seriesOf } from '../../telemetry/support.ts';

const refuse = () => {
  throw new Error('refused');
};
const unreadable: ProxyHandler<object> = { get: refuse, has: refuse, ownKeys: refuse };

/** An object whose property of this name throws. */
function throwing(key: string, others: object = {}): object {
  return Object.defineProperty({ ...others }, key, { get: refuse, enumerable: true });
}

function open() {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const provider = createMeterProvider(telemetry);
  return { telemetry, provider, meter: provider.getMeter('app') };
}

const NO_NUMBERS: readonly unknown[] = [
  undefined,
  null,
  '5',
  5n,
  Symbol('x'),
  {},
  [],
  true,
  { valueOf: refuse },
  Number.NaN,
  Infinity,
];

test('what is no number is counted, and makes no series, of any instrument of any value type', () => {
  const { telemetry, meter } = open();
  let tried = 0;
  for (const valueType of [0, 1]) {
    for (const kind of ['Counter', 'UpDownCounter', 'Histogram', 'Gauge'] as const) {
      const made = meter[`create${kind}`](`${kind}.${valueType}`, { valueType });
      const instrument = made as unknown as Record<'add' | 'record', (value: unknown) => void>;
      const record = 'add' in made ? 'add' : 'record';
      for (const value of NO_NUMBERS) {
        instrument[record](value);
        tried += 1;
      }
    }
  }
  const made = telemetry.snapshot().metrics.filter(({ instrument }) => instrument.scope?.name === 'app');
  assert.equal(made, []);
  assert.is(refusals(telemetry, 'not_finite'), tried);
  telemetry.dispose();
});

test('an attribute that cannot be read is left out and counted, and its measurement is recorded', () => {
  const { telemetry, meter } = open();
  const requests = meter.createCounter('requests');
  const observed = meter.createObservableGauge('observed');
  const unreadableOnes = [
    throwing('path', { tier: 'disk' }),
    { path: new Proxy([], unreadable), tier: 'disk' },
    new Proxy({}, unreadable),
  ];
  for (const attributes of unreadableOnes) requests.add(1, attributes as never);
  requests.bind(unreadableOnes[0] as never).add(1);
  observed.addCallback((result) => result.observe(7, throwing('path', { tier: 'disk' }) as never));
  const counted = seriesOf(telemetry, 'requests').map((point) => [
    point.labels,
    'value' in point && point.value,
  ]);
  assert.equal(counted, [
    [{ tier: 'disk' }, 3],
    [{}, 1],
  ]);
  assert.equal(seriesOf(telemetry, 'observed')[0]?.labels, { tier: 'disk' });
  assert.ok(refusals(telemetry, 'bad_label') >= 4);
  telemetry.dispose();
});

test('names of objects are attributes like any other', () => {
  const { telemetry, meter } = open();
  const named = '{"__proto__":"p","constructor":"c","toString":"t"}';
  meter.createCounter('requests').add(1, JSON.parse(named));
  assert.is(JSON.stringify(seriesOf(telemetry, 'requests')[0]?.labels), named);
  assert.match(expositionText(telemetry), '__proto__="p",constructor="c",toString="t"');
  telemetry.dispose();
});

test('options, scopes and callbacks of any kind cost no page', async () => {
  const { telemetry, provider, meter } = open();
  const options = [
    null,
    5,
    { unit: 5 },
    { unit: Symbol('x') },
    { description: Symbol('x') },
    throwing('unit'),
    { advice: null },
    { advice: throwing('explicitBucketBoundaries') },
    { advice: { explicitBucketBoundaries: new Proxy([], unreadable) } },
  ];
  for (const [i, one] of options.entries()) meter.createHistogram(`h${i}`, one as never).record(1);
  for (const none of [null, undefined, 5, Symbol('x')] as never[]) {
    provider.getMeter(none, none, none).createCounter('of.none').add(1);
    const gauge = meter.createObservableGauge('observed', none);
    gauge.addCallback(none);
    gauge.removeCallback(none);
    meter.addBatchObservableCallback(none, [gauge]);
    meter.addBatchObservableCallback(() => {}, none);
    meter.removeBatchObservableCallback(() => {}, none);
  }
  provider.getMeter('b', '1', throwing('schemaUrl'));
  for (let i = 0; i < options.length; i++) assert.match(expositionText(telemetry), `h${i}_count`);
  const { errors } = await createMetricProducer(telemetry).collect();
  assert.equal(errors, []);
  telemetry.dispose();
});

test('of a name that is none the diagnostics say what the SDK says', () => {
  const { telemetry, meter } = open();
  const said: string[] = [];
  const note = (message: string) => void said.push(message);
  const logger = { error: note, warn: note, info() {}, debug() {}, verbose() {} };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  for (const name of ['', '1st', 'a b', 'x'.repeat(256), undefined, { toString: refuse }]) {
    meter.createCounter(name as string).add(1);
  }
  meter.createCounter('fine.name/of-1').add(1);
  diag.disable();
  assert.is(said.length, 6);
  const why = 'The metric name should be a ASCII string with a length no greater than 255 characters.';
  assert.is(said[1], `Invalid metric name: "1st". ${why}`);
  telemetry.dispose();
});
