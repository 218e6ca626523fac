// Every way out: how what was recorded is read, and which facts there is a place for. A new one is an entry of WAYS_OUT.
import {
  type DataPoint,
  getMetrics,
  type Interval,
  mergeTelemetrySnapshots,
  type Telemetry,
} from 'inferometer';
import {
  decodeSnapshot,
  type ExponentialSnapshot,
  encodeSnapshot,
  fromNativeHistogram,
  fromOtelExponential,
  mergeSnapshots,
} from 'inferometer/histogram';
import {
  createMetricProducer,
  type MetricData,
  type MetricProducerOptions,
  type DataPoint as OtlpPoint,
} from 'inferometer/opentelemetry';
import { collectSnapshots, type Exposable, expositionText, shareSnapshots } from 'inferometer/prometheus';
import { createRemoteWrite } from 'inferometer/remote-write';
import { collected, pointsOf } from '../../opentelemetry/support.ts';
import { parseExposition } from '../../prometheus/parse-exposition.ts';
import { numberOf, parseOpenMetrics } from '../../prometheus/parse-openmetrics.ts';
import { type Composite, parseOpenMetrics2 } from '../../prometheus/parse-openmetrics-2.ts';
import { ACCEPT, bodyBytes, bodyText } from '../../prometheus/read-body.ts';
import { readFamilies } from '../../prometheus/read-families.ts';
import { Receiver, snapshotOf } from '../../remote-write/receiver.ts';
import type { Cumulative, Fact, Reading } from './oracle.ts';
import type { WayIn } from './ways-in.ts';

/** What a way out has of the instances that record. */
export interface Open {
  /** Called after each part of the values. */
  readonly afterPart?: () => unknown;
  /** Called once, at the end. */
  readonly read: () => readonly Reading[] | Promise<readonly Reading[]>;
}

export interface WayOut {
  readonly name: string;
  /** `node` where it needs a library that runs nowhere else. */
  readonly runs: 'everywhere' | 'node';
  /** For which there is a place. */
  readonly facts: readonly Fact[];
  /** Facts that it leaves out where values or bounds are under 0, because its format must. */
  readonly notBelowZero?: readonly Fact[];
  /** Whether it gives up-down counters as gauges, which have no exemplars. */
  readonly hasNoUpDownExemplars?: true;
  /** Whether a sum to which nothing was added may be left out. */
  readonly isOfChanges?: true;
  /** 1 if left out: how many instances share the recording. */
  readonly processes?: 2;
  /** Called before anything is recorded. */
  readonly open: (telemetry: readonly [Telemetry, Telemetry], wayIn: WayIn) => Open;
}

const POINT: readonly Fact[] = ['value', 'count', 'sum', 'range', 'cumulative', 'buckets', 'exemplars'];
const TEXT: readonly Fact[] = ['value', 'count', 'sum', 'cumulative'];

/** A way out that reads at the end, and needs nothing before. */
function reading(
  name: string,
  facts: readonly Fact[],
  read: (telemetry: Telemetry, wayIn: WayIn) => readonly Reading[] | Promise<readonly Reading[]>,
): WayOut {
  return {
    name,
    runs: 'everywhere',
    facts,
    open: ([telemetry], wayIn) => ({ read: () => read(telemetry, wayIn) }),
  };
}

/** What is one metric of several processes is told for a gauge: of the last. */
const lastOf = ({ metric }: WayIn) => ({ gauges: { [metric]: 'last' } }) as const;

