// Every way in: an instrument of each aggregation, of the catalogue, of one's own and of OpenTelemetry. A new one is an
// entry of WAYS_IN.
import { ValueType } from '@opentelemetry/api';
import {
  type DurationStatistics,
  getDatasetMetrics,
  getInferenceMetrics,
  getMetrics,
  getTrainingMetrics,
  type Telemetry,
} from 'inferometer';
import { createMeterProvider, type View } from 'inferometer/opentelemetry';
import type { Aggregation, Reading } from './oracle.ts';

/** Records a value in one of the two series. */
export type Record = (series: number, value: number) => void;

export interface WayIn {
  readonly name: string;
  readonly aggregation: Aggregation;
  /** In snapshots, and as OTLP under the kit's names. */
  readonly metric: string;
  /** Of its family in the formats of Prometheus. */
  readonly family: string;
  /** Those that tell its two series apart. */
  readonly labels: readonly [Labels, Labels];
  /** In which its values are counted exactly. */
  readonly bounds?: readonly number[];
  /** Whether the instrument counts a value; it is given all of them all the same. */
  readonly accepts: (value: number) => boolean;
  /** What becomes of a value that it counts. */
  readonly takes?: (value: number) => number;
  /** Whether its values are recorded in a trace, where there is one. */
  readonly hasExemplars: boolean;
  readonly open: (telemetry: Telemetry) => Record;
  /** What typed results say of a series. */
  readonly getters?: { readonly [name: string]: (telemetry: Telemetry, series: number) => Reading };
}

type Labels = Readonly<{ [name: string]: string }>;

const ZONES = ['a', 'b "c"} # {\n\\'] as const;
const ZONE: WayIn['labels'] = [{ zone: ZONES[0] }, { zone: ZONES[1] }];
const MODELS = ['glyphs', 'words'] as const;

const isNumber = (value: number) => Number.isFinite(value);
const isAmount = (value: number) => Number.isFinite(value) && value >= 0;
const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;

const OWN_BOUNDS = [-1, 0, 0.25, 1, 10, 1000];
const INFERENCE_BOUNDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
const PROM_CLIENT_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ADVISED_BOUNDS = [0, 0.5, 2.5, 100];

type Definition = Parameters<Telemetry['histogram']>[0];

function own(
  method: 'counter' | 'upDownCounter' | 'gauge' | 'histogram',
  name: string,
  rest: Pick<WayIn, 'aggregation' | 'accepts' | 'bounds'> & { readonly name: string },
  definition: Partial<Definition> = {},
): WayIn {
  return {
    ...rest,
    metric: name,
    family: name,
    labels: ZONE,
    hasExemplars: method !== 'gauge',
    open(telemetry) {
      const metric = telemetry[method]({ name, help: 'Own.', labels: ['zone'], ...definition });
      const series = ZONE.map((labels) => metric.withLabels(labels));
      return (i, value) => {
        const one = series[i];
        if (one === undefined) return;
        if ('set' in one) one.set(value);
        else if ('add' in one) one.add(value);
        else one.record(value);
      };
    },
  };
}

type Meter = ReturnType<ReturnType<typeof createMeterProvider>['getMeter']>;

function otel(
  name: string,
  rest: Pick<WayIn, 'name' | 'aggregation' | 'accepts' | 'bounds' | 'takes'> & { readonly isCounter?: true },
  make: (meter: Meter, name: string) => (value: number, attributes: Labels) => void,
  views: readonly View[] = [],
): WayIn {
  const { isCounter, ...facts } = rest;
  return {
    ...facts,
    metric: name,
    family: isCounter ? `${name}_total` : name,
    labels: ZONE,
    hasExemplars: rest.aggregation !== 'lastValue',
    open(telemetry) {
      const record = make(createMeterProvider(telemetry, { views }).getMeter('conformance'), name);
      return (i, value) => record(value, ZONE[i] as Labels);
    },
  };
}

