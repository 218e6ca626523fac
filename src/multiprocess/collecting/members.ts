/**
 * What each worker told last. One that is late counts with that; of one that left stays what adds up, counters and
 * histograms. So sums over changing workers never fall, and rise by what was recorded.
 */
import type { DataPoint, MetricSnapshot, Slices } from '../../metrics/inner.ts';
import type { TelemetrySnapshot } from '../../telemetry/index.ts';
import { type MessageChannelLike, saysItsEnd } from '../channel.ts';

/** What is told by one worker: an id of the telemetry there, and what it recorded. */
export interface Part {
  readonly worker: string;
  readonly snapshot: TelemetrySnapshot;
  /** Metrics by name of which something came that cannot be read; the snapshot is without them. */
  readonly unreadable: ReadonlySet<string>;
}

/** A part, and where it came from. */
export interface Told extends Part {
  readonly channel: MessageChannelLike;
  /** When; of any clock that never goes back. */
  readonly heardMs: number;
  /** Whether these were the last words of a worker that ends. */
  readonly isLast?: boolean;
}

/** What came in answer to a question to all. */
export interface Answers {
  readonly told: readonly Told[];
  /** All that were asked, and are there. */
  readonly channels: ReadonlySet<MessageChannelLike>;
  /** Those that were found to be there no more when they were asked. */
  readonly left: ReadonlySet<MessageChannelLike>;
}

interface Kept {
  readonly snapshot: TelemetrySnapshot;
  /** When it was told; of what stays of those that left, when that was, or when it was looked at for the last time. */
  readonly sinceMs: number;
}

interface Member extends Kept {
  /** Undefined of one that left. */
  readonly channel: MessageChannelLike | undefined;
  readonly isLast?: boolean;
}

/** How long somebody is silent who has left, where nothing else tells. */
const SILENT_MS = 60_000;

/** So many that left are known one by one, since a silent one may come back; those before them are one sum. */
const MOST_LEFT = 100;

export class Members {
  /** By worker, in the order in which they were first heard of: what a metric means is decided by the first. */
  private readonly all: ReadonlyMap<string, Member>;
  private readonly leftBefore: Kept | undefined;
  /** How many have left now without last words: what they recorded since they were asked is lost. */
  readonly lost: number;

  constructor(all: ReadonlyMap<string, Member> = new Map(), leftBefore?: Kept, lost = 0) {
    this.all = all;
    this.leftBefore = leftBefore;
    this.lost = lost;
  }

  /** What each told last, those first that were there first. */
  get snapshots(): readonly TelemetrySnapshot[] {
    const before = this.leftBefore === undefined ? [] : [this.leftBefore];
    return [...before, ...this.all.values()].map(({ snapshot }) => snapshot);
  }

  /**
   * As they are after an answer: who is reached no more has left.
   *
   * @param nowMs of any clock that never goes back
   * @param isAll false where nobody was asked: last words of others may be on their way, so that none of them is lost
   */
  after({ told, channels, left }: Answers, nowMs: number, isAll: boolean): Members {
    const all = new Map(this.all);
    const heard = new Set([...all.values(), ...told].map(({ channel }) => channel));
    // Whatever these recorded, nobody was told of.
    let lost = [...left].filter((channel) => !heard.has(channel)).length;
    // Of two of one worker the later one counts.
    for (const part of [...told].sort((a, b) => a.heardMs - b.heardMs)) {
      const { worker, channel, isLast = false } = part;
      const snapshot = withKnown(part, all.get(worker)?.snapshot);
      all.set(worker, { channel, snapshot, sinceMs: nowMs, isLast });
    }
    for (const [worker, { channel, snapshot, sinceMs, isLast }] of all) {
      if (channel === undefined || !(isAll || isLast)) continue;
      const isSilent = !saysItsEnd(channel) && nowMs - sinceMs > SILENT_MS;
      if (channels.has(channel) && !isSilent) continue;
      all.set(worker, { channel: undefined, snapshot: withoutGauges(snapshot), sinceMs: nowMs });
      if (!isLast) lost += 1;
    }
    return new Members(all, this.leftBefore, lost);
  }