export const WAYS_OUT: readonly WayOut[] = [
  reading('metrics, live', POINT, ({ metrics }, { metric }) => pointReadings(metrics, metric)),
  reading('snapshot', POINT, (telemetry, { metric }) => pointReadings(telemetry.snapshot().metrics, metric)),
  reading('snapshot through JSON', POINT, (telemetry, { metric }) =>
    pointReadings(mergeTelemetrySnapshots([throughJson(telemetry.snapshot())]).metrics, metric),
  ),
  reading('snapshot through structuredClone', POINT, (telemetry, { metric }) =>
    pointReadings(structuredClone(telemetry.snapshot()).metrics, metric),
  ),
  reading('histograms, encoded and decoded', POINT, (telemetry, { metric }) =>
    pointReadings(telemetry.snapshot().metrics, metric, (histogram) => {
      const decoded = decodeSnapshot(encodeSnapshot(histogram));
      if (decoded.layout !== 'exponential') throw new Error(`decoded as ${decoded.layout}`);
      return decoded;
    }),
  ),
  reading('text, live', TEXT, (telemetry, wayIn) => textReadings(expositionText(telemetry), wayIn)),
  reading('text of a snapshot', TEXT, (telemetry, wayIn) =>
    textReadings(expositionText(telemetry.snapshot()), wayIn),
  ),
  reading('text of a snapshot through JSON', TEXT, (telemetry, wayIn) =>
    textReadings(expositionText(throughJson(telemetry.snapshot())), wayIn),
  ),
  {
    ...reading('OpenMetrics', [...TEXT, 'exemplars'], openMetricsReadings),
    notBelowZero: ['sum', 'count'],
    hasNoUpDownExemplars: true,
  },
  {
    ...reading('protobuf, classic', [...TEXT, 'exemplars'], (telemetry, wayIn) =>
      protobufReadings(telemetry, wayIn, true),
    ),
    hasNoUpDownExemplars: true,
  },
  {
    ...reading('protobuf, native', ['value', 'count', 'sum', 'buckets', 'exemplars'], (telemetry, wayIn) =>
      protobufReadings(telemetry, wayIn, false),
    ),
    hasNoUpDownExemplars: true,
  },
  {
    ...reading('OpenMetrics 2.0', [...TEXT, 'buckets', 'exemplars'], openMetrics2Readings),
    hasNoUpDownExemplars: true,
  },
  remoteWrite('remote write, classic', [...TEXT, 'exemplars'], false),
  remoteWrite('remote write, native', ['value', 'count', 'sum', 'buckets', 'exemplars'], true),
  remoteWrite('remote write 2.0, native', ['value', 'count', 'sum', 'buckets', 'exemplars'], true, '2.0'),
  otlp('OTLP, cumulative, exponential', POINT, { histograms: 'exponential' }),
  otlp('OTLP, cumulative, explicit', POINT, { histograms: 'explicit' }),
  otlp('OTLP, delta, exponential', POINT, { histograms: 'exponential', temporality: 'delta' }),
  otlp('OTLP, delta, explicit', POINT, { histograms: 'explicit', temporality: 'delta' }),
  {
    name: 'merge of two processes',
    runs: 'everywhere',
    facts: POINT,
    processes: 2,
    open: (all, wayIn) => ({
      read() {
        const snapshots = all.map((telemetry) => telemetry.snapshot());
        return pointReadings(mergeTelemetrySnapshots(snapshots, lastOf(wayIn)).metrics, wayIn.metric);
      },
    }),
  },
  {
    name: 'collectSnapshots of two processes',
    runs: 'everywhere',
    facts: POINT,
    processes: 2,
    open: ([primary, worker], wayIn) => ({
      async read() {
        const { port1, port2 } = new MessageChannel();
        const stop = shareSnapshots(worker, port2);
        try {
          const { metrics } = await collectSnapshots(primary, () => [port1], lastOf(wayIn)).snapshot();
          return pointReadings(metrics, wayIn.metric);
        } finally {
          stop();
          port1.close();
          port2.close();
        }
      },
    }),
  },
  {
    name: 'all intervals, merged',
    runs: 'everywhere',
    facts: POINT,
    isOfChanges: true,
    open([telemetry], wayIn) {
      const intervals: Interval[] = [];
      telemetry.collector.subscribe((interval) => void intervals.push(interval));
      return {
        read() {
          telemetry.collector.flush();
          return pointReadings(merged(intervals, wayIn), wayIn.metric);
        },
      };
    },
  },
  {
    name: 'all intervals through JSON, merged with the current one',
    runs: 'everywhere',
    facts: POINT,
    isOfChanges: true,
    open([telemetry], wayIn) {
      const intervals: Interval[] = [];
      telemetry.collector.subscribe((interval) => void intervals.push(throughJson(interval)));
      return {
        read: () => pointReadings(merged([...intervals, telemetry.collector.current()], wayIn), wayIn.metric),
      };
    },
  },
  {
    ...reading('getMetrics, of a range', POINT, (telemetry, { metric }) =>
      pointReadings(getMetrics(telemetry, { startTime: Date.UTC(2026, 0, 1) }).range.metrics, metric),
    ),
    isOfChanges: true,
  },
  reading('getMetrics, since the beginning', POINT, (telemetry, { metric }) =>
    pointReadings(getMetrics(telemetry).range.metrics, metric),
  ),
];

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

