/** The collecting side at work: what this process and its workers recorded, as one snapshot. */
import { INSTRUMENT_CONFLICTS, runInPieces, type Slices, WORKERS_MISSING } from '../../metrics/inner.ts';
import {
  componentOf,
  mergingSnapshots,
  randomId,
  type TelemetryContext,
  type TelemetrySnapshot,
  takingSnapshot,
} from '../../telemetry/index.ts';
import { type MessageChannelLike, requireChannel } from '../channel.ts';
import { joining, type Unreadable } from '../chunks.ts';
import { SHARING, type Sharer } from '../protocol.ts';
import { WORKERS_LOST } from '../self-metrics.ts';
import type { Sent } from './gathering.ts';
import { LastWords, type TakeLast } from './last-words.ts';
import { type Answers, Members, type Told } from './members.ts';
import type { CollectSettings } from './options.ts';
import { ask } from './request.ts';

export class Collecting {
  settings: CollectSettings;
  private readonly instance: TelemetryContext;
  private readonly channels: () => Iterable<MessageChannelLike | undefined>;
  /** Nobody comes back to a channel whose other end is gone. */
  private readonly gone = new WeakSet<MessageChannelLike>();
  private readonly lastWords: LastWords;
  private members = new Members();
  private lastMissing = 0;
  private running: Promise<TelemetrySnapshot> | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  /** Last words that came, and have not been taken. */
  private readonly waiting: (Sent & { readonly channel: MessageChannelLike })[] = [];

  constructor(
    instance: TelemetryContext,
    channels: () => Iterable<MessageChannelLike | undefined>,
    settings: CollectSettings,
  ) {
    this.instance = instance;
    this.channels = channels;
    this.settings = settings;
    this.lastWords = componentOf(instance, LastWords);
  }

  /** Workers that did not answer the last question. */
  get missing(): number {
    return this.lastMissing;
  }

