/**
 * What each worker told last. One that is late counts with that; of one that left stays what adds up, counters and
 * histograms. So sums over changing workers never fall, and rise by what was recorded.
 */
import type { MetricSnapshot } from '../metrics/inner.ts';
import type { TelemetrySnapshot } from '../telemetry/index.ts';
import { isBroadcast, type MessageChannelLike } from './channel.ts';

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
}

/** What came in answer to a question to all. */
export interface Answers {
  readonly told: readonly Told[];
  /** All that were asked. */
  readonly channels: ReadonlySet<MessageChannelLike>;
}

interface Member {
  readonly snapshot: TelemetrySnapshot;
  readonly toldAtMs: number;
  /** Undefined of one that left. */
  readonly channel: MessageChannelLike | undefined;
}

/** Everybody on a BroadcastChannel is reached by it, so that nothing but silence tells who left. */
const SILENT_MS = 60_000;

/** So many that left are known one by one, since a silent one may come back; those before them are one sum. */
const MOST_LEFT = 100;

export class Members {
  /** By worker, in the order in which they were first heard of: what a metric means is decided by the first. */
  private readonly all: ReadonlyMap<string, Member>;
  private readonly leftBefore: TelemetrySnapshot | undefined;

  constructor(all: ReadonlyMap<string, Member> = new Map(), leftBefore?: TelemetrySnapshot) {
    this.all = all;
    this.leftBefore = leftBefore;
  }

  /** What each told last, those first that were there first. */
  get snapshots(): readonly TelemetrySnapshot[] {
    const before = this.leftBefore === undefined ? [] : [this.leftBefore];
    return [...before, ...[...this.all.values()].map(({ snapshot }) => snapshot)];
  }

  /**
   * As they are after an answer: who is reached no more has left.
   *
   * @param nowMs of any clock that never goes back
   */
  after({ told, channels }: Answers, nowMs: number): Members {
    const all = new Map(this.all);
    for (const part of told) {
      const snapshot = withKnown(part, this.all.get(part.worker)?.snapshot);
      all.set(part.worker, { channel: part.channel, snapshot, toldAtMs: nowMs });
    }
    for (const [worker, { channel, snapshot, toldAtMs }] of all) {
      if (channel === undefined) continue;
      const isSilent = isBroadcast(channel) && nowMs - toldAtMs > SILENT_MS;
      if (channels.has(channel) && !isSilent) continue;
      const metrics = snapshot.metrics.filter(addsUp);
      all.set(worker, { channel: undefined, snapshot: { ...snapshot, metrics }, toldAtMs });
    }
    return new Members(all, this.leftBefore);
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
    return new Members(all, await merge([...before, ...surplus.map(([, { snapshot }]) => snapshot)]));
  }
}

/** The part, and of what cannot be read in it what was told before: a sum does not fall by that either. */
function withKnown({ snapshot, unreadable }: Part, before: TelemetrySnapshot | undefined): TelemetrySnapshot {
  if (unreadable.size === 0 || before === undefined) return snapshot;
  const known = before.metrics.filter(({ fullName }) => unreadable.has(fullName));
  return { ...snapshot, metrics: [...snapshot.metrics, ...known] };
}

/** A gauge of a worker that is gone tells of nothing that is there, nor does what goes up and down. */
function addsUp({ instrument: { kind } }: MetricSnapshot): boolean {
  return kind === 'counter' || kind === 'histogram';
}
