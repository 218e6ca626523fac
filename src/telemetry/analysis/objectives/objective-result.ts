/** Whether what was promised was kept, and the goodput. */
import { mapping, runSync, type Slices } from '../../../metrics/inner.ts';
import { boundsOf, type Objective } from '../../context/objectives.ts';
import { type MetricsSource, type Reading, type ReadingOptions, readingOf } from '../../query/source.ts';
import { burnRateOf } from './burn.ts';
import { isExact, judge } from './judging.ts';

export interface ObjectiveResult {
  readonly objective: Objective;
  /** Its own, or what it is about and its bounds: `inference of glyphs, whole 0.1 s`. */
  readonly name: string;
  /** What was as promised: operations that succeeded in time, streams that kept every bound, comparisons without drift. */
  readonly good: number;
  /** Operations that succeeded or failed; streams that a bound was about; comparisons. */
  readonly count: number;
  /**
   * Whether `good` is exact. It is not where `withinSeconds` is no classic bucket of the metric: then up to 2.2 % more than
   * the bound may be good.
   */
  readonly isExact: boolean;
  /** good / count; undefined without operations. */
  readonly goodRatio: number | undefined;
  /** The goodput: good operations per second; undefined over no time. */
  readonly goodPerSecond: number | undefined;
  /** What is left of the failures that the target allows, 1 to 0, and under 0 when more have failed. */
  readonly errorBudgetLeft: number | undefined;
  /** How fast the budget was used lately: 1 uses it up exactly, 2 in half of the time. Undefined where nothing ended. */
  readonly burnRate: number | undefined;
}

export function objectiveResult(
  { objective, name }: NamedObjective,
  { snapshot: { metrics }, recent = metrics, durationSeconds }: JudgedTime,
): ObjectiveResult {
  const judged = judge(objective, metrics);
  const { good, count } = judged;
  const used = burnRateOf(objective, judged);
  return {
    objective,
    name,
    good,
    count,
    isExact: isExact(objective, metrics),
    goodRatio: count > 0 ? good / count : undefined,
    goodPerSecond: durationSeconds > 0 ? good / durationSeconds : undefined,
    errorBudgetLeft: used === undefined ? undefined : 1 - used,
    burnRate: burnRateOf(objective, judge(objective, recent)),
  };
}

/** Of all objectives that it is held to. */
export function* objectiveResults(
  reading: Pick<Reading, 'objectives'> & JudgedTime,
): Slices<ObjectiveResult[]> {
  return yield* mapping(namedObjectives(reading.objectives), (named) => objectiveResult(named, reading));
}

/** What was observed, and of it what came lately. */
export type JudgedTime = Pick<Reading, 'snapshot' | 'recent' | 'durationSeconds'>;

export type NamedObjective = Pick<ObjectiveResult, 'objective' | 'name'>;

/** Each by a name that no other of them has: of those that are called alike the second has ` (2)` behind it. */
export function namedObjectives(objectives: readonly Objective[]): NamedObjective[] {
  const taken = new Set<string>();
  return objectives.map((objective) => {
    const name = objectiveName(objective);
    let free = name;
    for (let nth = 2; taken.has(free); nth++) free = `${name} (${nth})`;
    taken.add(free);
    return { objective, name: free };
  });
}

/** What it is called where it has no name: all that it is about, and its bounds. */
function objectiveName(objective: Objective): string {
  const { name, operationType, modelId, taskId, labels = {} } = objective;
  if (name !== undefined) return name;
  const subjects = [modelId, taskId, ...Object.values(labels)].filter((one) => one !== undefined);
  const what = [operationType, ...subjects].join(' of ');
  return [what, boundsOf(objective)].filter((part) => part !== '').join(', ');
}

/**
 * How well each of the option's objectives was kept, since the beginning. How fast their budgets burn over hours and days,
 * `watchObjectives` of `inferometer/objectives` knows.
 *
 * @param options `objectives`: others than the telemetry's; those that a snapshot is held to.
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND,
 * TELEMETRY_OPTION_RANGE
 * @example
 * for (const { name, goodRatio, errorBudgetLeft } of getObjectives(telemetry)) console.log(name, goodRatio, errorBudgetLeft);
 */
export function getObjectives(source: MetricsSource, options: ReadingOptions = {}): ObjectiveResult[] {
  const reading = readingOf(source, options);
  return runSync(objectiveResults(reading));
}
