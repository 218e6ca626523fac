/** What a store may be asked: checked, and as its parts read it. */
import { wrongKind, wrongValue } from '../../errors.ts';
import type { Instrument, IsWanted, LabelValue } from '../../metrics/inner.ts';
import {
  FILTER_NAMES,
  labelsOfFilter,
  type MetricsFilter,
  matchesFilter,
  mayMatchFilter,
  requireFilter,
  type TimeRange,
  unixRange,
} from '../../telemetry/index.ts';
import {
  type Codes,
  requireKnownKeys,
  requireNumberThat,
  requireObject,
  requireOneOf,
} from '../../validate.ts';
import type { Selection, StoredSeries } from '../model.ts';
import { MAX_UNIX_MS } from '../times.ts';
import { AGGREGATIONS, type Aggregation } from './aggregations.ts';

export interface StoreQuery extends MetricsFilter, TimeRange {
  /** Metrics by name, with or without prefix: `inference_seconds`. All if left out. */
  readonly metric?: string | readonly string[];
  /** The metrics of the model of this run of training, as long as it went. */
  readonly run?: string;
  /** Who wrote it: one member of the store or several; all if left out. */
  readonly member?: string | readonly string[];
  /**
   * One answer for every so many seconds, from 0:00 of 1970 UTC on: 3600 gives whole hours. A step holds what began in it,
   * so one that is shorter than what is stored (see compaction) is empty between. The whole range as one if left out.
   */
  readonly stepSeconds?: number;
  /**
   * Labels whose values are told apart; series that differ in no other are merged. `'member'` tells apart who wrote, `'*'`
   * all labels. `[]` merges each metric into one; every series by itself, whoever wrote it, if left out.
   */
  readonly groupBy?: readonly string[];
  /** What to compute of each group in each step; all of them if left out. See docs/store-queries.md for what each means. */
  readonly aggregation?: Aggregation | readonly Aggregation[];
  /** More percentiles, from 0 to 100, in `percentiles` of the rows: [50, 99.9]. None if left out. */
  readonly percentiles?: readonly number[];
  /**
   * How many groups may be held at once, each in one step; 100,000 if left out, some 100 MB of histograms. Steps are read in
   * fewer at a time until they fit; a single step that does not fit is an error.
   */
  readonly maxGroups?: number;
  /** Stops reading, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A query, checked. */
export interface Plan {
  readonly startUnixMs: number;
  readonly endUnixMs: number;
  /** What ended before that is not in it: where a run begins in the midst of an interval. */
  readonly endedAfterUnixMs: number;
  /** Undefined: all of it is one step. */
  readonly stepMs: number | undefined;
  readonly metrics: readonly string[] | undefined;
  readonly members: readonly string[] | undefined;
  readonly runId: string | undefined;
  readonly filter: MetricsFilter;
  /** Undefined: all. */
  readonly groupLabels: readonly string[] | undefined;
  readonly isByMember: boolean;
  readonly aggregations: readonly Aggregation[];
  readonly percentiles: readonly number[];
  readonly maxGroups: number;
  readonly signal: AbortSignal | undefined;
}

const NAMES = [
  ...FILTER_NAMES,
  'startTime',
  'endTime',
  'metric',
  'run',
  'member',
  'stepSeconds',
  'groupBy',
  'aggregation',
  'percentiles',
  'maxGroups',
  'signal',
] as const satisfies readonly (keyof StoreQuery)[];

const CODES: Codes = {
  kind: 'TELEMETRY_QUERY',
  range: 'TELEMETRY_QUERY',
  remedy: 'Correct it, or leave it out.',
};

const MAX_GROUPS = 100_000;

/** @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
export function planOf(query: StoreQuery): Plan {
  requireObject('query', query);
  requireKnownKeys('TELEMETRY_QUERY', 'query', query, NAMES);
  requireFilter(query);
  const { stepSeconds, aggregation, groupBy, maxGroups = MAX_GROUPS, signal, run } = query;
  if (run !== undefined) textsIn('run', [run]);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw wrongKind('TELEMETRY_QUERY', 'signal', 'an AbortSignal', signal, 'Pass controller.signal.');
  }
  const { endUnixMs, startUnixMs } = unixRange(query);
  // Beyond, a step after another may be the same number.
  const times = {
    startUnixMs: Math.max(startUnixMs, -MAX_UNIX_MS),
    endUnixMs: Math.min(endUnixMs, MAX_UNIX_MS + 1),
  };
  const wanted = aggregation === undefined ? AGGREGATIONS : listOf(aggregation);
  const asked = FILTER_NAMES.filter((name) => query[name] !== undefined);
  const names = groupBy === undefined ? ['*'] : textsIn('groupBy', groupBy);
  return {
    ...times,
    endedAfterUnixMs: -Infinity,
    stepMs: stepSeconds === undefined ? undefined : stepOf(stepSeconds),
    metrics: query.metric === undefined ? undefined : textsIn('metric', listOf(query.metric)),
    members: query.member === undefined ? undefined : textsIn('member', listOf(query.member)),
    runId: run,
    filter: Object.fromEntries(asked.map((name) => [name, query[name]])),
    groupLabels: names.includes('*') ? undefined : names.filter((name) => name !== MEMBER),
    isByMember: names.includes(MEMBER),
    aggregations: wanted.map((one) => requireOneOf(CODES, 'aggregation', one, AGGREGATIONS)),
    percentiles: percentilesIn(query.percentiles ?? []),
    maxGroups: requireNumberThat(CODES, 'maxGroups', maxGroups, 'a whole number, 1 or more', (number) => {
      return Number.isSafeInteger(number) && number >= 1;
    }),
    signal,
  };
}

/** Among the names to group by: who wrote. */
export const MEMBER = 'member';

/** Whether it is about any series of such an instrument. */
export function wantedBy({ metrics, filter }: Plan): IsWanted {
  return (instrument, fullName) =>
    isNamed(metrics, instrument, fullName) && mayMatchFilter(instrument, filter);
}

/** What the parts of a store read for it, in a part of its time. */
export function selectionOf(plan: Plan, startUnixMs: number, endUnixMs: number): Selection {
  const { members, filter, signal } = plan;
  return {
    startUnixMs,
    endUnixMs,
    isWanted: wantedBy(plan),
    labels: labelsOfFilter(filter),
    members,
    signal,
  };
}

/** Whether the plan is about this series, whenever something was recorded of it. */
export function isAsked({ metrics, members, filter }: Plan, series: StoredSeries): boolean {
  const { instrument, fullName, member } = series;
  return (
    isNamed(metrics, instrument, fullName) &&
    (members === undefined || members.includes(member)) &&
    matchesFilter(instrument, series, filter)
  );
}

/** What stands for a label that a series does not have. */
export const NO_LABEL: LabelValue = '';

function isNamed(metrics: readonly string[] | undefined, { name }: Instrument, fullName: string): boolean {
  return metrics === undefined || metrics.includes(name) || metrics.includes(fullName);
}

function stepOf(stepSeconds: unknown): number {
  const expected = 'a number of seconds, 0.001 or more';
  requireNumberThat(CODES, 'stepSeconds', stepSeconds, expected, (number) => {
    return number >= 0.001 && number < 1e10;
  });
  return Math.round((stepSeconds as number) * 1000);
}

function percentilesIn(percentiles: unknown): readonly number[] {
  if (!Array.isArray(percentiles)) {
    throw wrongKind('TELEMETRY_QUERY', 'percentiles', 'a list of numbers', percentiles, CODES.remedy);
  }
  for (const one of percentiles) {
    requireNumberThat(CODES, 'percentiles', one, 'numbers from 0 to 100', (number) => {
      return number >= 0 && number <= 100;
    });
  }
  return [...new Set(percentiles)];
}

function textsIn(label: string, list: unknown): readonly string[] {
  if (!Array.isArray(list)) {
    throw wrongKind('TELEMETRY_QUERY', label, 'a list of names', list, 'Pass a list: [].');
  }
  for (const one of list) {
    if (typeof one !== 'string') throw wrongKind('TELEMETRY_QUERY', label, 'names', one, CODES.remedy);
    if (one === '') throw wrongValue('TELEMETRY_QUERY', label, 'names that are not empty', one, CODES.remedy);
  }
  return [...new Set(list)];
}

function listOf<T>(one: T | readonly T[]): readonly T[] {
  return Array.isArray(one) ? one : [one as T];
}
