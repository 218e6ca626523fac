/** The curves of several processes: the points of one model's statistic, in the order of their epochs. */
import type { CurveSnapshot } from '../context/curves.ts';

/** @param all of every process; each keeps a bounded number of points, so what comes out is bounded by their number. */
export function mergeCurves(all: readonly CurveSnapshot[]): CurveSnapshot[] {
  const byName = new Map<string, CurveSnapshot[]>();
  for (const curve of all) {
    const key = JSON.stringify([curve.modelId, curve.metric]);
    const known = byName.get(key);
    if (known === undefined) byName.set(key, [curve]);
    else known.push(curve);
  }
  return [...byName.values()].map((curves) =>
    curves.length === 1 ? (curves[0] as CurveSnapshot) : one(curves),
  );
}

/** The curve as it was before it went through JSON: one without points has no mean. */
export function restoreCurve(curve: CurveSnapshot): CurveSnapshot {
  if (curve.count > 0) return curve;
  return { ...curve, mean: Number.NaN, min: Number.NaN, max: Number.NaN };
}

function one(curves: readonly CurveSnapshot[]): CurveSnapshot {
  const { modelId, metric } = curves[0] as CurveSnapshot;
  const drawn = curves.filter(({ count }) => count > 0);
  const count = sumOf(curves, (curve) => curve.count);
  const points = drawn
    .flatMap(({ epochs, values }) => epochs.map((epoch, i) => ({ epoch, value: values[i] as number })))
    .sort((a, b) => a.epoch - b.epoch);
  return {
    modelId,
    metric,
    count,
    rejected: sumOf(curves, (curve) => curve.rejected),
    // Divided first: a sum of large values could overflow where their mean does not.
    mean: count === 0 ? Number.NaN : sumOf(drawn, (curve) => curve.mean * (curve.count / count)),
    min: count === 0 ? Number.NaN : Math.min(...drawn.map(({ min }) => min)),
    max: count === 0 ? Number.NaN : Math.max(...drawn.map(({ max }) => max)),
    epochs: points.map(({ epoch }) => epoch),
    values: points.map(({ value }) => value),
  };
}

function sumOf(curves: readonly CurveSnapshot[], of: (curve: CurveSnapshot) => number): number {
  return curves.reduce((sum, curve) => sum + of(curve), 0);
}
