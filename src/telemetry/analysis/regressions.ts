/** What became slower: epochs of a run, the last interval against those before, a version of a model. */
import { type ExponentialSnapshot, mergeSnapshots, quantilesOf } from '../../histogram/index.ts';
import { type Interval, type Labels, ownLabelsOf } from '../../metrics/inner.ts';
import { above, type Found, type Measured } from '../context/finding.ts';
import type { Levels } from '../context/thresholds.ts';
import { durationType, textOf } from '../query/operation-type.ts';
import { groupedBy, histogramsOf } from '../query/snapshot-reader.ts';
import type { Evidenced } from './rule.ts';

/** Fewer values on either side say nothing about a 95th percentile. */
const LEAST_VALUES = 20;
/** Fewer epochs say nothing about what is usual. */
const LEAST_EPOCHS = 4;

/** The slowest epoch by the median one, or the last third by the first one where they grow slower. */
export function slowerEpochs({ snapshot, thresholds }: Evidenced): Found[] {
  return snapshot.curves
    .filter(({ metric, values }) => metric === 'epoch_seconds' && values.length >= LEAST_EPOCHS)
    .flatMap(({ modelId, values, epochs, count }): Found[] => {
      const third = Math.ceil(values.length / 3);
      const [early, late] = [median(values.slice(0, third)), median(values.slice(-third))];
      const growing = slower(thresholds.slowdown, 'median of the last third', late, early, count);
      const slowest = values.indexOf(Math.max(...values));
      const single = slower(
        thresholds.slowdown,
        `duration of epoch ${epochs[slowest]}`,
        values[slowest] as number,
        median(values),
        count,
      );
      const measured = growing ?? single;
      if (measured === undefined) return [];
      const message =
        growing === undefined
          ? `Investigate epoch ${epochs[slowest]} of ${modelId}: it took longer than the others`
          : `Find out why the epochs of ${modelId} take longer and longer`;
      const details =
        'Consider what else ran, growing caches or lists, and a machine that throttles when hot.';
      return [{ type: 'regression', target: 'training', modelId, message, details, ...measured }];
    });
}

/** The 95th percentile of the last interval by that of the intervals before it, for each series. */
export function slowerIntervals({ intervals, thresholds }: Evidenced): Found[] {
  const last = intervals.at(-1);
  if (last === undefined || intervals.length < 2) return [];
  const earlier = durationsBySeries(intervals.slice(0, -1));
  return [...durationsBySeries([last])].flatMap(([key, { type, subject, histograms }]): Found[] => {
    const now = percentileOf(histograms);
    const before = percentileOf(earlier.get(key)?.histograms ?? []);
    if (now === undefined || before === undefined) return [];
    const measured = slower(thresholds.slowdown, 'p95 of the last interval', now.p95, before.p95, now.count);
    if (measured === undefined) return [];
    const evidence = { ...measured.evidence, windowSeconds: last.durationSeconds };
    return [
      {
        type: 'regression',
        target: 'operations',
        ...subject,
        message: `Find out why ${type}${subject.modelId === undefined ? '' : ` of ${subject.modelId}`} became slower`,
        details:
          'The last interval is compared with all before it. Consider what was deployed or loaded since.',
        severity: measured.severity,
        evidence,
      },
    ];
  });
}

/** A version of a model by the version before it: `glyphs-v2` by `glyphs-v1`, `words@1.3` by `words@1.2`. */
export function slowerVersions({ snapshot, thresholds }: Evidenced): Found[] {
  const byModel = groupedBy('model_id', histogramsOf(snapshot, 'inference_seconds'));
  const all = [...byModel.keys()].flatMap((modelId) => versionOf(modelId) ?? []);
  return [...new Set(all.map(({ family }) => family))].flatMap((family): Found[] => {
    const versions = all.filter((one) => one.family === family);
    const [newest, previous] = versions.sort((a, b) => compareVersions(b.version, a.version));
    if (newest === undefined || previous === undefined) return [];
    const { modelId } = newest;
    const now = percentileOf((byModel.get(modelId) ?? []).map(({ histogram }) => histogram));
    const before = percentileOf((byModel.get(previous.modelId) ?? []).map(({ histogram }) => histogram));
    if (now === undefined || before === undefined) return [];
    const measured = slower(thresholds.slowdown, 'p95', now.p95, before.p95, now.count);
    if (measured === undefined) return [];
    const message = `Compare ${modelId} with ${previous.modelId}: its inferences are slower`;
    const details = 'Consider keeping the earlier version until the later one is as fast, or worth its time.';
    return [{ type: 'regression', target: 'inference', modelId, message, details, ...measured }];
  });
}

/** How much slower decides; what is shown is the duration and the one that it must not pass. */
function slower(
  levels: Levels,
  statistic: string,
  seconds: number,
  usualSeconds: number,
  count: number,
): Measured | undefined {
  if (!(usualSeconds > 0)) return undefined;
  const scaled = { medium: levels.medium * usualSeconds, high: levels.high * usualSeconds };
  return above(scaled, statistic, seconds, 'seconds', count);
}

interface Durations {
  readonly type: string;
  readonly subject: { readonly modelId?: string; readonly datasetId?: string };
  readonly histograms: ExponentialSnapshot[];
}

function durationsBySeries(intervals: readonly Interval[]): Map<string, Durations> {
  const all = new Map<string, Durations>();
  for (const { fullName, instrument, series } of intervals.flatMap(({ metrics }) => metrics)) {
    for (const one of series) {
      const type = durationType(instrument, one.labels);
      if (type === undefined || !('histogram' in one)) continue;
      const key = JSON.stringify([fullName, ownLabelsOf(instrument).map((label) => one.labels[label])]);
      const known = all.get(key) ?? { type, subject: subjectOf(one.labels), histograms: [] };
      known.histograms.push(one.histogram);
      all.set(key, known);
    }
  }
  return all;
}

function subjectOf({ model_id, dataset_id }: Labels): Durations['subject'] {
  const [modelId, datasetId] = [textOf(model_id), textOf(dataset_id)];
  return { ...(modelId !== undefined && { modelId }), ...(datasetId !== undefined && { datasetId }) };
}

/** Undefined where there are too few values. */
function percentileOf(
  histograms: readonly ExponentialSnapshot[],
): { p95: number; count: number } | undefined {
  const whole = mergeSnapshots(histograms);
  if (whole.count < LEAST_VALUES) return undefined;
  return { p95: quantilesOf(whole, [0.95])[0] as number, count: whole.count };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle) - 1] as number)) / 2;
}

interface Version {
  readonly modelId: string;
  readonly family: string;
  readonly version: readonly number[];
}

/** Only what says that it is a version: the 50 and the 101 of resnet50 and resnet101 are sizes. */
const VERSION = /^(.+?)(?:[-_./]v|[@:]v?)(\d+(?:\.\d+)*)$/i;

function versionOf(modelId: string): Version | undefined {
  const [, family, version] = VERSION.exec(modelId) ?? [];
  if (family === undefined || version === undefined) return undefined;
  return { modelId, family, version: version.split('.').map(Number) };
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
