/** What became slower: since when, what it is otherwise, and what else changed with it. */
import {
  bucketCounts,
  type ExponentialSnapshot,
  mergeSnapshots,
  quantilesOf,
} from '../../histogram/index.ts';
import type { Slices } from '../../metrics/inner.ts';
import type { Evidenced, Found, RecordedStep } from '../context/finding.ts';
import type { Levels } from '../context/thresholds.ts';
import { JUDGED_PERCENTILE, MIN_VALUES, percentileOf, rounded, slower } from '../query/comparisons.ts';
import { operationDurations } from '../query/operation-type.ts';
import { valuesOf } from '../query/snapshot-reader.ts';
import { accompaniments, comparedMetrics, sideOf } from './accompaniments.ts';
import { type Course, coursesOf, FIRST_TOKEN, FIRST_TOKEN_METRIC, nameOf, type Stratum } from './courses.ts';
import { type SlowCount, type Stretch, slowStretches } from './slow-stretches.ts';

const STREAM_ENDS = 'streams_total';

/** What steps are looked at for; they need no other metric. */
export function stepMetrics(): readonly string[] {
  return [...operationDurations(), FIRST_TOKEN_METRIC, STREAM_ENDS, ...comparedMetrics()];
}

/** A course that was slower for some steps than in all others. */
export interface Slowdown {
  readonly course: Course;
  /** The last time that it was slower. */
  readonly stretch: Stretch;
  /** All of them. */
  readonly stretches: readonly Stretch[];
  /** Nothing came after it, and it was not silent for longer than it took. */
  readonly goesOn: boolean;
}

/**
 * Of each kind of work the last stretch of steps in which its 95th percentile was above `slowdown` times what it is
 * otherwise, like labels by like.
 */
export function* slowdowns({ intervals, thresholds }: Evidenced): Slices<Found[]> {
  if (intervals.length < 2 || thresholds.slowdown.medium === Infinity) return [];
  const needed = new Set(stepMetrics());
  const steps: RecordedStep[] = [];
  for (const step of intervals) {
    steps.push(read(step, needed));
    yield;
  }
  const streams = streamsByModel(steps);
  const courses = (yield* coursesOf(steps)).filter((course) => !isOfStreams(course, streams));
  const all: Slowdown[] = [];
  for (const course of courses) {
    const slowdown = slowdownOf(course, steps.length, thresholds.slowdown.medium);
    if (slowdown) all.push(slowdown);
    yield;
  }
  const found: { readonly one: Found; readonly lostSeconds: number }[] = [];
  for (const slowdown of all) {
    found.push(...foundOf(slowdown, { steps, levels: thresholds.slowdown, all }));
    yield;
  }
  // What cost most time first.
  return found.sort((a, b) => b.lostSeconds - a.lostSeconds).map(({ one }) => one);
}

/** An interval of the history is decoded each time that its metrics are asked for. */
function read(
  { startedAtUnixMs, endedAtUnixMs, durationSeconds, metrics }: RecordedStep,
  needed: ReadonlySet<string>,
): RecordedStep {
  return {
    ...{ startedAtUnixMs, endedAtUnixMs, durationSeconds },
    metrics: metrics.filter(({ instrument }) => needed.has(instrument.name)),
  };
}

/** How many were read to their end. */
function streamsByModel(steps: readonly RecordedStep[]): ReadonlyMap<string, number> {
  const streams = new Map<string, number>();
  for (const { labels, value } of steps.flatMap(({ metrics }) => valuesOf({ metrics }, STREAM_ENDS))) {
    const { model_id: modelId = '', ending } = labels;
    if (ending === 'completed') streams.set(modelId, (streams.get(modelId) ?? 0) + value);
  }
  return streams;
}

/** A stream takes as long as its output is. */
function isOfStreams({ type, subject, strata }: Course, streams: ReadonlyMap<string, number>): boolean {
  if (type === FIRST_TOKEN || subject.modelId === undefined) return false;
  const snapshots = [...strata.values()].flatMap(({ steps }) => [...steps.values()]);
  const count = snapshots.reduce((sum, one) => sum + one.count, 0);
  return (streams.get(subject.modelId) ?? 0) >= count / 2;
}

/** What is usual is found together with what is not: each time from what the last one left. */
const ROUNDS = 3;

function slowdownOf(course: Course, length: number, ratio: number): Slowdown | undefined {
  const strata = [...course.strata.values()];
  let stretches: readonly Stretch[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const usual = strata.map((stratum) =>
      round === 0 ? fastest(stratum) : mergeSnapshots(outside(stratum, stretches)),
    );
    stretches = slowStretches(slowCounts(strata, usual, { length, ratio }));
    if (stretches.length === 0) return undefined;
  }
  const stretch = stretches.at(-1) as Stretch;
  const last = Math.max(...strata.flatMap(({ steps }) => [...steps.keys()]));
  return {
    course,
    stretch,
    stretches,
    goesOn: last < stretch.to && length - stretch.to <= lengthOf(stretch),
  };
}

function lengthOf({ from, to }: Stretch): number {
  return to - from;
}

/** Of so many pieces, the third that is fastest shows what is usual, however much of the rest is slow. */
const PIECES = 12;

