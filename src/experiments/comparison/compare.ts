/** Runs beside one another, as plain data: what tells them apart, and which did best. */
import { wrongKind } from '../../errors.ts';
import { requireKnownKeys, requireObject, requireOneOf } from '../../validate.ts';
import { OPTION, UNKNOWN_OPTION } from '../checks.ts';
import type { RunMetric, RunRecord, RunStatus } from '../model.ts';

export type Better = 'lower' | 'higher';

export interface CompareOptions {
  /**
   * Which way a metric is good, by its name. By the usual names if left out: losses, errors, perplexity, times and drift
   * the lower, accuracies, scores, rewards and throughput the higher. Others have no best run.
   */
  readonly better?: Readonly<Record<string, Better>>;
}

export interface RunComparison {
  /** In the order in which they were given. */
  readonly runs: readonly ComparedRun[];
  /** Those that differ first, each by name. */
  readonly parameters: readonly ComparedParameter[];
  /** By name. */
  readonly metrics: readonly ComparedMetric[];
}

export type ComparedRun = Pick<RunRecord, 'runId' | 'name' | 'startedAtUnixMs'> & {
  readonly status: RunStatus;
  /** Undefined while it goes on. */
  readonly durationSeconds: number | undefined;
};

export interface ComparedParameter {
  readonly name: string;
  /** Of each run; undefined where it has none. */
  readonly values: readonly (string | undefined)[];
  readonly differs: boolean;
}

export interface ComparedMetric {
  readonly name: string;
  /** Of each run; undefined where it has none. */
  readonly values: readonly (RunMetric | undefined)[];
  /** Undefined where nobody says. */
  readonly better: Better | undefined;
  /** The place in `runs` of the one whose last value is best; the first of equals; undefined where none is. */
  readonly best: number | undefined;
  /** Of the last values that are finite numbers; undefined where there is none. */
  readonly spread: { readonly min: number; readonly max: number; readonly mean: number } | undefined;
}

const USUAL: readonly (readonly [Better, RegExp])[] = [
  ['lower', /(loss|error|err|perplexity|ppl|rmse|mse|mae|seconds|latency|duration|ms|drift|wer|cer)$/],
  [
    'higher',
    /(acc|accuracy|score|f1|auc|bleu|rouge|precision|recall|reward|per_second|throughput|retention|r2|iou|map)$/,
  ],
];

/**
 * Compares runs, of one place or of several.
 *
 * @throws EXPERIMENTS_OPTION_KIND, EXPERIMENTS_OPTION_RANGE, EXPERIMENTS_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * const { metrics, runs } = compareRuns(await mlflow.findRuns());
 * const loss = metrics.find(({ name }) => name === 'val_loss');
 * if (loss?.best !== undefined) console.log(`best: ${runs[loss.best]?.name}`);
 */
export function compareRuns(runs: readonly RunRecord[], options: CompareOptions = {}): RunComparison {
  if (!Array.isArray(runs))
    throw wrongKind(OPTION.kind, 'runs', 'a list of runs', runs, 'Pass what findRuns() resolved with.');
  requireObject('options', options);
  requireKnownKeys(UNKNOWN_OPTION, 'options', options, ['better']);
  const { better = {} } = options;
  requireObject('better', better);
  for (const [name, way] of Object.entries(better))
    requireOneOf(OPTION, `better.${name}`, way, ['lower', 'higher']);
  const wayOf = (name: string) => (Object.hasOwn(better, name) ? better[name] : usualWay(name));
  const parameters = namesIn(runs.map((run) => run.parameters)).map((name) => comparedParameter(name, runs));
  return {
    runs: runs.map(({ runId, name, status, startedAtUnixMs, endedAtUnixMs }) => {
      const durationSeconds =
        endedAtUnixMs === undefined ? undefined : (endedAtUnixMs - startedAtUnixMs) / 1000;
      return { runId, name, status, startedAtUnixMs, durationSeconds };
    }),
    parameters: [...parameters].sort((a, b) => Number(b.differs) - Number(a.differs)),
    metrics: namesIn(runs.map((run) => run.metrics)).map((name) => comparedMetric(name, runs, wayOf(name))),
  };
}

function comparedParameter(name: string, runs: readonly RunRecord[]): ComparedParameter {
  const values = runs.map(({ parameters }) =>
    Object.hasOwn(parameters, name) ? parameters[name] : undefined,
  );
  return { name, values, differs: new Set(values).size > 1 };
}

function comparedMetric(
  name: string,
  runs: readonly RunRecord[],
  better: Better | undefined,
): ComparedMetric {
  const values = runs.map(({ metrics }) => (Object.hasOwn(metrics, name) ? metrics[name] : undefined));
  const finite = values.flatMap((value, run) =>
    value !== undefined && Number.isFinite(value.last) ? [{ run, last: value.last }] : [],
  );
  const [first, ...others] = finite;
  if (first === undefined) return { name, values, better, best: undefined, spread: undefined };
  const isBetter = (a: number, b: number) => (better === 'lower' ? a < b : a > b);
  const best = others.reduce((found, one) => (isBetter(one.last, found.last) ? one : found), first);
  const lasts = finite.map(({ last }) => last);
  const spread = {
    min: lasts.reduce((a, b) => Math.min(a, b)),
    max: lasts.reduce((a, b) => Math.max(a, b)),
    mean: lasts.reduce((a, b) => a + b) / lasts.length,
  };
  return { name, values, better, best: better && best.run, spread };
}

/** `Train/Loss` and `valLoss` are usual too. */
function usualWay(name: string): Better | undefined {
  const spelt = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return USUAL.find(([, ending]) => ending.test(spelt))?.[0];
}

function namesIn(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}
