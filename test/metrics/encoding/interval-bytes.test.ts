import fc from 'fast-check';
import type { Interval } from 'inferometer/metrics';
import { decodeInterval, encodeInterval } from 'inferometer/store';
import { contextOf, IntervalReader } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import { everyAggregation, interval } from './intervals.ts';

/** uvu's equality takes -0 for 0 and looks into no prototype: JSON of what tells them apart. */
function exactly(value: unknown): string {
  return JSON.stringify(value, (_, one) => {
    if (Object.is(one, -0)) return '-0';
    if (typeof one === 'number' && !Number.isFinite(one)) return `${one}`;
    return one instanceof Float64Array ? Array.from(one) : one;
  });
}

/** Of the fields alone: an instrument is read with its fields in another order than it may have been made with. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Float64Array) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

function assertSame(actual: unknown, expected: unknown): void {
  assert.is(exactly(sorted(actual)), exactly(sorted(expected)));
}

test('an interval is read back with everything that it carries', () => {
  fc.assert(
    fc.property(interval, (drawn) => {
      assertSame(decodeInterval(encodeInterval(drawn)), drawn);
    }),
    { numRuns: 300 },
  );
});

test('an interval as the history keeps it is written as it is, and read as it is as plain data', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(values, (drawn) => {
      using telemetry = everyAggregation(drawn);
      const plain = telemetry.collector.flush() as Interval;
      const kept = contextOf(telemetry).history.last as Interval;
      const bytes = encodeInterval(kept);
      assertSame(decodeInterval(bytes), plain);
      assert.equal(bytes, encodeInterval(plain));
    }),
    { numRuns: 50 },
  );
});

test('an interval that went through JSON is the same bytes', () => {
  using telemetry = everyAggregation([0, 1, 2.5, -3, 1e-3, 400]);
  const plain = telemetry.collector.flush() as Interval;
  const restored = JSON.parse(JSON.stringify(plain));
  assert.equal(encodeInterval(restored), encodeInterval(plain));
});

test('what is written again after it was read is the same bytes', () => {
  fc.assert(
    fc.property(interval, (drawn) => {
      const bytes = encodeInterval(drawn);
      assert.equal(encodeInterval(decodeInterval(bytes)), bytes);
    }),
    { numRuns: 100 },
  );
});

test('what is not wanted is left out, and nothing else', () => {
  fc.assert(
    fc.property(interval, fc.nat(3), fc.nat(2), (drawn, metricOf4, seriesOf3) => {
      const isWanted = (_: unknown, fullName: string) => fullName.length % 4 !== metricOf4;
      const isWantedSeries = (labels: object) => JSON.stringify(labels).length % 3 !== seriesOf3;
      const reader = new IntervalReader(encodeInterval(drawn));
      const wanted = drawn.metrics
        .filter(({ instrument, fullName }) => isWanted(instrument, fullName))
        .map((metric) => ({
          ...metric,
          series: metric.series.filter(({ labels }) => isWantedSeries(labels)),
        }));
      const read = [...reader.metrics(isWanted, isWantedSeries)].filter((metric) => metric !== undefined);
      assertSame(read, wanted);
    }),
    { numRuns: 200 },
  );
});

test('an interval takes a fraction of its JSON', () => {
  using telemetry = everyAggregation(
    Array.from({ length: 200 }, (_, i) => 1 + (i % 17) / 7),
    {
      seriesLimit: 2000,
    },
  );
  const plain = telemetry.collector.flush() as Interval;
  const ratio = JSON.stringify(plain).length / encodeInterval(plain).length;
  assert.ok(ratio > 5, `only ${ratio} times smaller`);
});

test('what is no interval is refused, and says where', () => {
  using telemetry = everyAggregation([1, 2, 3]);
  const whole = JSON.parse(JSON.stringify(telemetry.collector.flush()));
  const changed = (change: (interval: never) => void) => {
    const copy = JSON.parse(JSON.stringify(whole));
    change(copy as never);
    return copy;
  };
  const histogramOf = (copy: { metrics: { series: { histogram?: object }[] }[] }) =>
    copy.metrics.flatMap(({ series }) => series).find(({ histogram }) => histogram)?.histogram as {
      count: number;
    };
  const wrong: [unknown, string][] = [
    [undefined, 'INTERVAL_KIND'],
    [null, 'INTERVAL_KIND'],
    [[], 'INTERVAL_KIND'],
    ['interval', 'INTERVAL_KIND'],
    [{}, 'INTERVAL_RANGE'],
    [{ ...whole, version: 1 }, 'INTERVAL_RANGE'],
    [{ ...whole, sequence: -1 }, 'INTERVAL_RANGE'],
    [{ ...whole, startedAtUnixMs: null }, 'INTERVAL_KIND'],
    [{ ...whole, durationSeconds: Infinity }, 'INTERVAL_RANGE'],
    [{ ...whole, durationSeconds: -1 }, 'INTERVAL_RANGE'],
    [{ ...whole, metrics: {} }, 'INTERVAL_KIND'],
    [{ ...whole, metrics: [null] }, 'INTERVAL_KIND'],
    [{ ...whole, metrics: [{}] }, 'INTERVAL_KIND'],
    [{ ...whole, metrics: [{ instrument: {}, fullName: 'x', series: [] }] }, 'INTERVAL_KIND'],
    ...['name', 'prefix'].map((field): [unknown, string] => [
      changed((copy: { metrics: { instrument: object }[] }) => {
        Object.assign(copy.metrics[0]?.instrument as object, { [field]: Object.create(null) });
      }),
      'INTERVAL_KIND',
    ]),
    [
      changed((copy: { metrics: { instrument: { kind: string } }[] }) => {
        (copy.metrics[0] as { instrument: { kind: string } }).instrument.kind = 'rate';
      }),
      'INTERVAL_RANGE',
    ],
    [
      changed((copy: { metrics: { series: object[] }[] }) => {
        (copy.metrics[0] as { series: object[] }).series = [{}];
      }),
      'INTERVAL_KIND',
    ],
    [
      changed((copy: { metrics: { series: { labels: object }[] }[] }) => {
        (copy.metrics[0]?.series[0] as { labels: object }).labels = { a: { b: 1 } };
      }),
      'INTERVAL_KIND',
    ],
    [
      changed((copy: Parameters<typeof histogramOf>[0]) => {
        histogramOf(copy).count += 1;
      }),
      'HISTOGRAM_SNAPSHOT',
    ],
    [
      changed((copy: Parameters<typeof histogramOf>[0]) => {
        histogramOf(copy).count = -1;
      }),
      'HISTOGRAM_SNAPSHOT',
    ],
  ];
  for (const [given, code] of wrong) assert.throwsCode(() => encodeInterval(given as Interval), code);
});

test('bytes that are none of an interval are refused', () => {
  using telemetry = everyAggregation([1, 2, 3]);
  const bytes = encodeInterval(telemetry.collector.flush() as Interval);
  const at = (position: number, byte: number) => bytes.with(position, byte);
  assert.throwsCode(() => decodeInterval([] as never), 'SNAPSHOT_ENCODING_KIND');
  assert.throwsCode(() => decodeInterval(new Uint8Array(0)), 'SNAPSHOT_ENCODING_TRUNCATED');
  assert.throwsCode(() => decodeInterval(at(0, 0)), 'INTERVAL_ENCODING_MAGIC');
  assert.throwsCode(() => decodeInterval(at(4, 2)), 'INTERVAL_ENCODING_VERSION');
  assert.throwsCode(() => decodeInterval(Uint8Array.from([...bytes, 0])), 'SNAPSHOT_ENCODING_TRAILING');
  for (let end = 5; end < bytes.length; end += 7) {
    assert.throws(() => decodeInterval(bytes.slice(0, end)), /SNAPSHOT_ENCODING_(TRUNCATED|NUMBER)/);
  }
});
