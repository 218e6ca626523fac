/** Snapshots: of a histogram as JSON or bytes, of a telemetry as JSON, an interval as bytes. */
import {
  type BucketSnapshot,
  decodeSnapshot,
  restoreSnapshot,
  type Snapshot,
  seriesOf,
} from '../../histogram/index.ts';
import { SnapshotMerge } from '../../histogram/inner.ts';
import { decodeInterval, type MetricSnapshot } from '../../metrics/inner.ts';
import { restoreTelemetrySnapshot, type TelemetrySnapshot } from '../../telemetry/index.ts';
import { isRecord } from '../../validate.ts';
import { sentence, WHOLE } from './hdr.ts';
import { type Distribution, drawnUnit, type Inspected } from './inspected.ts';

type About = Pick<Inspected, 'path' | 'sizeBytes'>;

/** `b1` and two letters, which neither texts nor byte order marks begin with. */
export function isOurs(head: Uint8Array, letters: string): boolean {
  return head[0] === 0xb1 && [...letters].every((letter, i) => head[i + 1] === letter.charCodeAt(0));
}

export function inspectSnapshotBytes(bytes: Uint8Array, about: About): Inspected {
  const whole = { ...about, what: 'histogram snapshot (bytes)', isChecked: false };
  try {
    return { ...whole, ...factsOfSnapshot(decodeSnapshot(bytes, WHOLE)), problems: [] };
  } catch (error) {
    return { ...whole, problems: [sentence(error)], facts: {}, distributions: [] };
  }
}

export function inspectIntervalBytes(bytes: Uint8Array, about: About, wanted: readonly string[]): Inspected {
  const whole = { ...about, what: 'interval of a telemetry (bytes)', isChecked: false };
  try {
    const { startedAtUnixMs, endedAtUnixMs, metrics } = decodeInterval(bytes);
    return {
      ...whole,
      problems: [],
      facts: {
        time: { startUnixMs: startedAtUnixMs, endUnixMs: endedAtUnixMs },
        ...factsOfMetrics(metrics),
      },
      distributions: distributionsOf(metrics, wanted),
    };
  } catch (error) {
    return { ...whole, problems: [sentence(error)], facts: {}, distributions: [] };
  }
}

/** Undefined for JSON of something else. */
export function inspectJson(json: unknown, about: About, wanted: readonly string[]): Inspected | undefined {
  if (!isRecord(json)) return undefined;
  if (typeof json.layout === 'string' && 'count' in json) {
    const what = 'histogram snapshot (JSON)';
    try {
      const snapshot = restoreSnapshot(json as unknown as Snapshot);
      // Asking for its buckets holds it against all rules of snapshots.
      if (snapshot.layout !== 'summary') seriesOf(snapshot);
      return { ...about, what, isChecked: false, problems: [], ...factsOfSnapshot(snapshot) };
    } catch (error) {
      return { ...about, what, isChecked: false, problems: [sentence(error)], facts: {}, distributions: [] };
    }
  }
  if (json.version !== 2 || !Array.isArray(json.metrics)) return undefined;
  const what = 'telemetry snapshot (JSON)';
  try {
    const snapshot = restoreTelemetrySnapshot(json as unknown as TelemetrySnapshot);
    const { startedAtUnixMs, takenAtUnixMs, metrics, runs } = snapshot;
    return {
      ...{ ...about, what, isChecked: false, problems: [] },
      facts: {
        time: { startUnixMs: startedAtUnixMs, endUnixMs: takenAtUnixMs },
        ...factsOfMetrics(metrics),
        ...(runs.length > 0 && { 'runs of training': runs.length }),
      },
      distributions: distributionsOf(metrics, wanted),
    };
  } catch (error) {
    return { ...about, what, isChecked: false, problems: [sentence(error)], facts: {}, distributions: [] };
  }
}

function factsOfSnapshot(snapshot: Snapshot): Pick<Inspected, 'facts' | 'distributions'> {
  const { layout, rejected } = snapshot;
  const facts = { layout, ...(rejected > 0 && { rejected }) };
  if (snapshot.layout === 'summary') {
    const { count, sum, min, max } = snapshot;
    return { facts: { ...facts, count, sum, min, max }, distributions: [] };
  }
  return {
    facts: { ...facts, ...(snapshot.layout === 'exponential' && { scale: snapshot.scale }) },
    distributions: [{ title: 'values', snapshot, unit: '1' }],
  };
}

function factsOfMetrics(metrics: readonly MetricSnapshot[]) {
  return { metrics: metrics.length, series: metrics.reduce((sum, { series }) => sum + series.length, 0) };
}

/** All series of a metric as one; those that were asked for, else the one of durations with the most values. */
function distributionsOf(metrics: readonly MetricSnapshot[], wanted: readonly string[]): Distribution[] {
  const histograms = metrics.flatMap((metric): Distribution[] => {
    const snapshot = mergedSeries(metric);
    if (snapshot === undefined || snapshot.count === 0) return [];
    return [{ title: metric.fullName, snapshot, unit: drawnUnit(metric.instrument.unit) }];
  });
  if (wanted.length > 0) {
    return histograms.filter(({ title }) =>
      wanted.some((name) => title === name || title.endsWith(`_${name}`)),
    );
  }
  const durations = histograms.filter(({ unit }) => unit === 'seconds');
  const ranked = (durations.length > 0 ? durations : histograms).sort(
    (a, b) => b.snapshot.count - a.snapshot.count,
  );
  return ranked.slice(0, 1);
}

function mergedSeries({ series }: MetricSnapshot): BucketSnapshot | undefined {
  const merge = new SnapshotMerge();
  try {
    let isHistogram = false;
    for (const point of series) {
      if (!('histogram' in point)) continue;
      isHistogram = true;
      merge.add(point.histogram);
    }
    return isHistogram ? merge.snapshot() : undefined;
  } finally {
    merge.dispose();
  }
}
