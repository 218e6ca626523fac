/** The upper bounds of explicit buckets. */
import { isOfKind, wrongKind, wrongValue } from '../../errors.ts';
import { type Codes, requireNumberThat } from '../../validate.ts';

/**
 * The default bounds of the OpenTelemetry SDK (specification, metrics/sdk.md, explicit bucket histogram
 * aggregation). They suit milliseconds.
 */
export const OPENTELEMETRY_BOUNDS: readonly number[] = /* @__PURE__ */ Object.freeze([
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000,
]);

/** With more, Histogram has the same resolution for less. */
const MAX_BOUNDS = 1000;

/** A frozen copy, -0 as 0. @throws HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE, HISTOGRAM_BOUNDS_ORDER */
export function validBounds(bounds: unknown): readonly number[] {
  if (!Array.isArray(bounds) && !isOfKind(bounds, 'Float64Array')) {
    throw wrongKind('HISTOGRAM_OPTION_KIND', 'bounds', 'an array of numbers', bounds, 'Pass [5, 10, 25].');
  }
  if (bounds.length < 1 || bounds.length > MAX_BOUNDS) {
    const expected = `1 to ${MAX_BOUNDS} bounds`;
    const remedy = 'Leave some out, or the whole option.';
    throw wrongValue('HISTOGRAM_OPTION_RANGE', 'bounds', expected, bounds.length, remedy);
  }
  const copy = Array.from<unknown, number>(bounds, requireFinite);
  copy.forEach((bound, i) => {
    if (i === 0 || bound > (copy[i - 1] as number)) return;
    const expected = `a number above ${copy[i - 1]}, the bound before it`;
    throw wrongValue(
      'HISTOGRAM_BOUNDS_ORDER',
      `bounds[${i}]`,
      expected,
      bound,
      'Sort the bounds, each once.',
    );
  });
  return Object.freeze(copy);
}

const BOUND: Codes = {
  kind: 'HISTOGRAM_OPTION_KIND',
  range: 'HISTOGRAM_OPTION_RANGE',
  remedy: 'Leave it out: the last bucket, up to +Infinity, is always there.',
};

function requireFinite(bound: unknown, i: number): number {
  return requireNumberThat(BOUND, `bounds[${i}]`, bound, 'a finite number', Number.isFinite) + 0;
}

/** Values in the bucket that holds this one. */
export function countAtBounds(
  { bounds, counts }: { readonly bounds: ArrayLike<number>; readonly counts: Float64Array },
  value: number,
): number {
  let i = 0;
  while (i < bounds.length && !(value <= (bounds[i] as number))) i++;
  return counts[i] as number;
}

export function equalBounds(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