/** An instrument that is asked: it tells the total of what it was given, or the last of it. */
function observable(
  method: 'createObservableCounter' | 'createObservableUpDownCounter' | 'createObservableGauge',
  name: string,
  rest: Pick<WayIn, 'name' | 'aggregation' | 'accepts'>,
): WayIn {
  return {
    ...rest,
    metric: name,
    family: method === 'createObservableCounter' ? `${name}_total` : name,
    labels: ZONE,
    hasExemplars: false,
    open(telemetry) {
      const told = new Map<number, number>();
      const instrument = createMeterProvider(telemetry).getMeter('conformance')[method](name);
      instrument.addCallback((result) => {
        for (const [i, value] of told) result.observe(value, ZONE[i]);
      });
      return (i, value) => {
        if (!rest.accepts(value)) return;
        told.set(i, rest.aggregation === 'lastValue' ? value : (told.get(i) ?? 0) + value);
      };
    },
  };
}

export const WAYS_IN: readonly WayIn[] = [
  own('counter', 'own_total', { name: 'own counter', aggregation: 'sum', accepts: isAmount }),
  own('upDownCounter', 'own_level', {
    name: 'own up-down counter',
    aggregation: 'upDownSum',
    accepts: isNumber,
  }),
  own('gauge', 'own_depth', { name: 'own gauge', aggregation: 'lastValue', accepts: isNumber }),
  own(
    'histogram',
    'own_widths',
    { name: 'own histogram without bounds', aggregation: 'exponential', accepts: isNumber },
    { bucketBounds: [] },
  ),
  own(
    'histogram',
    'own_sizes',
    {
      name: 'own histogram with bounds',
      aggregation: 'exponentialWithBounds',
      bounds: OWN_BOUNDS,
      accepts: isNumber,
    },
    { bucketBounds: OWN_BOUNDS },
  ),
  own(
    'histogram',
    'own_seconds',
    {
      name: 'own histogram with the bounds of its unit',
      aggregation: 'exponentialWithBounds',
      bounds: PROM_CLIENT_BOUNDS,
      accepts: isNumber,
    },
    { unit: 'seconds' },
  ),
  {
    name: 'counter of the catalogue',
    aggregation: 'sum',
    metric: 'ipfs_aiml_dataset_cache_reads_total',
    family: 'ipfs_aiml_dataset_cache_reads_total',
    labels: [
      { dataset_id: 'letters', source: ZONES[0], result: 'hit' },
      { dataset_id: 'letters', source: ZONES[1], result: 'hit' },
    ],
    accepts: isCount,
    hasExemplars: true,
    open: (telemetry) => (i, hits) => {
      if (isCount(hits))
        telemetry.recordCacheReads({ datasetId: 'letters', source: ZONES[i] as string, hits, misses: 0 });
    },
    getters: {
      getDatasetMetrics: (telemetry, i) => {
        const reads = getDatasetMetrics(telemetry, 'letters')?.cache[ZONES[i] as string];
        return reads === undefined ? { labels: {} } : { labels: {}, value: reads.hits };
      },
    },
  },
  {
    name: 'gauge of the catalogue',
    aggregation: 'lastValue',
    metric: 'ipfs_aiml_training_loss',
    family: 'ipfs_aiml_training_loss',
    labels: [{ model_id: MODELS[0] }, { model_id: MODELS[1] }],
    accepts: isNumber,
    hasExemplars: false,
    open: (telemetry) => (i, loss) => telemetry.recordTrainingStats({ modelId: MODELS[i] as string, loss }),
    getters: {
      getTrainingMetrics: (telemetry, i) => {
        const loss = getTrainingMetrics(telemetry, MODELS[i] as string)?.loss;
        return loss === undefined ? { labels: {} } : { labels: {}, value: loss.final };
      },
    },
  },
  {
    name: 'histogram of the catalogue',
    aggregation: 'exponentialWithBounds',
    metric: 'ipfs_aiml_inference_seconds',
    family: 'ipfs_aiml_inference_seconds',
    labels: [
      { model_id: MODELS[0], batch_size: '8' },
      { model_id: MODELS[1], batch_size: '8' },
    ],
    bounds: INFERENCE_BOUNDS,
    accepts: isAmount,
    hasExemplars: true,
    open(telemetry) {
      const handles = MODELS.map((modelId) => telemetry.inference({ modelId, batchSize: 8 }));
      return (i, value) => handles[i]?.record(value);
    },
    getters: {
      getInferenceMetrics: (telemetry, i) =>
        durationReading(getInferenceMetrics(telemetry, MODELS[i] as string)?.latency),
      'getMetrics, operations': (telemetry, i) =>
        durationReading(getMetrics(telemetry, { modelId: MODELS[i] as string }).range.operations[0]?.latency),
    },
  },
  otel(
    'otel_counter',
    { name: 'OpenTelemetry counter', aggregation: 'sum', accepts: isAmount, isCounter: true },
    (meter, name) => {
      const counter = meter.createCounter(name);
      return (value, attributes) => counter.add(value, attributes);
    },
  ),
  otel(
    'otel_integers',
    {
      name: 'OpenTelemetry counter of integers',
      aggregation: 'sum',
      accepts: isAmount,
      takes: Math.trunc,
      isCounter: true,
    },
    (meter, name) => {
      const counter = meter.createCounter(name, { valueType: ValueType.INT });
      return (value, attributes) => counter.add(value, attributes);
    },
  ),
  otel(
    'otel_level',
    { name: 'OpenTelemetry up-down counter', aggregation: 'upDownSum', accepts: isNumber },
    (meter, name) => {
      const counter = meter.createUpDownCounter(name);
      return (value, attributes) => counter.add(value, attributes);
    },
  ),
  otel(
    'otel_gauge',
    { name: 'OpenTelemetry gauge', aggregation: 'lastValue', accepts: isNumber },
    (meter, name) => {
      const gauge = meter.createGauge(name);
      return (value, attributes) => gauge.record(value, attributes);
    },
  ),
  otel(
    'otel_widths',
    { name: 'OpenTelemetry histogram', aggregation: 'exponential', accepts: isAmount },
    (meter, name) => {
      const histogram = meter.createHistogram(name);
      return (value, attributes) => histogram.record(value, attributes);
    },
  ),
  otel(
    'otel_advised',
    {
      name: 'OpenTelemetry histogram with advised bounds',
      aggregation: 'exponentialWithBounds',
      bounds: ADVISED_BOUNDS,
      accepts: isAmount,
    },
    (meter, name) => {
      const histogram = meter.createHistogram(name, { advice: { explicitBucketBoundaries: ADVISED_BOUNDS } });
      return (value, attributes) => histogram.record(value, attributes);
    },
  ),
  otel(
    'otel_viewed',
    {
      name: 'OpenTelemetry histogram with the bounds of a view',
      aggregation: 'exponentialWithBounds',
      bounds: ADVISED_BOUNDS,
      accepts: isAmount,
    },
    (meter, name) => {
      const histogram = meter.createHistogram(name);
      const bound = ZONE.map((labels) => histogram.bind(labels));
      return (value, attributes) => bound[ZONE.indexOf(attributes)]?.record(value);
    },
    [{ instrumentName: 'otel_viewed', aggregation: { bounds: ADVISED_BOUNDS } }],
  ),
  observable('createObservableCounter', 'otel_observed', {
    name: 'OpenTelemetry observable counter',
    aggregation: 'sum',
    accepts: isAmount,
  }),
  observable('createObservableUpDownCounter', 'otel_observed_level', {
    name: 'OpenTelemetry observable up-down counter',
    aggregation: 'upDownSum',
    accepts: isNumber,
  }),
  observable('createObservableGauge', 'otel_observed_gauge', {
    name: 'OpenTelemetry observable gauge',
    aggregation: 'lastValue',
    accepts: isNumber,
  }),
];

function durationReading(latency: DurationStatistics | undefined): Reading {
  if (latency === undefined) return { labels: {} };
  const { count, totalSeconds, minSeconds, maxSeconds, percentilesSeconds } = latency;
  return {
    labels: {},
    count,
    sum: totalSeconds,
    range: [minSeconds, maxSeconds],
    quantiles: Object.entries(percentilesSeconds).map(([name, value]) => [
      Number((Number(name.slice(1)) / 100).toPrecision(15)),
      value,
    ]),
  };
}