  /** Everything, of everybody; questions at the same time get one answer. */
  snapshot(): Promise<TelemetrySnapshot> {
    this.running ??= this.inTurn(() => this.collect()).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /**
   * Asks over this channel a last time: who answers leaves, and is not lost.
   *
   * @param leave takes the channel from those that are asked.
   * @returns false where somebody there did not send all in time.
   */
  letGo(channel: MessageChannelLike, leave: () => void): Promise<boolean> {
    return this.inTurn(async () => {
      const { told, missing } = await this.askOver(new Set([channel]));
      leave();
      await this.take(told.map((part) => ({ ...part, isLast: true })));
      return missing === 0;
    });
  }

  /** One after the other: each begins with the members that the one before it left. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => {});
    return done;
  }

  private async collect(): Promise<TelemetrySnapshot> {
    const channels = this.reached();
    const { told, missing, left } = await this.askOver(channels);
    this.lastMissing = missing;
    for (const channel of left) channels.delete(channel);
    const own = await this.inPieces(takingSnapshot(this.instance));
    // Before it is judged who is lost.
    let answers: Answers = { channels, left, told: [...told, ...(await this.joinLast())] };
    const nowMs = performance.now();
    const mergedAfter = async () => {
      const after = this.members.after(answers, nowMs, true);
      const next = await this.inPieces(after.withoutExpired(own, nowMs, this.settings.expireAfterMs));
      return { lost: after.lost, next, whole: await this.merge([own, ...next.snapshots]) };
    };
    const { lost, next, whole } = await mergedAfter().catch(async () => {
      answers = await this.sound(answers);
      return mergedAfter();
    });
    this.countUnreadable(answers);
    this.count(WORKERS_LOST, lost, 'no_last_words');
    this.members = await this.summedUp(next);
    return whole;
  }

  private reached(): Set<MessageChannelLike> {
    const given = [...this.channels()].filter((channel) => channel !== undefined);
    return new Set(given.filter((channel) => !this.gone.has(channel)));
  }

  private async askOver(channels: ReadonlySet<MessageChannelLike>) {
    const { timeoutMs, gatherMs } = this.settings;
    for (const channel of channels) requireChannel(channel);
    for (const channel of channels) this.lastWords.listenTo(channel, this.hearLast);
    const asking = { request: randomId(), timeoutMs, gatherMs: Math.min(gatherMs, timeoutMs) };
    const answers = await Promise.all(
      [...channels].map(async (channel) => ({ channel, ...(await ask(channel, asking)) })),
    );
    let missing = 0;
    const miss = (workers: number, reason: 'late' | 'failed' | Unreadable) => {
      missing += workers;
      this.count(WORKERS_MISSING, workers, reason);
    };
    const told: Told[] = [];
    const left = new Set<MessageChannelLike>();
    // On a channel that is everybody's, what is shared here answers, too.
    const { worker: own } = Object(this.instance.components.get(SHARING)) as Partial<Sharer>;
    for (const { channel, sent, late, failed, isGone } of answers) {
      if (isGone) left.add(channel);
      if (isGone) this.gone.add(channel);
      miss(late, 'late');
      miss(failed, 'failed');
      for (const { worker, pieces, heardMs } of sent) {
        if (worker === own) continue;
        const joined = await this.inPieces(joining(pieces));
        if (typeof joined === 'string') miss(1, joined);
        else told.push({ ...joined, worker, channel, heardMs });
      }
    }
    return { told, missing, left };
  }

  private readonly hearLast: TakeLast = (channel, sent) => {
    this.waiting.push({ ...sent, channel });
    const taken = this.inTurn(async () => this.take(await this.joinLast()));
    this.instance.contain('callback', () => taken);
  };

  private async joinLast(): Promise<Told[]> {
    const told: Told[] = [];
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      const { pieces, ...from } = next;
      const joined = await this.inPieces(joining(pieces));
      if (typeof joined === 'string') this.count(WORKERS_MISSING, 1, joined);
      else told.push({ ...joined, ...from, isLast: true });
    }
    return told;
  }

  /** What was told last counts from now on, though nobody may read before many more have come and gone. */
  private async take(told: readonly Told[]): Promise<void> {
    if (told.length === 0) return;
    const answers = await this.sound({ told, channels: this.reached(), left: new Set() });
    this.countUnreadable(answers);
    this.members = await this.summedUp(this.members.after(answers, performance.now(), false));
  }

  private summedUp(members: Members): Promise<Members> {
    return members.summedUp((snapshots) => this.merge(snapshots));
  }

  private async merge(snapshots: readonly TelemetrySnapshot[]): Promise<TelemetrySnapshot> {
    const conflicts = new Map<string, string>();
    const merging = mergingSnapshots(snapshots, this.settings, (name, expected, got) => {
      conflicts.set(name, `${got}, not ${expected}`);
    });
    const merged = await this.inPieces(merging);
    for (const [fullName, difference] of conflicts) this.conflict(fullName, difference);
    return merged;
  }

  /** With what can be merged alone, found metric by metric. */
  private async sound({ told, ...asked }: Answers): Promise<Answers> {
    const kept: Told[] = [];
    for (const part of told) {
      const { snapshot } = part;
      if (await this.merges(snapshot)) {
        kept.push(part);
        continue;
      }
      if (!(await this.merges({ ...snapshot, metrics: [] }))) {
        this.lastMissing += 1;
        this.count(WORKERS_MISSING, 1, 'unreadable');
        continue;
      }
      const unreadable = new Set(part.unreadable);
      for (const metric of snapshot.metrics) {
        if (!(await this.merges({ ...snapshot, metrics: [metric], runs: [], curves: [] })))
          unreadable.add(metric.fullName);
      }
      const metrics = snapshot.metrics.filter(({ fullName }) => !unreadable.has(fullName));
      kept.push({ ...part, snapshot: { ...snapshot, metrics }, unreadable });
    }
    return { told: kept, ...asked };
  }

  /** Of two that are alike, everything is looked into. */
  private merges(snapshot: TelemetrySnapshot): Promise<boolean> {
    return this.inPieces(mergingSnapshots([snapshot, snapshot], this.settings)).then(
      () => true,
      () => false,
    );
  }

  private inPieces<T>(work: Slices<T>): Promise<T> {
    return runInPieces(work, this.instance.budget);
  }

  private count(
    counter: typeof WORKERS_MISSING | typeof WORKERS_LOST,
    workers: number,
    reason: 'late' | 'failed' | 'no_last_words' | Unreadable,
  ): void {
    if (workers === 0) return;
    const { registry, log } = this.instance;
    registry.of(counter).withLabelValues([]).record(workers);
    log.failure(counter.name, reason);
  }

  private countUnreadable({ told }: Answers): void {
    for (const name of new Set(told.flatMap((part) => [...part.unreadable])))
      this.conflict(name, 'unreadable');
  }

  private conflict(metric: string, value: string): void {
    this.instance.registry.countLoss(INSTRUMENT_CONFLICTS, metric, { metric, value });
  }
}