function merged(intervals: readonly Interval[], wayIn: WayIn) {
  const parts = intervals.map(({ metrics, startedAtUnixMs, endedAtUnixMs }) => ({
    version: 2 as const,
    startedAtUnixMs,
    takenAtUnixMs: endedAtUnixMs,
    metrics,
    runs: [],
    curves: [],
  }));
  return mergeTelemetrySnapshots(parts, lastOf(wayIn)).metrics;
}

/** What data points say. */
function pointReadings(
  metrics: Iterable<{ readonly fullName: string; readonly series: Iterable<DataPoint> }>,
  name: string,
  through: (histogram: ExponentialSnapshot) => ExponentialSnapshot = (histogram) => histogram,
): Reading[] {
  const readings: Reading[] = [];
  for (const { fullName, series } of metrics) {
    if (fullName !== name) continue;
    for (const point of series) {
      const { labels, exemplars } = point;
      const facts = 'value' in point ? { value: point.value } : histogramFacts(through(point.histogram));
      readings.push({ labels, ...(exemplars && { exemplars }), ...facts });
    }
  }
  return readings;
}

function histogramFacts(histogram: ExponentialSnapshot): Omit<Reading, 'labels'> {
  const { count, sum, min, max, explicit } = histogram;
  return {
    count,
    sum,
    range: [min, max],
    buckets: histogram,
    ...(explicit && { cumulative: cumulated(explicit.bounds, explicit.counts) }),
  };
}

export function cumulated(bounds: readonly number[], counts: Iterable<number>): Cumulative[] {
  let total = 0;
  return [...counts].map((count, i) => {
    total += count;
    return [bounds[i] ?? Infinity, total] as const;
  });
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: { readonly labels: Readonly<Record<string, string>>; readonly value: number };
}

/** Samples of a classic family as one reading for each set of labels. */
function classicReadings(samples: readonly Sample[], family: string): Reading[] {
  const bySeries = new Map<string, { -readonly [Key in keyof Reading]: Reading[Key] }>();
  for (const { name, labels: all, value, exemplar } of samples) {
    const { le, ...labels } = all;
    const key = JSON.stringify(Object.entries(labels).sort());
    const one = bySeries.get(key) ?? { labels };
    if (name === family) one.value = value;
    else if (name === `${family}_count`) one.count = value;
    else if (name === `${family}_sum`) one.sum = value;
    else if (name === `${family}_bucket`) {
      one.cumulative = [...(one.cumulative ?? []), [numberOf(le as string), value]];
    } else continue;
    if (exemplar !== undefined) {
      const traceId = exemplar.labels.trace_id as string;
      one.exemplars = [...(one.exemplars ?? []), { value: exemplar.value, traceId }];
    }
    bySeries.set(key, one);
  }
  return [...bySeries.values()].map((one) =>
    one.cumulative === undefined
      ? one
      : { ...one, cumulative: [...one.cumulative].sort(([a], [b]) => a - b) },
  );
}

export function textReadings(page: string, { family }: WayIn): Reading[] {
  const samples = parseExposition(page).flatMap((one) => one.samples);
  return classicReadings(
    samples.map(({ value, ...sample }) => ({ ...sample, value: numberOf(value) })),
    family,
  );
}

async function openMetricsReadings(source: Exposable, { family }: WayIn): Promise<Reading[]> {
  return classicReadings(parseOpenMetrics(await bodyText(source, { accept: ACCEPT.openMetrics })), family);
}

