/** What got worse, or better, between two ranges: durations, in their middle and in their tail, and failures. */
import {
  adjustedPValues,
  alignedBins,
  binnedKolmogorovSmirnov,
  binnedKolmogorovSmirnovTest,
  binsOf,
  type ExponentialSnapshot,
  SnapshotMerge,
  valueAtQuantile,
} from '../../histogram/inner.ts';
import type { Labels } from '../../metrics/inner.ts';
import { type AnalyzedSeries, isDuration } from './series.ts';
import { type Counted, shareTest } from './shares.ts';

export interface CompareOptions {
  /** How sure a verdict is to be: 0.99 is one false alarm in a hundred comparisons of ranges that are alike. */
  readonly confidence: number;
  /** Changes under this are none, however sure they are: 0.05 is 5 %. */
  readonly threshold: number;
}

export type Verdict = 'worse' | 'better' | 'same';

export interface Compared {
  readonly metric: string;
  readonly labels: Labels;
  /** What of it: `p50`, `p95`, `failed`. */
  readonly statistic: string;
  readonly unit: 'seconds' | 'ratio';
  readonly before: number;
  readonly now: number;
  /** Relative: 0.3 is 30 % more. Infinity from nothing. */
  readonly change: number;
  /**
   * The share of pairs in which a value of now is the larger one: 0.5 where nothing has changed, 1 where every value is.
   * Undefined of failures.
   */
  readonly superiority: number | undefined;
  /** Kolmogorov and Smirnov's distance of the two distributions; undefined of failures. */
  readonly distance: number | undefined;
  /** For as much or more where nothing has changed, of all comparisons together (Holm). */
  readonly pValue: number;
  readonly verdict: Verdict;
  readonly counts: { readonly before: number; readonly now: number };
  /** Intervals were too few to say how much they differ: values were taken as independent. */
  readonly isByValuesAlone: boolean;
}

type Tested = Omit<Compared, 'pValue' | 'verdict'> & {
  /** That it is larger, and that it is smaller, by chance. */
  readonly p: { readonly larger: number; readonly smaller: number };
};

/** Fewer than these on a side say nothing. */
const LEAST_VALUES = 20;
const QUANTILES = [0.5, 0.95] as const;

export function compare(
  before: ReadonlyMap<string, AnalyzedSeries>,
  now: ReadonlyMap<string, AnalyzedSeries>,
  { confidence, threshold }: CompareOptions,
): Compared[] {
  const tested = [...durations(before, now), ...failures(before, now)];
  const larger = adjustedPValues(
    'holm',
    tested.map(({ p }) => p.larger),
  );
  const smaller = adjustedPValues(
    'holm',
    tested.map(({ p }) => p.smaller),
  );
  return tested.map(({ p: _, ...one }, i) => {
    const [up, down] = [larger[i] as number, smaller[i] as number];
    const isLarge = Math.abs(one.change) >= threshold;
    const isSure = (pValue: number) => isLarge && pValue < 1 - confidence;
    const verdict: Verdict =
      one.change > 0 && isSure(up) ? 'worse' : one.change < 0 && isSure(down) ? 'better' : 'same';
    return { ...one, pValue: one.change >= 0 ? up : down, verdict };
  });
}

function* durations(
  before: ReadonlyMap<string, AnalyzedSeries>,
  now: ReadonlyMap<string, AnalyzedSeries>,
): Generator<Tested> {
  for (const [key, recent] of now) {
    const old = before.get(key);
    if (old === undefined || !isDuration(recent)) continue;
    const [whole, current] = [merged(old), merged(recent)];
    if (Math.min(whole.count, current.count) < LEAST_VALUES) continue;
    const both = merged(old, recent);
    const bins = alignedBins(whole, current);
    const superiority = superiorityOf(bins);
    const distance = binnedKolmogorovSmirnov(bins).statistic;
    // The first one asks where the distributions differ at all, the second one of the largest values alone.
    const slower = binnedKolmogorovSmirnovTest(bins, { alternative: 'greater', method: 'asymptotic' }).pValue;
    const faster = binnedKolmogorovSmirnovTest(bins, { alternative: 'less', method: 'asymptotic' }).pValue;
    for (const q of QUANTILES) {
      const bound = valueAtQuantile(binsOf(both), q, both);
      const [above, aboveNow] = [countedAbove(old, bound), countedAbove(recent, bound)];
      const up = shareTest(above, aboveNow);
      const down = shareTest(aboveNow, above);
      const values = [whole, current].map((one) => valueAtQuantile(binsOf(one), q, one)) as [number, number];
      const isMiddle = q === 0.5;
      yield {
        metric: recent.metric,
        labels: recent.labels,
        statistic: `p${q * 100}`,
        unit: 'seconds',
        before: values[0],
        now: values[1],
        change: changeOf(...values),
        superiority,
        distance,
        p: {
          larger: isMiddle ? Math.max(up.pValue, slower) : up.pValue,
          smaller: isMiddle ? Math.max(down.pValue, faster) : down.pValue,
        },
        counts: { before: whole.count, now: current.count },
        isByValuesAlone: up.isByValuesAlone,
      };
    }
  }
}

