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

interface Member extends Told {
  readonly toldAtMs: number;
}

/** Everybody on a BroadcastChannel is reached by it, so that nothing but silence tells who left. */
const SILENT_MS = 60_000;

/** So many that left are known one by one, since a silent one may come back; those before them are one sum. */
const MOST_LEFT = 100;

export class Members {
  private readonly present: ReadonlyMap<string, Member>;
  private readonly left: ReadonlyMap<string, TelemetrySnapshot>;
  private readonly leftBefore: TelemetrySnapshot | undefined;

  constructor(
    present: ReadonlyMap<string, Member> = new Map(),
    left: ReadonlyMap<string, TelemetrySnapshot> = new Map(),
    leftBefore?: TelemetrySnapshot,
  ) {
    this.present = present;
    this.left = left;
    this.leftBefore = leftBefore;
  }

  /** What each told last: those who are there before those who are not. */
  get snapshots(): readonly TelemetrySnapshot[] {
    const before = this.leftBefore === undefined ? [] : [this.leftBefore];
    return [...[...this.present.values()].map(({ snapshot }) => snapshot), ...this.left.values(), ...before];
  }

  /**
   * As they are after an answer: who is reached no more has left.
   *
   * @param nowMs of any clock that never goes back
   */
  after({ told, channels }: Answers, nowMs: number): Members {
    const present = new Map(this.present);
    const left = new Map(this.left);
    for (const { channel, worker, snapshot } of told) {
      left.delete(worker);
      present.set(worker, { channel, worker, snapshot, toldAtMs: nowMs });
    }
    for (const { worker, channel, snapshot, toldAtMs } of [...present.values()]) {
      const isSilent = isBroadcast(channel) && nowMs - toldAtMs > SILENT_MS;
      if (channels.has(channel) && !isSilent) continue;
      present.delete(worker);
      left.set(worker, { ...snapshot, metrics: snapshot.metrics.filter(addsUp) });
    }
    return new Members(present, left, this.leftBefore);
  }

  /** With one sum of those that left first, where they are many. */
  async summedUp(
    merge: (snapshots: readonly TelemetrySnapshot[]) => Promise<TelemetrySnapshot>,
  ): Promise<Members> {
    const surplus = [...this.left.values()].slice(0, -MOST_LEFT);
    if (surplus.length === 0) return this;
    const before = this.leftBefore === undefined ? [] : [this.leftBefore];
    const left = new Map([...this.left].slice(-MOST_LEFT));
    return new Members(this.present, left, await merge([...before, ...surplus]));
  }
}

/** A gauge of a worker that is gone tells of nothing that is there, nor does what goes up and down. */
function addsUp({ instrument: { kind } }: MetricSnapshot): boolean {
  return kind === 'counter' || kind === 'histogram';
}