async function openMetrics2Readings(source: Exposable, { family }: WayIn): Promise<Reading[]> {
  const page = await bodyText(source, { accept: ACCEPT.openMetrics2, openMetrics2: true });
  return parseOpenMetrics2(page)
    .filter(({ name }) => name === family)
    .map(({ labels, value, histogram, exemplars: given }) => {
      const exemplars = given.map((one) => ({ value: one.value, traceId: one.labels.trace_id as string }));
      const told = { labels, ...(exemplars.length > 0 && { exemplars }) };
      if (value !== undefined) return { ...told, value };
      const { count, sum, native, classic } = histogram as Composite;
      return {
        ...told,
        count,
        sum,
        ...(native && { buckets: native }),
        ...(classic && { cumulative: classic }),
      };
    });
}

async function protobufReadings(source: Exposable, wayIn: WayIn, isClassic: boolean): Promise<Reading[]> {
  const bytes = await bodyBytes(source, { accept: ACCEPT.protobuf, classicBuckets: isClassic });
  const family = readFamilies(bytes).find(({ name }) => name === wayIn.family);
  return (family?.metric ?? []).map(({ label = [], counter, gauge, histogram }) => {
    const labels = Object.fromEntries(label.map(({ name, value }) => [name, value]));
    if (histogram === undefined) {
      const { exemplar } = counter ?? {};
      return {
        labels,
        value: (counter ?? gauge)?.value as number,
        ...(exemplar && { exemplars: [exemplarReading(exemplar)] }),
      };
    }
    const { bucket = [], sampleCount, sampleSum, exemplars = [] } = histogram;
    const all = [...bucket.flatMap(({ exemplar }) => exemplar ?? []), ...exemplars].map(exemplarReading);
    return {
      labels,
      count: sampleCount,
      sum: sampleSum,
      ...(all.length > 0 && { exemplars: all }),
      ...(isClassic
        ? {
            cumulative: [
              ...bucket.map(({ upperBound, cumulativeCount }) => [upperBound, cumulativeCount] as const),
              ...(bucket.at(-1)?.upperBound === Infinity ? [] : [[Infinity, sampleCount] as const]),
            ],
          }
        : {
            buckets: fromNativeHistogram({
              negativeSpan: [],
              negativeDelta: [],
              positiveSpan: [],
              positiveDelta: [],
              ...histogram,
            }),
          }),
    };
  });
}

function exemplarReading(exemplar: {
  readonly value: number;
  readonly label: readonly { readonly name: string; readonly value: string }[];
}) {
  return {
    value: exemplar.value,
    traceId: exemplar.label.find(({ name }) => name === 'trace_id')?.value ?? '',
  };
}

/** To a receiver that is called instead of listening: what it decodes is what was sent. */
function remoteWrite(
  name: string,
  facts: readonly Fact[],
  nativeHistograms: boolean,
  version: '1.0' | '2.0' = '1.0',
): WayOut {
  return {
    name,
    runs: 'everywhere',
    facts,
    open: ([telemetry], wayIn) => ({
      async read() {
        const receiver = new Receiver();
        const remote = createRemoteWrite(telemetry, {
          url: 'http://receiver.test/write',
          externalLabels: { job: 'conformance', instance: 'a' },
          intervalSeconds: 3600,
          nativeHistograms,
          version,
          staleMarkers: false,
          fetch: async (input, init) => receiver.receive(new Request(input, init)),
        });
        await remote.flush();
        await remote.stop({ timeoutSeconds: 0 });
        if (receiver.violations.length > 0) throw new Error(receiver.violations.join('\n'));
        return receivedReadings(receiver, wayIn, nativeHistograms);
      },
    }),
  };
}

function receivedReadings(receiver: Receiver, { family }: WayIn, isNative: boolean): Reading[] {
  const all = receiver.all().map(({ labels: { __name__, ...labels }, ...rest }) => ({
    name: __name__ as string,
    labels,
    ...rest,
  }));
  if (isNative && all.some(({ name, histograms }) => name === family && histograms.length > 0)) {
    return all
      .filter(({ name }) => name === family)
      .map(({ labels, histograms, exemplars }) => {
        const histogram = histograms.at(-1);
        if (histogram === undefined) throw new Error('a series without a histogram');
        const { countInt, sum } = histogram;
        const read = exemplars.map(({ value, labels: own }) => exemplarReading({ value, label: own }));
        return {
          labels,
          count: countInt,
          sum,
          buckets: snapshotOf(histogram),
          ...(read.length > 0 && { exemplars: read }),
        };
      });
  }
  const samples = all.flatMap(({ name, labels, samples, exemplars }) => {
    const last = samples.at(-1);
    if (last === undefined) return [];
    const [first] = exemplars;
    const exemplar = first && {
      value: first.value,
      labels: Object.fromEntries(first.labels.map(({ name, value }) => [name, value])),
    };
    return [{ name, labels, value: last.value, ...(exemplar && { exemplar }) }];
  });
  return classicReadings(samples, family);
}

