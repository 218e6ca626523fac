/** Runs of training that several processes recorded, and their curves: what has the same model and id is one run. */
import type { CurveSnapshot, RunSnapshot } from '../context/runs.ts';

/**
 * @param allRuns of every process, those of the snapshot that was taken last at the end.
 * @param allCurves of them; each keeps a bounded number of points, so what comes out is bounded by their number.
 * @returns runs in the order of their beginning; of one millisecond, in that of `allRuns`. Curves in the order of their runs.
 */
export function mergeRuns(
  allRuns: readonly RunSnapshot[],
  allCurves: readonly CurveSnapshot[],
): { runs: RunSnapshot[]; curves: CurveSnapshot[] } {
  const runs = grouped(allRuns, keyOfRun)
    .map(([, parts]) => (parts.length === 1 ? (parts[0] as RunSnapshot) : oneRun(parts)))
    .sort((a, b) => a.continuedAtUnixMs - b.continuedAtUnixMs);
  const curves = new Map<string, CurveSnapshot[]>(runs.map((run) => [keyOfRun(run), []]));
  for (const [run, ofRun] of grouped(allCurves, keyOfRun)) {
    const merged = grouped(ofRun, ({ metric }) => metric).map(([, parts]) =>
      parts.length === 1 ? (parts[0] as CurveSnapshot) : oneCurve(parts),
    );
    curves.set(run, merged);
  }
  return { runs, curves: [...curves.values()].flat() };
}

/** The curve as it was before it went through JSON: one without points has no mean. */
export function restoreCurve(curve: CurveSnapshot): CurveSnapshot {
  if (curve.count > 0) return curve;
  return { ...curve, mean: Number.NaN, min: Number.NaN, max: Number.NaN };
}

function oneRun(parts: readonly RunSnapshot[]): RunSnapshot {
  const { modelId, runId } = parts[0] as RunSnapshot;
  const ended = parts.flatMap(({ endedAtUnixMs = [] }) => endedAtUnixMs);
  const first = parts.flatMap(({ firstEpoch = [] }) => firstEpoch);
  const last = parts.flatMap(({ lastEpoch = [] }) => lastEpoch);
  return {
    modelId,
    runId,
    startedAtUnixMs: Math.min(...parts.map(({ startedAtUnixMs }) => startedAtUnixMs)),
    continuedAtUnixMs: Math.max(...parts.map(({ continuedAtUnixMs }) => continuedAtUnixMs)),
    // It goes on while it does anywhere.
    ...(ended.length === parts.length && { endedAtUnixMs: Math.max(...ended) }),
    parameters: Object.assign({}, ...parts.map(({ parameters }) => parameters)),
    ...(last.length > 0 && { firstEpoch: Math.min(...first), lastEpoch: Math.max(...last) }),
    optimizerSteps: sumOf(parts, ({ optimizerSteps }) => optimizerSteps),
  };
}

/** The points of all, in order; of an epoch, or a step, that several have, the value of the last one. */
function oneCurve(parts: readonly CurveSnapshot[]): CurveSnapshot {
  const { modelId, runId, metric } = parts[0] as CurveSnapshot;
  const drawn = parts.filter(({ count }) => count > 0);
  const points = [...new Map(drawn.flatMap(pointsOf))].sort(([a], [b]) => a - b);
  const values = points.map(([, value]) => value);
  const at = points.map(([position]) => position);
  const count = values.length + sumOf(drawn, (curve) => curve.count - curve.values.length);
  const isByStep = drawn.some(({ steps }) => steps.length > 0);
  return {
    modelId,
    runId,
    metric,
    count,
    rejected: sumOf(parts, ({ rejected }) => rejected),
    rejectedAtEnd: rejectedAtEnd(parts, at.at(-1)),
    mean: count === 0 ? Number.NaN : meanOf(drawn, values, count),
    min: lowest(count, drawn, values),
    max: highest(count, drawn, values),
    epochs: isByStep ? [] : at,
    steps: isByStep ? at : [],
    values,
  };
}

function pointsOf({ epochs, steps, values }: CurveSnapshot): [at: number, value: number][] {
  const at = steps.length > 0 ? steps : epochs;
  return values.map((value, i) => [at[i] as number, value]);
}

/** Of those that came furthest, or had nothing but such values. */
function rejectedAtEnd(parts: readonly CurveSnapshot[], last: number | undefined): number {
  const furthest = parts.filter(
    ({ count, epochs, steps }) => count === 0 || (epochs.at(-1) ?? steps.at(-1)) === last,
  );
  return Math.max(...furthest.map((curve) => curve.rejectedAtEnd));
}

/** Points that are not drawn count with the mean of their curve. Divided first: a sum of large values could overflow. */
function meanOf(drawn: readonly CurveSnapshot[], values: readonly number[], count: number): number {
  const undrawn = sumOf(drawn, ({ mean, count: own, values: shown }) => {
    return own === shown.length ? 0 : mean * (own / count) - sumOf(shown, (value) => value / count);
  });
  return sumOf(values, (value) => value / count) + undrawn;
}

// A curve that was thinned had its lowest and highest value elsewhere, maybe; of others they may have been corrected.

function lowest(count: number, drawn: readonly CurveSnapshot[], values: readonly number[]): number {
  const others = drawn.filter((curve) => curve.count > curve.values.length).map(({ min }) => min);
  return count === 0 ? Number.NaN : [...values, ...others].reduce((a, b) => Math.min(a, b));
}

function highest(count: number, drawn: readonly CurveSnapshot[], values: readonly number[]): number {
  const others = drawn.filter((curve) => curve.count > curve.values.length).map(({ max }) => max);
  return count === 0 ? Number.NaN : [...values, ...others].reduce((a, b) => Math.max(a, b));
}

function keyOfRun({ modelId, runId }: Pick<RunSnapshot, 'modelId' | 'runId'>): string {
  return JSON.stringify([modelId, runId]);
}

function grouped<One>(all: readonly One[], keyOf: (one: One) => string): [key: string, ones: One[]][] {
  const groups = new Map<string, One[]>();
  for (const one of all) {
    const key = keyOf(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups];
}

function sumOf<One>(all: readonly One[], of: (one: One) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}
