/** Points by group and step: which group a point belongs to is found once for each series. */
import { InferometerError } from '../../errors.ts';
import {
  type DataPoint,
  type Instrument,
  type Labels,
  type LabelValue,
  type MetricSnapshot,
  ownLabelsOf,
  type Slices,
  withRatios,
} from '../../metrics/inner.ts';
import type { StoredFigures, StoredSeries } from '../model.ts';
import type { GroupLabels } from './group-labels.ts';
import { sorting } from './sorting.ts';
import { isAsked, MEMBER, NO_LABEL, type Plan } from './store-query.ts';
import { ExemplarTotals, type Totals, totalsFor } from './totals.ts';

/** One metric, as far as all that wrote it mean the same by its name. */
interface Metric {
  readonly key: string;
  readonly fullName: string;
  /** Of several descriptions the first in the order of their JSON, so that the order of points does not matter. */
  instrument: Instrument;
  json: string;
  /** The labels of all its series. */
  readonly labels: Set<string>;
  readonly addedLabels: Set<string>;
}

/** A set of series that are one in the answer. */
export interface Group {
  readonly metric: Metric;
  /** Undefined where members are not told apart. */
  readonly member: string | undefined;
  readonly labels: Labels;
  /** Of the series that take what comes after the limit of a metric: nobody knows their labels. */
  readonly overflow: boolean;
  readonly key: string;
  readonly steps: Map<number, Totals>;
  /** What points have beside it; none where nobody asked for points. */
  readonly exemplars: Map<number, ExemplarTotals>;
}

interface Series {
  readonly group: Group;
  /** What tells it from other series of the group, and from those of other members. */
  readonly key: string;
}

/** Series that are remembered by the objects that describe them. */
const MAX_REMEMBERED = 20_000;

export class Groups {
  private readonly plan: Plan;
  private readonly keepsPoints: boolean;
  private readonly groupLabels: GroupLabels;
  private readonly metrics = new Map<string, Metric>();
  /** Describing one takes longer than looking it up. */
  private readonly metricBy = new Map<Instrument, Metric>();
  private readonly groups = new Map<string, Group>();
  private readonly byInstrument = new Map<Instrument, Map<Labels, Map<string, Series | undefined>>>();
  /** Points of one series follow one another. */
  private last: { readonly stored: StoredSeries; readonly series: Series | undefined } | undefined;
  private remembered = 0;
  private held = 0;

  /**
   * @param keepsPoints whether data points are to come out of it, or figures alone
   * @param groupLabels gets each series
   */
  constructor(plan: Plan, keepsPoints: boolean, groupLabels: GroupLabels) {
    this.plan = plan;
    this.groupLabels = groupLabels;
    this.keepsPoints = keepsPoints;
  }

  /** @throws STORE_QUERY_GROUPS */
  add(stored: StoredFigures): void {
    if (this.last?.stored !== stored.series) {
      this.last = { stored: stored.series, series: this.seriesOf(stored.series) };
    }
    const { series } = this.last;
    if (series === undefined) return;
    const { group, key } = series;
    const step = stepOf(this.plan, stored.startedAtUnixMs);
    this.totalsOf(group, step).add(stored, key);
    if (!this.keepsPoints) return;
    const { instrument, point } = stored.whole();
    madeIn(group.exemplars, step, () => new ExemplarTotals()).add(instrument, point);
  }

  /** By metric, member and labels. */
  *inOrder(): Slices<Group[]> {
    return yield* sorting([...this.groups.values()], ({ key }) => key);
  }

  /** The steps that anything was in, ascending. */
  steps(): number[] {
    const steps = new Set<number>();
    for (const group of this.groups.values()) for (const step of group.steps.keys()) steps.add(step);
    return [...steps].sort((a, b) => a - b);
  }

  /** Gives its memory back. */
  *disposing(): Slices<void> {
    for (const group of this.groups.values()) {
      for (const totals of group.steps.values()) totals.dispose();
      yield;
    }
    this.groups.clear();
  }

  private totalsOf(group: Group, step: number): Totals {
    const known = group.steps.get(step);
    if (known !== undefined) return known;
    this.held += 1;
    if (this.held > this.plan.maxGroups) throw tooManyGroups(this.plan.maxGroups);
    const totals = totalsFor(group.metric.instrument, this.keepsPoints);
    group.steps.set(step, totals);
    return totals;
  }

  /** Undefined where the plan is not about it. Parts of a store describe a series by the same objects each time. */
  private seriesOf(stored: StoredSeries): Series | undefined {
    const { instrument, labels, overflow, member } = stored;
    const byLabels = madeIn(
      this.byInstrument,
      instrument,
      () => new Map<Labels, Map<string, Series | undefined>>(),
    );
    const byMember = madeIn(byLabels, labels, () => new Map<string, Series | undefined>());
    // Overflow has labels of its own, which are none.
    const key = overflow ? `${member}\n` : member;
    if (byMember.has(key)) return byMember.get(key);
    const series = isAsked(this.plan, stored) ? this.newSeries(stored) : undefined;
    if (++this.remembered > MAX_REMEMBERED) {
      this.byInstrument.clear();
      this.remembered = 0;
    } else byMember.set(key, series);
    return series;
  }

