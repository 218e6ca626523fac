/** Results about inference: latency, throughput and memory, by model and by batch size. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import type { Slices } from '../../../metrics/inner.ts';
import { type InferenceOperationType, OPERATION_TYPES } from '../../context/operation-types.ts';
import { findById, summarize } from '../../query/results.ts';
import {
  histogramsBy,
  type OutcomesByType,
  outcomesByModel,
  type Recorded,
  valuesBy,
  valuesOf,
} from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';
import { type DurationStatistics, durationStatistics } from '../../query/statistics.ts';
import { type UsageMetrics, usageByModel } from '../../query/usage.ts';
import { batchSizesIn } from './batch-sizes.ts';
import { RESIDENT } from './metrics.ts';

/** What a model achieved: of all inferences that ended well together, per second of wall time. */
export interface Throughput {
  /** The sum of the batch sizes. */
  readonly items: number;
  /** The wall time in which at least one inference ran. Inferences that `record` took count as if they had run alone. */
  readonly busySeconds: number;
  /** Items by that time: what runs beside one another adds up. Undefined if the clock was too coarse to tell. */
  readonly meanItemsPerSecond: number | undefined;
  /** The highest from one reading to another, of at least a busy second; at least the mean. Undefined with it. */
  readonly maxItemsPerSecond: number | undefined;
  /** Items by all wall time, idle time included: of the window, or from the first inference of the model on. */
  readonly overallItemsPerSecond: number | undefined;
}

/** What one call achieved, however many ran beside it: the items of a batch by its own time. */
export interface CallRate {
  /** All items by all the time that their inferences took. */
  readonly meanItemsPerSecond: number;
  /** Of the fastest inference; undefined if the clock was too coarse to time it. */
  readonly maxItemsPerSecond: number | undefined;
}

export interface BatchSizeMetrics {
  readonly operationType: InferenceOperationType;
  /** `8`; `17-32` of a model with more than 16 sizes; `unknown` where it was no number of items. */
  readonly label: string;
  /** Items in the batch: of a range the most, NaN where it was no number of items. */
  readonly batchSize: number;
  readonly latency: DurationStatistics;
  /** Undefined if the clock was too coarse to time any. */
  readonly callRate: CallRate | undefined;
}

/** What inferences that ran alone took (above 0) or freed (under 0). */
export interface MemoryStatistics {
  /** Whose memory: `heap`, `device`, or `rss`, the process's; that of the probe. */
  readonly kind: string;
  /** Inferences that ended well, and beside which no other one ran. */
  readonly count: number;
  /** Undefined, as the next two, where none did: the peak of one that failed is known all the same. */
  readonly meanBytes: number | undefined;
  readonly minBytes: number | undefined;
  readonly maxBytes: number | undefined;
  /** Of the last one; undefined of the memory of the process, which moves with everything that runs in it. */
  readonly lastBytes: number | undefined;
  /** Most memory in use during an inference, however it ended, less what was in use when it began. */
  readonly peakBytes: number | undefined;
}

export interface InferenceMetrics {
  readonly modelId: string;
  /** Of the inferences of all types and batch sizes that ended well; undefined if none did. */
  readonly latency: DurationStatistics | undefined;
  /** Undefined if none did. */
  readonly throughput: Throughput | undefined;
  /** Undefined if none did, or the clock was too coarse to time any. */
  readonly callRate: CallRate | undefined;
  /** Inferences that run, and that wait to run, now, or when the window ended. */
  readonly running: number;
  readonly waiting: number;
  /** How long inferences waited before they ran; undefined if none was queued. */
  readonly queue: DurationStatistics | undefined;
  /** By type, then ascending. */
  readonly batchSizes: readonly BatchSizeMetrics[];
  /** Attempts that failed and were made again, by what ended them: the status of HTTP, or the class of the error. */
  readonly retries: Readonly<Record<string, number>>;
  /** Attempts that were answered with 429, whether they were made again or not. */
  readonly rateLimited: number;
  /** What was tracked of the heap or of a device, else of the process; undefined if nothing was. */
  readonly memory: MemoryStatistics | undefined;
  /** Each kind that was tracked. */
  readonly memoryByKind: Readonly<Record<string, MemoryStatistics>>;
  readonly outcomes: OutcomesByType;
  /** Undefined where nobody told of tokens. */
  readonly usage: UsageMetrics | undefined;
}

