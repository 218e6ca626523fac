/** The time axis of a picture: its steps, and in which of them anything was observed. */
import { wrongValue } from '../../errors.ts';
import { unixRange } from '../../telemetry/index.ts';
import { type ChartQuery, runsIn } from '../query.ts';
import type { ChartSource, SourceStretch } from '../source.ts';
import { stepLength } from './step-length.ts';

export interface Steps {
  /** What was asked for; where that is open, what there is. */
  readonly startUnixMs: number;
  readonly endUnixMs: number;
  readonly stepSeconds: number;
  /** The beginnings of the steps, ascending; none where nothing was observed. */
  readonly positions: readonly number[];
  /**
   * In how many steps is, beside the step itself, what begins in it: an interval is read as a part of the step that it begins
   * in, and may reach further. 0 where nothing begins, and nothing reaches.
   */
  readonly reach: readonly number[];
}

const [MAX_POINTS, MAX_POINTS_GIVEN] = [300, 2000];

/** @throws CHART_QUERY for steps that are too short, and what the source rejects with */
export async function stepsOf(source: ChartSource, query: ChartQuery): Promise<Steps> {
  const { startUnixMs, endUnixMs } = unixRange(query);
  const [run] = runsIn(query) ?? [];
  const stretches = await source
    .query({
      ...(Number.isFinite(startUnixMs) && { startTime: startUnixMs }),
      ...(Number.isFinite(endUnixMs) && { endTime: endUnixMs }),
      ...(run !== undefined && { run }),
      ...(query.signal !== undefined && { signal: query.signal }),
    })
    .stretches();
  let [first, last] = [Infinity, -Infinity];
  for (const { startedAtUnixMs, endedAtUnixMs } of stretches) {
    first = Math.min(first, startedAtUnixMs);
    last = Math.max(last, endedAtUnixMs);
  }
  const start = Number.isFinite(startUnixMs) ? startUnixMs : Math.min(first, endUnixMs);
  const end = Number.isFinite(endUnixMs) ? endUnixMs : Math.max(last, startUnixMs);
  if (stretches.length === 0) {
    const [from = 0, to = from] = [start, end].filter(Number.isFinite);
    return {
      startUnixMs: from,
      endUnixMs: to,
      stepSeconds: query.stepSeconds ?? 1,
      positions: [],
      reach: [],
    };
  }
  const stepSeconds = lengthOf(query, Math.max(end, last) - start, stretches);
  return { startUnixMs: start, endUnixMs: end, stepSeconds, ...stepsIn(stretches, first, last, stepSeconds) };
}

function lengthOf(query: ChartQuery, rangeMs: number, stretches: readonly SourceStretch[]): number {
  const { stepSeconds, maxPoints = stepSeconds === undefined ? MAX_POINTS : MAX_POINTS_GIVEN } = query;
  if (stepSeconds === undefined) return stepLength(rangeMs / 1000, typicalSeconds(stretches), maxPoints);
  if (rangeMs / 1000 / stepSeconds <= maxPoints) return stepSeconds;
  const least = stepLength(rangeMs / 1000, 0, maxPoints);
  const expected = `${least} or more in a range of ${Math.round(rangeMs / 1000)} s`;
  const remedy = 'Ask for longer steps or a shorter range, or raise maxPoints.';
  throw wrongValue('CHART_QUERY', 'stepSeconds', expected, stepSeconds, remedy);
}

/** How long the stretches are that most of the time lies in. */
function typicalSeconds(stretches: readonly SourceStretch[]): number {
  const lengths = stretches
    .map(({ startedAtUnixMs, endedAtUnixMs }) => (endedAtUnixMs - startedAtUnixMs) / 1000)
    .sort((a, b) => a - b);
  let left = lengths.reduce((sum, seconds) => sum + seconds, 0) / 2;
  for (const seconds of lengths) {
    left -= seconds;
    if (left <= 0) return seconds;
  }
  return 0;
}

function stepsIn(
  stretches: readonly SourceStretch[],
  firstUnixMs: number,
  lastUnixMs: number,
  stepSeconds: number,
) {
  const stepMs = Math.round(stepSeconds * 1000);
  const origin = Math.floor(firstUnixMs / stepMs) * stepMs;
  const count = Math.max(1, Math.ceil((lastUnixMs - origin) / stepMs));
  const indexOf = (unixMs: number) => Math.min(count - 1, Math.floor((unixMs - origin) / stepMs));
  const reach = new Array<number>(count).fill(-1);
  // A step that only the end of a stretch reaches into, by less than half of it, is none of its own.
  for (const { startedAtUnixMs, endedAtUnixMs } of stretches) {
    const at = indexOf(startedAtUnixMs);
    const lastStep = indexOf(Math.max(startedAtUnixMs, endedAtUnixMs - stepMs / 2));
    reach[at] = Math.max(reach[at] as number, lastStep - at);
  }
  // What follows begins a step of its own.
  for (let i = 0; i < count; i++) {
    let further = 0;
    while (further < (reach[i] as number) && reach[i + further + 1] === -1) further += 1;
    if ((reach[i] as number) >= 0) reach[i] = further;
  }
  return {
    positions: reach.map((_, i) => origin + i * stepMs),
    reach: reach.map((steps) => steps + 1),
  };
}

/** One value for each step. */
export function valuesFor({ positions }: Steps, value: number): number[] {
  return new Array<number>(positions.length).fill(value);
}