  private newSeries(stored: StoredSeries): Series {
    const { groupLabels, isByMember } = this.plan;
    const { labels: all, overflow: isOverflow, member } = stored;
    const metric = this.metricOf(stored);
    this.groupLabels.add(stored);
    const labels =
      groupLabels === undefined
        ? all
        : Object.fromEntries(groupLabels.map((name) => [name, ownLabel(all, name)]));
    const overflow = isOverflow && (groupLabels === undefined || groupLabels.length > 0);
    const of = isByMember ? member : undefined;
    const key = [metric.key, of ?? '', overflow, labelsKey(labels)].join('\n');
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { metric, member: of, labels, overflow, key, steps: new Map(), exemplars: new Map() };
      this.groups.set(key, group);
    }
    return { group, key: [member, isOverflow, labelsKey(all)].join('\n') };
  }

  private metricOf({ instrument, fullName }: StoredSeries): Metric {
    const known = this.metricBy.get(instrument);
    if (known?.fullName === fullName) return known;
    const { kind, unit, scope, isInteger = false } = instrument;
    const key = JSON.stringify([fullName, kind, unit, scope ?? null, isInteger]);
    const json = JSON.stringify(instrument);
    let metric = this.metrics.get(key);
    if (metric === undefined) {
      metric = { key, fullName, instrument, json, labels: new Set(), addedLabels: new Set() };
      this.metrics.set(key, metric);
    } else if (json < metric.json) {
      metric.instrument = instrument;
      metric.json = json;
    }
    for (const label of instrument.labels) metric.labels.add(label);
    for (const label of instrument.addedLabels ?? []) metric.addedLabels.add(label);
    this.metricBy.set(instrument, metric);
    return metric;
  }
}

/** More groups at once than were allowed: fewer steps at a time may do. */
function tooManyGroups(maxGroups: number): InferometerError {
  return new InferometerError(
    'STORE_QUERY_GROUPS',
    `the answer has more than ${maxGroups} groups in one step. Name metrics, group by fewer labels, or raise maxGroups.`,
  );
}

export function isTooManyGroups(error: unknown): boolean {
  return (error as { readonly code?: unknown } | undefined)?.code === 'STORE_QUERY_GROUPS';
}

/** Where the step begins that holds this moment; 0 where there is but one. */
export function stepOf({ stepMs }: Plan, unixMs: number): number {
  return stepMs === undefined ? 0 : Math.floor(unixMs / stepMs) * stepMs;
}

/** The data points of these groups in one step, by metric. */
export function* metricsOf(groups: readonly Group[], step: number, plan: Plan): Slices<MetricSnapshot[]> {
  const byMetric = new Map<Metric, DataPoint[]>();
  for (const { metric, member, labels, overflow, steps, exemplars } of groups) {
    const totals = steps.get(step);
    if (totals === undefined) continue;
    yield;
    const point: DataPoint = {
      labels: member === undefined || MEMBER in labels ? labels : { ...labels, [MEMBER]: member },
      overflow,
      ...(exemplars.get(step) as ExemplarTotals).facts(metric.instrument),
      ...totals.content(metric.instrument, metric.fullName),
    };
    const known = byMetric.get(metric);
    if (known === undefined) byMetric.set(metric, [point]);
    else known.push(point);
  }
  const metrics = [...byMetric].map(([metric, series]): MetricSnapshot => {
    return { instrument: describedBy(metric, plan), fullName: metric.fullName, series };
  });
  // Shares of counts, of which none can be merged.
  return withRatios(metrics);
}

/** With the labels that its series have here. */
function describedBy({ instrument, labels, addedLabels }: Metric, plan: Plan): Instrument {
  const { addedLabels: _, ...described } = instrument;
  const own = ownLabelsOf(instrument);
  const all = plan.groupLabels ?? [...own, ...[...labels].filter((label) => !own.includes(label)).sort()];
  const withMember = plan.isByMember && !all.includes(MEMBER) ? [...all, MEMBER] : all;
  const added = withMember.filter(
    (label) => addedLabels.has(label) || (label === MEMBER && !labels.has(label)),
  );
  return { ...described, labels: withMember, ...(added.length > 0 && { addedLabels: added }) };
}

function madeIn<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function ownLabel(labels: Labels, name: string): LabelValue {
  return Object.hasOwn(labels, name) ? (labels[name] as LabelValue) : NO_LABEL;
}

/** Values of labels may hold any character: JSON keeps them apart. */
function labelsKey(labels: Labels): string {
  const entries = Object.entries(labels);
  if (entries.length > 1) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries);
}