  /**
   * Without the series of those that left so long ago. One that somebody else tells of stays: the sum of all would fall.
   *
   * @param own what the collecting process recorded itself.
   */
  *withoutExpired(own: TelemetrySnapshot, nowMs: number, expireAfterMs: number): Slices<Members> {
    const isDue = ({ sinceMs }: Kept) => nowMs - sinceMs >= expireAfterMs;
    const members = [...this.all.values()];
    const left = members.filter(({ channel }) => channel === undefined);
    const { leftBefore } = this;
    if (!left.some(isDue) && !(leftBefore && isDue(leftBefore))) return this;
    const told = new Set<string>();
    const present = members.filter(({ channel }) => channel !== undefined);
    for (const { metrics } of [own, ...present.map(({ snapshot }) => snapshot)]) {
      for (const metric of metrics) {
        for (const point of metric.series) told.add(keyOf(metric, point));
        yield;
      }
    }
    const all = new Map<string, Member>();
    for (const [worker, member] of this.all) {
      const hasExpired = member.channel === undefined && isDue(member);
      const kept = hasExpired ? stillTold(member, told, nowMs) : member;
      if (kept !== undefined) all.set(worker, { ...kept, channel: member.channel });
      yield;
    }
    return new Members(
      all,
      leftBefore && isDue(leftBefore) ? stillTold(leftBefore, told, nowMs) : leftBefore,
    );
  }

  /** With one sum of those that left first, where they are many. */
  async summedUp(
    merge: (snapshots: readonly TelemetrySnapshot[]) => Promise<TelemetrySnapshot>,
  ): Promise<Members> {
    const left = [...this.all].filter(([, { channel }]) => channel === undefined);
    const surplus = left.slice(0, -MOST_LEFT);
    if (surplus.length === 0) return this;
    const before = this.leftBefore === undefined ? [] : [this.leftBefore];
    const all = new Map(this.all);
    for (const [worker] of surplus) all.delete(worker);
    const summed = [...before, ...surplus.map(([, member]) => member)];
    const snapshot = await merge(summed.map((one) => one.snapshot));
    // By the first of them: where they keep coming, the last one would never be long gone.
    const [{ sinceMs }] = summed as [Kept];
    return new Members(all, { snapshot, sinceMs });
  }
}

/** As much of it as others tell of; undefined where nothing is. */
function stillTold({ snapshot }: Kept, told: ReadonlySet<string>, nowMs: number): Kept | undefined {
  const metrics = snapshot.metrics
    .map((metric) => ({ ...metric, series: metric.series.filter((point) => told.has(keyOf(metric, point))) }))
    .filter(({ series }) => series.length > 0);
  if (metrics.length + snapshot.runs.length === 0) return undefined;
  return { snapshot: { ...snapshot, metrics }, sinceMs: nowMs };
}

function keyOf({ fullName, instrument }: MetricSnapshot, { labels, overflow }: DataPoint): string {
  return JSON.stringify([fullName, instrument.scope, overflow, Object.entries(labels).sort()]);
}

/** The part, and of what cannot be read in it what was told before: a sum does not fall by that either. */
function withKnown({ snapshot, unreadable }: Part, before: TelemetrySnapshot | undefined): TelemetrySnapshot {
  if (unreadable.size === 0 || before === undefined) return snapshot;
  const known = before.metrics.filter(({ fullName }) => unreadable.has(fullName));
  return { ...snapshot, metrics: [...snapshot.metrics, ...known] };
}

/** A gauge of a worker that is gone tells of nothing that is there, nor does what goes up and down. */
export function withoutGauges(snapshot: TelemetrySnapshot): TelemetrySnapshot {
  const metrics = snapshot.metrics.filter(
    ({ instrument: { kind } }) => kind === 'counter' || kind === 'histogram',
  );
  return { ...snapshot, metrics };
}
