/** What else was different while something was slow: facts beside it, of which one may be the cause. */
import { type DataPoint, type MetricSnapshot, mergeIntervals } from '../../metrics/inner.ts';
import type { RecordedStep } from '../context/finding.ts';
import { percent, rounded, spokenSeconds } from '../query/comparisons.ts';
import { histogramsOf, type Recorded, valuesOf } from '../query/snapshot-reader.ts';
import { type Course, FIRST_TOKEN, nameOf, type Subject } from './courses.ts';

/** What was recorded beside the work of a course, on one side of a comparison. */
export interface Side {
  readonly recorded: Recorded;
  readonly seconds: number;
  /** Of the work itself. */
  readonly count: number;
  readonly meanSeconds: number;
}

export interface Compared {
  readonly course: Course;
  readonly slow: Side;
  readonly usual: Side;
  /** Those of which there is enough on both sides. */
  readonly batchSizes: readonly { readonly batchSize: string; readonly isSlower: boolean }[];
  /** What else was slow at this time. */
  readonly others: readonly Course[];
}

/** @param work how long each took */
export function sideOf(
  { subject }: Course,
  steps: readonly RecordedStep[],
  { count, sum }: { readonly count: number; readonly sum: number },
): Side {
  // Of what is about it alone: merging is most of the work.
  const isAbout = ({ labels }: DataPoint) =>
    labels.model_id === subject.modelId &&
    labels.dataset_id === subject.datasetId &&
    labels.backend === subject.backend;
  const isPhaseOf = ({ labels }: DataPoint) => labels.subject === idOf(subject);
  const names = comparedMetrics();
  const compared = ({ metrics }: RecordedStep): MetricSnapshot[] =>
    metrics.flatMap((metric) => {
      const { name } = metric.instrument;
      if (!names.includes(name)) return [];
      return [{ ...metric, series: metric.series.filter(name === PHASE_METRIC ? isPhaseOf : isAbout) }];
    });
  return {
    recorded: { metrics: mergeIntervals(steps.map(compared)) },
    seconds: steps.reduce((seconds, { durationSeconds }) => seconds + durationSeconds, 0),
    count,
    meanSeconds: sum / count,
  };
}

const QUEUE_METRIC = 'inference_queue_seconds';
const PHASE_METRIC = 'operation_phase_seconds';
const OUTCOME_METRICS = ['model_operations_total', 'dataset_operations_total', 'operation_outcomes_total'];
const RETRY_METRICS = ['operation_retries_total', 'retry_count_total'];
const RATE_LIMITED_METRICS = ['operation_rate_limited_total'];

/** What is looked at beside durations. */
export function comparedMetrics(): readonly string[] {
  return [QUEUE_METRIC, PHASE_METRIC, ...OUTCOME_METRICS, ...RETRY_METRICS, ...RATE_LIMITED_METRICS];
}

/** As sentences; the ones that explain most come first. */
export function accompaniments(compared: Compared): string[] {
  const { course, slow, usual, batchSizes, others } = compared;
  const facts = [
    ...slowerParts(compared),
    ...busier(slow, usual),
    ...troubles(compared),
    ...loads(course, slow),
  ];
  return [
    ...(facts.length > 0 ? facts : ['Nothing else that was recorded of it differs.']),
    ...sizes(batchSizes),
    ...(others.length > 0 ? [`Slower at the same time: ${others.map(nameOf).join(', ')}.`] : []),
  ];
}

/** A part is told where it is this much of the time that was added. */
const TELLING_SHARE = 0.2;

/** The phases, and the waiting before, that took the time that was added. */
function slowerParts({ course, slow, usual }: Compared): string[] {
  const added = slow.meanSeconds - usual.meanSeconds;
  const before = partsOf(course, usual);
  return [...partsOf(course, slow)]
    .map(([name, seconds]) => ({ name, seconds, usually: before.get(name) ?? 0 }))
    .map((part) => ({ ...part, share: (part.seconds - part.usually) / added }))
    .filter(({ share }) => share >= TELLING_SHARE)
    .sort((a, b) => b.share - a.share)
    .map(
      ({ name, seconds, usually }) =>
        `${name} took ${spokenSeconds(seconds)} of each, ${spokenSeconds(usually)} otherwise.`,
    );
}