/** Of every model that had an inference, also where all of them failed, or the first ones have not ended yet. */
export function* inferenceMetrics(
  recorded: Recorded,
  percentiles: readonly number[],
): Slices<InferenceMetrics[]> {
  const durations = OPERATION_TYPES.inference.map((type) => ({
    type,
    of: histogramsBy('model_id', recorded, `${type}_seconds`),
  }));
  const usage = usageByModel(recorded);
  const queues = histogramsBy('model_id', recorded, 'inference_queue_seconds');
  const memory = memoryByModel(recorded);
  const running = valuesBy('model_id', recorded, 'inference_running');
  const waiting = valuesBy('model_id', recorded, 'inference_waiting');
  const throughput = throughputByModel(recorded);
  const retries = valuesBy('model_id', recorded, 'operation_retries_total');
  const rateLimited = valuesBy('model_id', recorded, 'operation_rate_limited_total');
  const outcomesOf = outcomesByModel(recorded, 'inference');
  const busy = [...valuesOf(recorded, 'inference_running'), ...valuesOf(recorded, 'inference_waiting')]
    .filter(({ value }) => value > 0)
    .map(({ labels }) => labels.model_id as string);
  const models: InferenceMetrics[] = [];
  for (const modelId of new Set([...outcomesOf.keys(), ...busy])) {
    const batches = durations.flatMap(({ type, of }) =>
      of(modelId)
        .filter(({ histogram }) => histogram.count > 0)
        .map(({ labels: { batch_size: label = '' }, histogram }) => {
          return { type, label, sizes: batchSizesIn(label), histogram };
        })
        .sort((a, b) => a.sizes.min - b.sizes.min || a.sizes.max - b.sizes.max),
    );
    models.push({
      modelId,
      latency: durationStatistics(batches, percentiles),
      throughput: throughput(modelId),
      callRate: callRateOf(batches),
      running: running(modelId)[0]?.value ?? 0,
      waiting: waiting(modelId)[0]?.value ?? 0,
      queue: durationStatistics(queues(modelId), percentiles),
      batchSizes: batches.map((batch) => ({
        operationType: batch.type,
        label: batch.label,
        batchSize: batch.sizes.max,
        latency: durationStatistics([batch], percentiles) as DurationStatistics,
        callRate: callRateOf([batch]),
      })),
      retries: countsBy('error_type', retries(modelId).filter(isOfInference)),
      rateLimited: totalOf(rateLimited(modelId).filter(isOfInference)),
      ...memory(modelId),
      outcomes: outcomesOf.get(modelId) ?? {},
      usage: usage(modelId),
    });
    yield;
  }
  return models;
}

/**
 * Models that had an inference; one of them by id, or undefined. Of everything so far, or of what is handed in: a snapshot,
 * also a merged one, or a window of `getMetrics`.
 *
 * @example
 * console.log(getInferenceMetrics(telemetry, 'glyphs')?.latency?.percentilesSeconds.p99);
 * const { range } = getMetrics(telemetry, { startTime: Date.now() - 600_000 });
 * console.log(getInferenceMetrics(range, 'glyphs')?.throughput?.meanItemsPerSecond);
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 */
export function getInferenceMetrics(source: ResultsSource): InferenceMetrics[];
export function getInferenceMetrics(source: ResultsSource, modelId: string): InferenceMetrics | undefined;
export function getInferenceMetrics(
  source: ResultsSource,
  modelId?: string,
): InferenceMetrics[] | InferenceMetrics | undefined {
  return findById(summarize(source, ['inference', 'operation'], inferenceMetrics), modelId);
}

