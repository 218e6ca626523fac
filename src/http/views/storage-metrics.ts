/** The eight metric types of the WAL Telemetry API over time: by metric type, operation type and backend. */
import { stepsOf } from '../../chart/inner.ts';
import type { Aggregation, StoreRow, TelemetryHistory } from '../../store/inner.ts';
import { type MetricsFilter, STORAGE_METRIC_TYPES, type StorageMetricType } from '../../telemetry/index.ts';
import type { Table, TableColumn } from '../answers/table.ts';
import type { AskedRange } from '../questions/range.ts';
import { aggregated, type Sample } from './samples.ts';
import { OVERALL, recordedIn, SAMPLE_SOURCES, STATUS_SOURCE, statusesIn } from './storage-samples.ts';

export interface StorageMetricsQuestion {
  readonly range: AskedRange;
  readonly filter: Pick<MetricsFilter, 'operationType' | 'backendType' | 'status'>;
  /** All if left out. */
  readonly metricType?: StorageMetricType | undefined;
  /** Of the whole range, or of each step where there are such. Each step by itself if left out. */
  readonly aggregation?: Aggregation | undefined;
  readonly stepSeconds?: number | undefined;
  readonly signal: AbortSignal;
}

/** With the fields of the contract; null where nothing is known. */
export interface StoragePoint {
  readonly timestamp: number;
  readonly value?: number | null;
  readonly mean?: number | null;
  readonly median?: number | null;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly percentile_95?: number | null;
  readonly percentile_99?: number | null;
  readonly count?: number;
  readonly status_distribution?: Readonly<Record<string, number>>;
}

type ByBackend = Record<string, StoragePoint[]>;
type ByOperation = Record<string, ByBackend>;

/** Points of one operation type on one backend, oldest first. */
interface Course {
  readonly operationType: string;
  readonly backend: string;
  readonly points: StoragePoint[];
}

/** How long the steps are that points are of, and those that their values are read in. */
interface StepLengths {
  /** Undefined where the whole range is one. */
  readonly pointSeconds: number | undefined;
  readonly sampleSeconds: number;
}

/** By metric type, operation type and backend. @throws CHART_QUERY for steps that are too short, and the signal's reason */
export async function storageMetrics(
  history: TelemetryHistory,
  question: StorageMetricsQuestion,
): Promise<Record<string, ByOperation>> {
  const { metricType, filter } = question;
  const all = Object.keys(STORAGE_METRIC_TYPES) as StorageMetricType[];
  const types = metricType === undefined ? all : [metricType];
  const lengths = await stepLengths(history, question);
  const courses = new Map<StorageMetricType, readonly Course[]>();
  if (types.includes('operation_latency')) {
    courses.set('operation_latency', await latencies(history, question, lengths));
  }
  const sampled = types.filter((type) => type !== 'operation_latency');
  // Shares and rates are of all that ended: a status chooses among counts and queues alone, which are asked by themselves.
  const groups = filter.status === undefined ? [sampled] : sampled.map((type) => [type]);
  for (const group of groups) {
    if (group.length === 0) continue;
    for (const [type, own] of await samples(history, question, lengths, group)) courses.set(type, own);
  }
  return Object.fromEntries(types.map((type) => [type, nested(courses.get(type) ?? [], type, question)]));
}

async function stepLengths(
  history: TelemetryHistory,
  { aggregation, range, stepSeconds, signal }: StorageMetricsQuestion,
): Promise<StepLengths> {
  const own = stepSeconds === undefined ? {} : { stepSeconds };
  const { stepSeconds: asked } = await stepsOf(history, { ...range, ...own, signal });
  if (aggregation === undefined) return { pointSeconds: asked, sampleSeconds: asked };
  const { stepSeconds: chosen } =
    stepSeconds === undefined ? { stepSeconds: asked } : await stepsOf(history, { ...range, signal });
  return { pointSeconds: stepSeconds, sampleSeconds: Math.min(asked, chosen) };
}

async function latencies(
  history: TelemetryHistory,
  { aggregation, filter, range, signal }: StorageMetricsQuestion,
  { pointSeconds }: StepLengths,
): Promise<Course[]> {
  const courses = new Map<string, Course>();
  const rows = history.query({
    ...filter,
    ...range,
    metric: STORAGE_METRIC_TYPES.operation_latency,
    groupBy: ['operation_type', 'backend'],
    percentiles: [50],
    ...(pointSeconds !== undefined && { stepSeconds: pointSeconds }),
    signal,
  });
  for await (const row of rows) {
    if (row.overflow || !row.count) continue;
    const key = JSON.stringify([row.labels.operation_type, row.labels.backend]);
    courseOf(courses, key).points.push(latencyPoint(row, aggregation));
  }
  return [...courses.values()];
}

function latencyPoint(row: StoreRow, aggregation: Aggregation | undefined): StoragePoint {
  return {
    timestamp: row.startedAtUnixMs / 1000,
    mean: row.average ?? null,
    median: row.percentiles?.p50 ?? null,
    min: row.minimum ?? null,
    max: row.maximum ?? null,
    percentile_95: row.percentile_95 ?? null,
    percentile_99: row.percentile_99 ?? null,
    count: row.count ?? 0,
    ...(aggregation !== undefined && { value: row[aggregation] ?? null }),
  };
}

/** What was in one step, of one operation type on one backend. */
interface Gathered {
  readonly samples: Sample[];
  statuses: Record<string, number> | undefined;
}

type SampledType = Exclude<StorageMetricType, 'operation_latency'>;

