/** What is called by a name on a page: each has one colour on it. */
import { type Labels, runSync, type Slices } from '../../metrics/inner.ts';

/** Labels whose values are names of something, those that most pictures are by first. */
const LABELS = ['model_id', 'backend', 'dataset_id', 'worker_id', 'http_route', 'task_id'] as const;

interface Named {
  readonly metrics: Iterable<{
    readonly labelSets?: Iterable<Labels>;
    readonly series: Iterable<{ readonly labels: Labels }>;
  }>;
  readonly runs?: Iterable<{ readonly runId: string }>;
}

/**
 * The names of everything in a snapshot: of models, of backends, and so on; each in the order of the alphabet, so that they
 * keep their places while more is recorded of them. Hand them to each chart that is shown beside another.
 *
 * @example
 * const names = namesIn(telemetry.snapshot());
 * const charts = await Promise.all(ids.map((id) => makeChart(id, historyOf(telemetry), { names })));
 */
export function namesIn(named: Named): readonly string[] {
  return runSync(namingIn(named));
}

/** Series that are looked at in one go. */
const SLICE = 64;

/** The same in slices. */
export function* namingIn({ metrics, runs = [] }: Named): Slices<readonly string[]> {
  let looked = 0;
  const found = LABELS.map(() => new Set<string>());
  for (const { labelSets, series } of metrics) {
    for (const labels of labelSets ?? labelsIn(series)) {
      if (++looked % SLICE === 0) yield;
      for (const [i, label] of LABELS.entries()) {
        const value = labels[label];
        if (value !== undefined && value !== '') found[i]?.add(String(value));
      }
    }
  }
  const ofRuns = [...runs].map(({ runId }) => runId);
  return [...new Set([...found.flatMap((names) => [...names].sort()), ...ofRuns])];
}

function* labelsIn(series: Iterable<{ readonly labels: Labels }>): Generator<Labels> {
  for (const { labels } of series) yield labels;
}