function throughputByModel(recorded: Recorded): (modelId: string) => Throughput | undefined {
  const all = valuesBy('model_id', recorded, 'inference_items_total');
  const busy = valuesBy('model_id', recorded, 'inference_busy_seconds_total');
  const peaks = valuesBy('model_id', recorded, 'inference_throughput_peak');
  const { durationSeconds, takenAtUnixMs = Number.NaN } = recorded;
  return (modelId) => {
    const [counted] = all(modelId);
    const busySeconds = busy(modelId)[0]?.value ?? 0;
    if (counted === undefined || counted.value === 0) return undefined;
    const { value: items, createdAtUnixMs } = counted;
    const meanItemsPerSecond = busySeconds > 0 ? items / busySeconds : undefined;
    const wallSeconds = durationSeconds ?? (takenAtUnixMs - createdAtUnixMs) / 1000;
    return {
      items,
      busySeconds,
      meanItemsPerSecond,
      maxItemsPerSecond: meanItemsPerSecond && Math.max(meanItemsPerSecond, peaks(modelId)[0]?.value ?? 0),
      overallItemsPerSecond: wallSeconds > 0 ? items / wallSeconds : undefined,
    };
  };
}

interface Batches {
  readonly sizes: ReturnType<typeof batchSizesIn>;
  readonly histogram: ExponentialSnapshot;
}

/** Of batches whose size has a label of its own: of others it is not known how many items each had. */
function callRateOf(batches: readonly Batches[]): CallRate | undefined {
  let items = 0;
  let seconds = 0;
  let fastest = 0;
  for (const { sizes, histogram } of batches) {
    if (sizes.min !== sizes.max) continue;
    items += sizes.max * histogram.count;
    seconds += histogram.sum;
    fastest = Math.max(fastest, sizes.max / histogram.min);
  }
  if (seconds === 0) return undefined;
  const maxItemsPerSecond = Number.isFinite(fastest) ? fastest : undefined;
  return { meanItemsPerSecond: items / seconds, maxItemsPerSecond };
}

function memoryByModel(recorded: Recorded) {
  const deltas = histogramsBy('model_id', recorded, 'inference_memory_delta_bytes');
  const peaks = histogramsBy('model_id', recorded, 'inference_memory_peak_bytes');
  const lastDeltas = valuesBy('model_id', recorded, 'inference_memory_bytes');
  return (modelId: string): Pick<InferenceMetrics, 'memory' | 'memoryByKind'> => {
    const kinds = [...deltas(modelId), ...peaks(modelId)].map(({ labels: { kind = '' } }) => kind);
    const ofKind = (series: ReturnType<typeof deltas>, kind: string) =>
      series.find(({ labels, histogram }) => labels.kind === kind && histogram.count > 0)?.histogram;
    const all = [...new Set(kinds)].map((kind): MemoryStatistics => {
      const { count = 0, sum = 0, min: minBytes, max: maxBytes } = ofKind(deltas(modelId), kind) ?? {};
      const peakBytes = ofKind(peaks(modelId), kind)?.max;
      const lastBytes = kind === RESIDENT ? undefined : lastDeltas(modelId)[0]?.value;
      const meanBytes = count === 0 ? undefined : sum / count;
      return { kind, count, meanBytes, minBytes, maxBytes, lastBytes, peakBytes };
    });
    return {
      memory: all.find(({ kind }) => kind !== RESIDENT) ?? all[0],
      memoryByKind: Object.fromEntries(all.map((one) => [one.kind, one])),
    };
  };
}

function isOfInference({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean {
  return (OPERATION_TYPES.inference as readonly string[]).includes(labels.operation_type ?? '');
}

function countsBy(label: string, counters: readonly Counted[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { labels, value } of counters) {
    const key = labels[label] ?? '';
    counts.set(key, (counts.get(key) ?? 0) + value);
  }
  return Object.fromEntries(counts);
}

function totalOf(counters: readonly Counted[]): number {
  return counters.reduce((sum, { value }) => sum + value, 0);
}

interface Counted {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