const OPERATIONS = /(^|_)operations_total$/;

/** Operations that ended in an error, of all that ended: by everything that tells their series apart but the status. */
function* failures(
  before: ReadonlyMap<string, AnalyzedSeries>,
  now: ReadonlyMap<string, AnalyzedSeries>,
): Generator<Tested> {
  const [old, recent] = [outcomesOf(before), outcomesOf(now)];
  for (const [key, { metric, labels, steps: stepsNow }] of recent) {
    const { steps } = old.get(key) ?? {};
    if (steps === undefined) continue;
    const [counted, countedNow] = [[...steps.values()], [...stepsNow.values()]];
    const all = (of: readonly Counted[]) => of.reduce((sum, one) => sum + one.all, 0);
    const counts = { before: all(counted), now: all(countedNow) };
    if (Math.min(counts.before, counts.now) < LEAST_VALUES) continue;
    const up = shareTest(counted, countedNow);
    const down = shareTest(countedNow, counted);
    if (up.before === 0 && up.now === 0) continue;
    yield {
      ...{ metric, labels, statistic: 'failed', unit: 'ratio', before: up.before, now: up.now, counts },
      change: changeOf(up.before, up.now),
      ...{ superiority: undefined, distance: undefined, isByValuesAlone: up.isByValuesAlone },
      p: { larger: up.pValue, smaller: down.pValue },
    };
  }
}

interface Outcomes {
  readonly metric: string;
  readonly labels: Labels;
  /** By the beginning of the step. */
  readonly steps: Map<number, { of: number; all: number }>;
}

function outcomesOf(series: ReadonlyMap<string, AnalyzedSeries>): Map<string, Outcomes> {
  const found = new Map<string, Outcomes>();
  for (const { metric, labels, steps } of series.values()) {
    const { status, ...others } = labels;
    if (!OPERATIONS.test(metric) || status === undefined || others.operation_type === undefined) continue;
    // What models and datasets have failed at is counted by their own metrics, too.
    const key = JSON.stringify([metric, others]);
    const known: Outcomes = found.get(key) ?? { metric, labels: others, steps: new Map() };
    found.set(key, known);
    for (const { startedAtUnixMs, value } of steps) {
      const counted = known.steps.get(startedAtUnixMs) ?? { of: 0, all: 0 };
      known.steps.set(startedAtUnixMs, counted);
      counted.all += value;
      if (status === 'error') counted.of += value;
    }
  }
  return found;
}

function merged(...series: readonly AnalyzedSeries[]): ExponentialSnapshot {
  const merge = new SnapshotMerge();
  try {
    for (const { steps } of series) {
      for (const { histogram } of steps) if (histogram !== undefined) merge.add(histogram);
    }
    return merge.snapshot();
  } finally {
    merge.dispose();
  }
}

function countedAbove({ steps }: AnalyzedSeries, bound: number): Counted[] {
  return steps.flatMap(({ histogram }) => {
    if (histogram === undefined) return [];
    let above = 0;
    for (const { value, count } of binsOf(histogram)) if (value > bound) above += count;
    return [{ of: above, all: histogram.count }];
  });
}

/** Of all pairs of a value before and one of now; half of those in one bin. */
function superiorityOf({ reference, current }: ReturnType<typeof alignedBins>): number {
  let [below, pairs, before, now] = [0, 0, 0, 0];
  for (let i = 0; i < reference.length; i++) {
    const [old, recent] = [reference[i] as number, current[i] as number];
    pairs += recent * (below + old / 2);
    below += old;
    before += old;
    now += recent;
  }
  return pairs / (before * now);
}

function changeOf(before: number, now: number): number {
  if (before === now) return 0;
  return before === 0 ? Infinity : now / before - 1;
}