function fastest({ steps }: Stratum): ExponentialSnapshot {
  const all = [...steps.values()];
  const size = Math.max(MIN_VALUES, all.reduce((sum, { count }) => sum + count, 0) / PIECES);
  const pieces: ExponentialSnapshot[][] = [[]];
  for (const one of all) {
    const piece = pieces.at(-1) as ExponentialSnapshot[];
    piece.push(one);
    if (piece.reduce((sum, { count }) => sum + count, 0) >= size) pieces.push([]);
  }
  const whole = pieces.filter(({ length }) => length > 0).map(mergeSnapshots);
  const bySpeed = whole.map((piece) => ({ piece, seconds: judged(piece) }));
  bySpeed.sort((a, b) => a.seconds - b.seconds);
  return mergeSnapshots(bySpeed.slice(0, Math.ceil(whole.length / 3)).map(({ piece }) => piece));
}

function judged(snapshot: ExponentialSnapshot): number {
  return quantilesOf(snapshot, [JUDGED_PERCENTILE / 100])[0] as number;
}

function slowCounts(
  strata: readonly Stratum[],
  usual: readonly ExponentialSnapshot[],
  { length, ratio }: { readonly length: number; readonly ratio: number },
): SlowCount[] {
  const counts = Array.from({ length }, () => ({ count: 0, slow: 0 }));
  for (const [i, { steps }] of strata.entries()) {
    const own = usual[i] as ExponentialSnapshot;
    if (own.count < MIN_VALUES) continue;
    const bound = judged(own) * ratio;
    for (const [at, snapshot] of steps) {
      const step = counts[at] as { count: number; slow: number };
      step.count += snapshot.count;
      step.slow += snapshot.count - (bucketCounts(snapshot, [bound])[0] as number);
    }
  }
  return counts;
}

function isIn(at: number, { from, to }: Stretch): boolean {
  return at >= from && at < to;
}

function isInAny(at: number, stretches: readonly Stretch[]): boolean {
  return stretches.some((one) => isIn(at, one));
}

function inside({ steps }: Stratum, stretch: Stretch): ExponentialSnapshot[] {
  return [...steps].filter(([at]) => isIn(at, stretch)).map(([, one]) => one);
}

function outside({ steps }: Stratum, stretches: readonly Stretch[]): ExponentialSnapshot[] {
  return [...steps].filter(([at]) => !isInAny(at, stretches)).map(([, one]) => one);
}

interface Context {
  readonly steps: readonly RecordedStep[];
  readonly levels: Levels;
  readonly all: readonly Slowdown[];
}

function foundOf(
  slowdown: Slowdown,
  { steps, levels, all }: Context,
): { readonly one: Found; readonly lostSeconds: number }[] {
  const { course, stretch, stretches, goesOn } = slowdown;
  const strata = [...course.strata.values()];
  const slowParts = strata.map((stratum) => inside(stratum, stretch));
  const usualParts = strata.map((stratum) => outside(stratum, stretches));
  const compared = strata.flatMap(({ batchSize }, i) => {
    const then = percentileOf(slowParts[i] as ExponentialSnapshot[]);
    const usual = percentileOf(usualParts[i] as ExponentialSnapshot[]);
    if (then === undefined || usual === undefined) return [];
    const measured = slower(levels, statisticOf(course, batchSize), then.p95, usual.p95, then.count);
    return [{ batchSize, measured, usualSeconds: usual.p95, ratio: then.p95 / usual.p95 }];
  });
  const [most] = compared.filter(({ measured }) => measured).sort((a, b) => b.ratio - a.ratio);
  if (most?.measured === undefined) return [];
  const during = steps.slice(stretch.from, stretch.to);
  const others = steps.filter((_, at) => !isInAny(at, stretches));
  const began = steps.findIndex((_, at) => strata.some((one) => one.steps.has(at)));
  const slow = sideOf(course, during, mergeSnapshots(slowParts.flat()));
  const usual = sideOf(course, others, mergeSnapshots(usualParts.flat()));
  const details = accompaniments({
    ...{ course, slow, usual },
    batchSizes: compared.flatMap(({ batchSize, measured }) =>
      batchSize === undefined ? [] : [{ batchSize, isSlower: measured !== undefined }],
    ),
    others: all.filter((one) => one !== slowdown && overlap(one.stretch, stretch)).map((one) => one.course),
  });
  const { severity, evidence } = most.measured;
  const one: Found = {
    type: 'regression',
    target: course.target,
    ...course.subject,
    message: `${nameOf(course)} ${goesOn ? 'became' : 'was for a while'} ${rounded(most.ratio)} times slower`,
    details: details.join(' '),
    // What is over can wait.
    severity: goesOn ? severity : 'medium',
    evidence: { ...evidence, windowSeconds: slow.seconds },
    change: {
      usualValue: most.usualSeconds,
      ...(stretch.from > began && { startedAtUnixMs: (during[0] as RecordedStep).startedAtUnixMs }),
      ...(!goesOn && { endedAtUnixMs: (during.at(-1) as RecordedStep).endedAtUnixMs }),
    },
  };
  return [{ one, lostSeconds: slow.count * (slow.meanSeconds - usual.meanSeconds) }];
}

function statisticOf({ type }: Course, batchSize: string | undefined): string {
  if (type === FIRST_TOKEN) return `p${JUDGED_PERCENTILE} of the time to the first token`;
  return batchSize === undefined
    ? `p${JUDGED_PERCENTILE}`
    : `p${JUDGED_PERCENTILE} at batch size ${batchSize}`;
}

/** At the same time, for the better part of either. */
function overlap(one: Stretch, other: Stretch): boolean {
  const shared = Math.min(one.to, other.to) - Math.max(one.from, other.from);
  return shared * 2 >= Math.max(lengthOf(one), lengthOf(other));
}
