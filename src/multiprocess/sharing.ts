/** What is told of one source, over however many channels, and by however many copies of the library. */
import { budgetOn, runInPieces, runSync, type TimeBudget } from '../metrics/inner.ts';
import { attempted, onEnding, systemScheduler } from '../runtime/index.ts';
import {
  type Component,
  randomId,
  type SnapshotSource,
  type TelemetryContext,
  type TelemetrySnapshot,
  takingSnapshot,
} from '../telemetry/index.ts';
import { hear, type MessageChannelLike, post, postLast } from './channel.ts';
import { handingOut, piecesOf } from './chunks.ts';
import { withoutGauges } from './members.ts';
import { type Answer, isAsk, LAST } from './protocol.ts';

interface Shared {
  /** Those that share over the channel: the last one ends it. */
  readonly users: Set<object>;
  readonly stop: () => void;
  /** Nobody is told of an end who never asked: other programs talk over such channels, too. */
  wasAsked: boolean;
}

/** What was recorded up to now. */
interface Reading {
  readonly budget: TimeBudget;
  inPieces(): Promise<TelemetrySnapshot>;
  /** Undefined where it takes time. */
  atOnce(): TelemetrySnapshot | undefined;
}

export class Sharing implements Component {
  private readonly worker = randomId();
  private readonly channels = new Map<MessageChannelLike, Shared>();
  private reading: Reading;
  private isOver = false;
  private stopListening: (() => void) | undefined;

  constructor(source: TelemetryContext | SnapshotSource) {
    this.reading = 'registry' in source ? readingOf(source) : readingOfOther(source);
  }

  /** Until the function that it returns is called. */
  over(channel: MessageChannelLike): () => void {
    const shared = this.channels.get(channel) ?? this.open(channel);
    const user = {};
    shared.users.add(user);
    return () => {
      if (shared.users.delete(user) && shared.users.size === 0) this.close(channel, shared);
    };
  }

  /** What was recorded counts for good, whoever asks afterwards. */
  dispose(): void {
    const { budget } = this.reading;
    const snapshot = this.tellLast();
    this.isOver = true;
    this.listenNoMore();
    if (snapshot === undefined) return;
    const left = withoutGauges(snapshot);
    this.reading = { budget, inPieces: async () => left, atOnce: () => left };
  }

  private open(channel: MessageChannelLike): Shared {
    const last = () => void this.tellLast();
    const stop = hear(channel, (message) => {
      if (!isAsk(message)) return;
      if (!this.isOver) this.stopListening ??= onEnding({ idle: last, last }, { signals: true });
      shared.wasAsked = true;
      void this.tell(channel, message.request);
    });
    const shared: Shared = { users: new Set(), stop, wasAsked: false };
    this.channels.set(channel, shared);
    return shared;
  }

  private close(channel: MessageChannelLike, { stop }: Shared): void {
    stop();
    this.channels.delete(channel);
    if (this.channels.size === 0) this.listenNoMore();
  }

  private listenNoMore(): void {
    this.stopListening?.();
    this.stopListening = undefined;
  }

  private async tell(channel: MessageChannelLike, request: string): Promise<void> {
    const { worker, reading } = this;
    const say = (answer: Answer) => post(channel, answer);
    say({ request, worker, inferometer: 'here' });
    try {
      const pieces = await runInPieces(
        handingOut(
          await reading.inPieces(),
          (text) => void say({ request, worker, inferometer: 'piece', text }),
        ),
        reading.budget,
      );
      say({ request, worker, inferometer: 'end', pieces });
    } catch {
      say({ request, worker, inferometer: 'end' });
    }
  }

  /** At once, since nothing may come after it; what was told, if it could be. */
  private tellLast(): TelemetrySnapshot | undefined {
    const { worker, reading, channels } = this;
    if (channels.size === 0) return undefined;
    const snapshot = attempted(() => reading.atOnce());
    if (snapshot === undefined) return undefined;
    const asked = [...channels].filter(([, { wasAsked }]) => wasAsked);
    if (asked.length === 0) return snapshot;
    const answers: Answer[] = [...piecesOf(snapshot)].map((text) => ({
      ...{ request: LAST, worker, inferometer: 'piece', text },
    }));
    answers.push({ request: LAST, worker, inferometer: 'end', pieces: answers.length });
    for (const [channel] of asked) postLast(channel, answers);
    return snapshot;
  }
}

function readingOf(instance: TelemetryContext): Reading {
  const { budget } = instance;
  return {
    budget,
    inPieces: () => runInPieces(takingSnapshot(instance), budget),
    atOnce: () => runSync(takingSnapshot(instance)),
  };
}

/** Of what gives snapshots and is no telemetry. */
function readingOfOther(source: SnapshotSource): Reading {
  return {
    budget: budgetOn(systemScheduler()),
    inPieces: async () => ({ runs: [], curves: [], ...(await source.snapshot()) }),
    atOnce: () => {
      const snapshot = source.snapshot();
      if ('metrics' in snapshot) return { runs: [], curves: [], ...snapshot };
      snapshot.catch(() => {});
      return undefined;
    },
  };
}
