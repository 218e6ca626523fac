/** Results about inference: latency, throughput and memory, by model and by batch size. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import { type InferenceOperationType, OPERATION_TYPES } from '../../context/operation-types.ts';
import { findById, summarize } from '../../query/results.ts';
import {
  histogramsBy,
  type OutcomesByType,
  outcomesByModel,
  type Recorded,
  valuesBy,
} from '../../query/snapshot-reader.ts';
import type { MetricsSource } from '../../query/source.ts';
import { type DurationStatistics, durationStatistics } from '../../query/statistics.ts';
import { type UsageMetrics, usageByModel } from '../../query/usage.ts';
import { batchSizesIn } from './batch-sizes.ts';

/** Of the inferences that ended well, and whose batch size has a label of its own: of others it is not known how many items they had. */
export interface Throughput {
  /** The sum of the batch sizes. */
  readonly items: number;
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
  /** Undefined where the items are not known, and if the clock was too coarse to time any. */
  readonly throughput: Throughput | undefined;
}

/** What inferences took (above 0) or freed (under 0). */
export interface MemoryStatistics {
  /** Inferences that ended well and whose memory was tracked. */
  readonly count: number;
  readonly meanBytes: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly lastBytes: number | undefined;
  /** Most memory in use during an inference, less what was in use when it began. */
  readonly peakBytes: number | undefined;
}

export interface InferenceMetrics {
  readonly modelId: string;
  /** Of the inferences of all types and batch sizes that ended well; undefined if none did. */
  readonly latency: DurationStatistics | undefined;
  readonly throughput: Throughput | undefined;
  /** By type, then ascending. */
  readonly batchSizes: readonly BatchSizeMetrics[];
  /** Undefined if it was never tracked. */
  readonly memory: MemoryStatistics | undefined;
  readonly outcomes: OutcomesByType;
  /** Undefined where nobody told of tokens. */
  readonly usage: UsageMetrics | undefined;
}

/** Of every model that had an inference, also where all of them failed. */
export function inferenceMetrics(recorded: Recorded, percentiles: readonly number[]): InferenceMetrics[] {
  const durations = OPERATION_TYPES.inference.map((type) => ({
    type,
    of: histogramsBy('model_id', recorded, `${type}_seconds`),
  }));
  const deltas = histogramsBy('model_id', recorded, 'inference_memory_delta_bytes');
  const peaks = histogramsBy('model_id', recorded, 'inference_memory_peak_bytes');
  const usage = usageByModel(recorded);
  const lastDeltas = valuesBy('model_id', recorded, 'inference_memory_bytes');
  return [...outcomesByModel(recorded, 'inference')].map(([modelId, outcomes]) => {
    const batches = durations.flatMap(({ type, of }) =>
      of(modelId)
        .filter(({ histogram }) => histogram.count > 0)
        .map(({ labels: { batch_size: label = '' }, histogram }) => {
          return { type, label, sizes: batchSizesIn(label), histogram };
        })
        .sort((a, b) => a.sizes.min - b.sizes.min || a.sizes.max - b.sizes.max),
    );
    return {
      modelId,
      latency: durationStatistics(batches, percentiles),
      throughput: throughputOf(batches),
      batchSizes: batches.map((batch) => ({
        operationType: batch.type,
        label: batch.label,
        batchSize: batch.sizes.max,
        latency: durationStatistics([batch], percentiles) as DurationStatistics,
        throughput: throughputOf([batch]),
      })),
      memory: memoryStatistics(
        deltas(modelId)[0]?.histogram,
        lastDeltas(modelId)[0]?.value,
        peaks(modelId)[0]?.histogram.max,
      ),
      outcomes,
      usage: usage(modelId),
    };
  });
}

/**
 * Models that had an inference; one of them by id, or undefined.
 *
 * @example
 * console.log(getInferenceMetrics(telemetry, 'glyphs')?.latency?.percentilesSeconds.p99);
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 */
export function getInferenceMetrics(source: MetricsSource): InferenceMetrics[];
export function getInferenceMetrics(source: MetricsSource, modelId: string): InferenceMetrics | undefined;
export function getInferenceMetrics(
  source: MetricsSource,
  modelId?: string,
): InferenceMetrics[] | InferenceMetrics | undefined {
  return findById(summarize(source, ['inference', 'operation'], inferenceMetrics), modelId);
}

interface Batches {
  readonly sizes: ReturnType<typeof batchSizesIn>;
  readonly histogram: ExponentialSnapshot;
}

function throughputOf(batches: readonly Batches[]): Throughput | undefined {
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
  return { items, meanItemsPerSecond: items / seconds, maxItemsPerSecond };
}

function memoryStatistics(
  deltas: ExponentialSnapshot | undefined,
  lastBytes: number | undefined,
  peakBytes: number | undefined,
): MemoryStatistics | undefined {
  if (deltas === undefined || deltas.count === 0) return undefined;
  const { count, sum, min, max } = deltas;
  return { count, meanBytes: sum / count, minBytes: min, maxBytes: max, lastBytes, peakBytes };
}
