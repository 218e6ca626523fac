/** Where the values of a metric type come from: of storage operations in one interval, of one type on one backend. */
import type { MetricSnapshot } from '../../metrics/inner.ts';
import type { StorageMetricType } from '../../telemetry/index.ts';
import type { Sample } from './samples.ts';

/** Stands for every operation type, or every backend, where a metric tells none apart. */
export const OVERALL = 'overall';

type Measured = Omit<Sample, 'startedAtUnixMs' | 'observedSeconds'>;

/** Values that were recorded in one interval, by how they are told apart. */
export interface Recorded {
  readonly name: string;
  /** The outcome or the status. */
  readonly word: string;
  readonly value: number;
}

export interface SampleSource {
  readonly metrics: readonly string[];
  /** Labels whose values are told apart. */
  readonly groupBy: readonly string[];
  /** Undefined where there is nothing to say of the interval. */
  read(recorded: readonly Recorded[], observedSeconds: number): Measured | undefined;
}

const OUTCOMES = 'operation_outcomes_total';
const STATUSES = 'operation_count_total';
const OF_OPERATIONS = ['operation_type', 'backend'];
const BY_OUTCOME = [...OF_OPERATIONS, 'outcome'];

/** Latency is no sample: its values are in histograms. */
export const SAMPLE_SOURCES: Readonly<Record<Exclude<StorageMetricType, 'operation_latency'>, SampleSource>> =
  {
    operation_count: {
      metrics: [OUTCOMES, STATUSES],
      groupBy: [...OF_OPERATIONS, 'outcome', 'status'],
      read: (recorded) => countOf(ofName(recorded, OUTCOMES)),
    },
    success_rate: { metrics: [OUTCOMES], groupBy: BY_OUTCOME, read: (outcomes) => shareOf(outcomes, 'ok') },
    error_rate: { metrics: [OUTCOMES], groupBy: BY_OUTCOME, read: (outcomes) => shareOf(outcomes, 'error') },
    throughput: {
      metrics: [OUTCOMES],
      groupBy: BY_OUTCOME,
      read: (outcomes, seconds) => {
        const ended = total(outcomes);
        return seconds > 0 ? { value: (ended / seconds) * 60, count: ended, weight: seconds } : undefined;
      },
    },
    retry_count: { metrics: ['retry_count_total'], groupBy: OF_OPERATIONS, read: countOf },
    backend_health: {
      metrics: ['backend_health'],
      groupBy: ['backend'],
      read: (health) => ({ value: total(health) }),
    },
    queue_size: { metrics: ['queue_size'], groupBy: ['status'], read: (sizes) => ({ value: total(sizes) }) },
  };

/** Operations that reached a status, instead of those that ended. */
export const STATUS_SOURCE: SampleSource = {
  metrics: [STATUSES],
  groupBy: [...OF_OPERATIONS, 'status'],
  read: countOf,
};

/** By operation type and backend, as JSON of the two. */
export function recordedIn(metrics: readonly MetricSnapshot[]): Map<string, Recorded[]> {
  const all = new Map<string, Recorded[]>();
  for (const { instrument, series } of metrics) {
    for (const { labels, overflow, ...content } of series) {
      if (overflow || !('value' in content) || !Number.isFinite(content.value)) continue;
      const place = [labels.operation_type || OVERALL, labels.backend || OVERALL];
      const word = String(labels.outcome || labels.status || '');
      const key = JSON.stringify(place);
      const recorded = all.get(key) ?? [];
      all.set(key, recorded);
      recorded.push({ name: instrument.name, word, value: content.value });
    }
  }
  return all;
}

/** How many operations reached which status; undefined where nobody asked for that. */
export function statusesIn(recorded: readonly Recorded[]): Record<string, number> | undefined {
  const statuses = ofName(recorded, STATUSES);
  if (statuses.length === 0) return undefined;
  const counts: Record<string, number> = Object.create(null);
  for (const { word, value } of statuses) counts[word] = (counts[word] ?? 0) + value;
  return counts;
}

function countOf(recorded: readonly Recorded[]): Measured {
  return { value: total(recorded), count: total(recorded) };
}

/** As the gauges of these names: of all that ended, in whatever way. */
function shareOf(outcomes: readonly Recorded[], outcome: string): Measured | undefined {
  const ended = total(outcomes);
  if (ended === 0) return undefined;
  const value = total(outcomes.filter(({ word }) => word === outcome)) / ended;
  return { value, count: ended, weight: ended };
}

function ofName(recorded: readonly Recorded[], name: string): readonly Recorded[] {
  return recorded.filter((one) => one.name === name);
}

function total(recorded: readonly Recorded[]): number {
  return recorded.reduce((sum, { value }) => sum + value, 0);
}