/** Of deltas, what was collected after each part is put together as a receiver does. */
function otlp(name: string, facts: readonly Fact[], options: MetricProducerOptions): WayOut {
  const isDelta = options.temporality === 'delta';
  const placeless: readonly Fact[] = [
    options.histograms === 'explicit' ? 'buckets' : 'cumulative',
    // A delta's own minimum and maximum are bounds.
    ...(isDelta ? (['range'] as const) : []),
  ];
  return {
    name,
    runs: 'everywhere',
    facts: facts.filter((fact) => !placeless.includes(fact)),
    ...(isDelta && { isOfChanges: true }),
    open([telemetry], { metric }) {
      const producer = createMetricProducer(telemetry, { names: 'kit', ...options });
      const parts: DeltaReading[][] = [];
      const collect = async () => {
        const data = (await collected(producer)).get(metric);
        parts.push(otlpReadings(data));
      };
      return {
        ...(isDelta && { afterPart: collect }),
        async read() {
          await collect();
          return isDelta ? added(parts.flat()) : (parts.at(-1) ?? []);
        },
      };
    },
  };
}

function otlpReadings(data: MetricData | undefined): DeltaReading[] {
  const isDelta = data?.aggregationTemporality === 0 && data.dataPointType !== 2;
  return pointsOf(data).map(({ attributes: labels, value, exemplars }) => ({
    labels,
    ...(exemplars && { exemplars }),
    ...otlpFacts(value as OtlpValue, isDelta),
    isDelta,
  }));
}

type OtlpValue =
  Extract<MetricData, { dataPointType: 0 | 1 | 2 | 3 }>['dataPoints'][number] extends OtlpPoint<infer V>
    ? V
    : never;

function otlpFacts(value: OtlpValue, isDelta: boolean): Omit<Reading, 'labels'> {
  if (typeof value === 'number') return { value };
  const { count, sum = Number.NaN, min = Number.NaN, max = Number.NaN } = value;
  const facts = { count, sum, ...(!isDelta && { range: [min, max] as const }) };
  if ('buckets' in value) {
    return { ...facts, cumulative: cumulated(value.buckets.boundaries, value.buckets.counts) };
  }
  return { ...facts, buckets: fromOtelExponential(value) };
}

interface DeltaReading extends Reading {
  /** False where it is the whole by itself: of gauges, and of up-down counters. */
  readonly isDelta: boolean;
}

/** Deltas of each series, added up. */
function added(readings: readonly DeltaReading[]): Reading[] {
  const bySeries = new Map<string, Reading>();
  for (const next of readings) {
    const key = JSON.stringify(Object.entries(next.labels).sort());
    const before = next.isDelta ? bySeries.get(key) : undefined;
    bySeries.set(key, before === undefined ? next : sumOf(before, next));
  }
  return [...bySeries.values()];
}

function sumOf(a: Reading, b: Reading): Reading {
  const plus = (x: number | undefined, y: number | undefined) => (x as number) + (y as number);
  return {
    labels: b.labels,
    exemplars: [...(a.exemplars ?? []), ...(b.exemplars ?? [])],
    ...(b.value !== undefined && { value: plus(a.value, b.value) }),
    ...(b.count !== undefined && { count: plus(a.count, b.count), sum: plus(a.sum, b.sum) }),
    ...(b.cumulative && {
      cumulative: b.cumulative.map(([bound, count], i) => [bound, plus(a.cumulative?.[i]?.[1], count)]),
    }),
    ...(b.buckets && { buckets: mergeSnapshots([a.buckets as ExponentialSnapshot, b.buckets]) }),
  };
}