/** Seconds of each call, by part. */
function partsOf({ type }: Course, { recorded, count }: Side): Map<string, number> {
  const parts = new Map<string, number>();
  const add = (name: string, seconds: number) => parts.set(name, (parts.get(name) ?? 0) + seconds / count);
  for (const { labels, histogram } of histogramsOf(recorded, PHASE_METRIC)) {
    // A phase of a phase is in it.
    if (labels.operation_type === type && !labels.phase?.includes('/'))
      add(`Its phase ${labels.phase}`, histogram.sum);
  }
  for (const { histogram } of histogramsOf(recorded, QUEUE_METRIC)) {
    add('Waiting in the queue', histogram.sum);
  }
  return parts;
}

/** As phases name what they are a part of. */
function idOf({ modelId, datasetId, backend = '' }: Subject): string {
  return modelId ?? datasetId ?? backend;
}

/** So many times more often than otherwise is told. */
const TELLING_RATIO = 1.5;

function busier(slow: Side, usual: Side): string[] {
  const [then, otherwise] = [slow.count / slow.seconds, usual.count / usual.seconds];
  if (!(then >= TELLING_RATIO * otherwise)) return [];
  return [`There were more: ${rounded(then)} per second, ${rounded(otherwise)} otherwise.`];
}

/** Less than this share is no trouble. */
const TELLING_TROUBLE = 0.01;

function troubles({ course, slow, usual }: Compared): string[] {
  const isError = (status: unknown) => status === 'error';
  const shares = ({ recorded, count }: Side) => {
    const ends = OUTCOME_METRICS.flatMap((name) => own(recorded, name, course));
    const failed = sumOf(ends.filter(({ labels }) => isError(labels.status ?? labels.outcome)));
    const succeeded = sumOf(ends.filter(({ labels }) => (labels.status ?? labels.outcome) === 'ok'));
    const each = (names: readonly string[]) =>
      sumOf(names.flatMap((name) => own(recorded, name, course))) / count;
    return {
      failed: failed / (failed + succeeded),
      'were retried': each(RETRY_METRICS),
      'were refused by a rate limit': each(RATE_LIMITED_METRICS),
    };
  };
  const [then, otherwise] = [shares(slow), shares(usual)];
  return (Object.keys(then) as (keyof typeof then)[])
    .filter((what) => then[what] >= Math.max(TELLING_TROUBLE, TELLING_RATIO * otherwise[what]))
    .map((what) => `${percent(then[what])} ${what}, ${percent(otherwise[what])} otherwise.`);
}

/** First inferences after a load compile and fill caches. */
function loads({ type, subject }: Course, { recorded }: Side): string[] {
  if (subject.modelId === undefined || type === 'model_load') return [];
  const ends = valuesOf(recorded, 'model_operations_total').filter(
    ({ labels }) => labels.operation_type === 'model_load',
  );
  const count = sumOf(ends);
  return count > 0 ? [`The model was loaded in this time: ${count === 1 ? 'once' : `${count} times`}.`] : [];
}

function sizes(all: Compared['batchSizes']): string[] {
  if (all.length < 2) return [];
  const named = (isSlower: boolean) =>
    all.filter((one) => one.isSlower === isSlower).map(({ batchSize }) => batchSize);
  const [slower, others] = [named(true), named(false)];
  return others.length === 0
    ? [`At all batch sizes: ${slower.join(', ')}.`]
    : [`At batch size ${slower.join(', ')}, not at ${others.join(', ')}.`];
}

/** Of a counter, what is about the type of a course. */
function own(recorded: Recorded, name: string, { type }: Course) {
  const all = valuesOf(recorded, name);
  return type === FIRST_TOKEN ? all : all.filter(({ labels }) => labels.operation_type === type);
}

function sumOf(all: readonly { readonly value: number }[]): number {
  return all.reduce((sum, { value }) => sum + value, 0);
}