/** Of several metric types at once: they are read in one go. */
async function samples(
  history: TelemetryHistory,
  { aggregation, filter, range, signal }: StorageMetricsQuestion,
  { pointSeconds, sampleSeconds }: StepLengths,
  types: readonly SampledType[],
): Promise<Map<SampledType, Course[]>> {
  const { status, ...others } = filter;
  const isByStatus =
    status !== undefined && types.some((type) => type === 'operation_count' || type === 'queue_size');
  const sourceOf = (type: SampledType) =>
    isByStatus && type === 'operation_count' ? STATUS_SOURCE : SAMPLE_SOURCES[type];
  const answer = history.query({
    ...(isByStatus ? filter : others),
    ...range,
    metric: distinct(types.flatMap((type) => sourceOf(type).metrics)),
    groupBy: distinct(types.flatMap((type) => sourceOf(type).groupBy)),
    stepSeconds: sampleSeconds,
    signal,
  });
  const gathered = new Map<SampledType, Map<string, Map<number, Gathered>>>(
    types.map((type) => [type, new Map()]),
  );
  for await (const { startedAtUnixMs, observedSeconds, metrics } of answer.points()) {
    const step = pointSeconds === undefined ? 0 : Math.floor(startedAtUnixMs / (pointSeconds * 1000));
    for (const [key, recorded] of recordedIn(metrics)) {
      for (const type of types) {
        const source = sourceOf(type);
        const own = recorded.filter(({ name }) => source.metrics.includes(name));
        const measured = own.length === 0 ? undefined : source.read(own, observedSeconds);
        if (measured === undefined) continue;
        const steps = entryOf(gathered.get(type) as Map<string, Map<number, Gathered>>, key, () => new Map());
        const known = entryOf(steps, step, (): Gathered => ({ samples: [], statuses: undefined }));
        known.samples.push({ ...measured, startedAtUnixMs, observedSeconds });
        known.statuses = sumOf(known.statuses, type === 'operation_count' ? statusesIn(own) : undefined);
      }
    }
  }
  return new Map([...gathered].map(([type, byPlace]) => [type, coursesOf(byPlace, aggregation)]));
}

function coursesOf(
  byPlace: ReadonlyMap<string, ReadonlyMap<number, Gathered>>,
  aggregation: Aggregation | undefined,
): Course[] {
  const courses = new Map<string, Course>();
  for (const [key, steps] of byPlace) {
    const { points } = courseOf(courses, key);
    for (const one of steps.values()) points.push(samplePoint(one, aggregation));
  }
  return [...courses.values()];
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function samplePoint({ samples, statuses }: Gathered, aggregation: Aggregation | undefined): StoragePoint {
  const count = samples.reduce((sum, sample) => sum + (sample.count ?? 0), 0);
  return {
    timestamp: (samples[0]?.startedAtUnixMs ?? 0) / 1000,
    value: aggregation === undefined ? (samples.at(-1)?.value ?? null) : aggregated(samples, aggregation),
    ...(samples[0]?.count !== undefined && { count }),
    ...(statuses !== undefined && { status_distribution: statuses }),
  };
}

function sumOf(a: Record<string, number> | undefined, b: Record<string, number> | undefined) {
  if (a === undefined || b === undefined) return a ?? b;
  const sums: Record<string, number> = Object.assign(Object.create(null), a);
  for (const [word, count] of Object.entries(b)) sums[word] = (sums[word] ?? 0) + count;
  return sums;
}

function courseOf(courses: Map<string, Course>, key: string): Course {
  const [operationType = OVERALL, backend = OVERALL] = JSON.parse(key) as string[];
  const known = courses.get(key) ?? { operationType, backend, points: [] };
  courses.set(key, known);
  return known;
}

/** What was asked for by name is there, without points if there is nothing. */
function nested(
  courses: readonly Course[],
  type: StorageMetricType,
  { filter }: StorageMetricsQuestion,
): ByOperation {
  const byOperation: ByOperation = Object.create(null);
  const { operationType, backendType: backend } = filter;
  const isNamed = operationType !== undefined && backend !== undefined;
  const isOfOperations = type !== 'backend_health' && type !== 'queue_size';
  const asked = isNamed && isOfOperations ? [{ operationType, backend, points: [] }] : [];
  for (const course of [...asked, ...courses]) {
    const byBackend = byOperation[course.operationType] ?? (Object.create(null) as ByBackend);
    byOperation[course.operationType] = byBackend;
    byBackend[course.backend] = course.points;
  }
  return byOperation;
}

const FIGURES = [
  'value',
  'mean',
  'median',
  'min',
  'max',
  'percentile_95',
  'percentile_99',
  'count',
] as const satisfies readonly (keyof StoragePoint)[];

/** A row for each point. */
export function storageTable(metrics: Readonly<Record<string, ByOperation>>): Table {
  const points = Object.entries(metrics).flatMap(([type, byOperation]) =>
    Object.entries(byOperation).flatMap(([operationType, byBackend]) =>
      Object.entries(byBackend).flatMap(([backend, own]) =>
        own.map((point) => ({ type, operationType, backend, point })),
      ),
    ),
  );
  const text = (name: string, read: (one: (typeof points)[number]) => string): TableColumn => {
    return { name, kind: 'text', values: points.map(read) };
  };
  return [
    { name: 'timestamp', kind: 'time', values: points.map(({ point }) => point.timestamp * 1000) },
    text('metric_type', ({ type }) => type),
    text('operation_type', ({ operationType }) => operationType),
    text('backend', ({ backend }) => backend),
    ...FIGURES.map((name): TableColumn => {
      return { name, kind: 'number', values: points.map(({ point }) => point[name] ?? null) };
    }),
  ];
}
