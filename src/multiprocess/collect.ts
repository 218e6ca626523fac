/** The collecting side: what this process and its workers recorded, as one snapshot. */

import { wrongValue } from '../errors.ts';
import { INSTRUMENT_CONFLICTS, runInPieces, type Slices, WORKERS_MISSING } from '../metrics/inner.ts';
import {
  type Component,
  componentOf,
  contextOf,
  type MergeOptions,
  mergingSnapshots,
  randomId,
  requireMergeOptions,
  type TelemetryContext,
  type TelemetryHandle,
  type TelemetrySnapshot,
  takingSnapshot,
} from '../telemetry/index.ts';
import { requireFields, requireFunction } from '../validate.ts';
import { type MessageChannelLike, requireChannel } from './channel.ts';
import { joining, type Unreadable } from './chunks.ts';
import type { Sent } from './gathering.ts';
import { LastWords, type TakeLast } from './last-words.ts';
import { type Answers, Members, type Told } from './members.ts';
import { ask } from './request.ts';
import { WORKERS_LOST } from './self-metrics.ts';

export interface CollectOptions extends MergeOptions {
  /** Workers that have not sent all by then count with what they told last, and as missing; 5 if left out. Above 0, an hour at most. */
  readonly timeoutSeconds?: number;
  /**
   * What a worker that left has counted is left out after so long, but for series that somebody else tells of, too; above 0.
   * Never if left out: a sum over time that needs all that was counted is then too low.
   */
  readonly expireAfterSeconds?: number;
  /** How long workers on a BroadcastChannel have for saying that they are there; 0.2 if left out. */
  readonly gatherSeconds?: number;
  /**
   * Asks so often by itself, too, until the telemetry is disposed of: of a worker that is killed, no more is lost than
   * what it recorded in that time. Only when somebody reads if left out. Above 0, an hour at most.
   */
  readonly everySeconds?: number;
}

const OPTIONS = [
  'gauges',
  'timeoutSeconds',
  'gatherSeconds',
  'everySeconds',
  'expireAfterSeconds',
] as const satisfies readonly (keyof CollectOptions)[];

export interface CollectedSnapshots {
  /**
   * Asks every worker and merges what they send with what this process recorded. A worker that does not answer counts with
   * what it told last; one that has left, with its counters and histograms. Questions that come while one is under way get
   * its answer. Each piece is looked at by itself: a metric that cannot be read, or is of another kind or unit than in this
   * process or a worker heard of before, costs itself alone; one with other labels or bounds adds up. All of them are said
   * once, and counted in `inferometer_instrument_conflicts_total`.
   */
  snapshot(): Promise<TelemetrySnapshot>;
  /**
   * Workers that did not answer the last question in time, or with what is no snapshot of this version of the library. All of
   * them: `inferometer_workers_missing_total`.
   */
  readonly missing: number;
}

/**
 * Reads the telemetry of other processes, worker threads or pages, in which `shareSnapshots` was called.
 *
 * @param channels asked for at every snapshot, so that workers may come and go; what is undefined among them is left out,
 * since node:cluster types its workers so.
 * @throws TELEMETRY_COLLECT_OPTION, TELEMETRY_GAUGE_RULE, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * // In the primary process of node:cluster:
 * const all = collectSnapshots(telemetry, () => Object.values(cluster.workers ?? {}));
 * await startMetricsServer(all, { port: 9464 });
 */
export function collectSnapshots(
  telemetry: TelemetryHandle,
  channels: () => Iterable<MessageChannelLike | undefined>,
  options: CollectOptions = {},
): CollectedSnapshots {
  requireFields('TELEMETRY_ARGUMENT_KIND', 'TELEMETRY_UNKNOWN_OPTION', options, OPTIONS);
  requireFunction('channels', channels, 'Pass a function that gives the workers: () => [worker].');
  requireMergeOptions(options);
  const instance = contextOf(telemetry);
  const { registry, budget, log, contain } = instance;
  const timeoutMs = milliseconds('timeoutSeconds', options.timeoutSeconds ?? 5);
  const gatherMs = milliseconds('gatherSeconds', options.gatherSeconds ?? 0.2);
  const expireAfterMs = milliseconds('expireAfterSeconds', options.expireAfterSeconds ?? Infinity, Infinity);
  let members = new Members();
  let missing = 0;
  let running: Promise<TelemetrySnapshot> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const inPieces = <T>(work: Slices<T>) => runInPieces(work, budget);

  /** One after the other: each begins with the members that the one before it left. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };

  const count = (
    counter: typeof WORKERS_MISSING | typeof WORKERS_LOST,
    workers: number,
    reason: 'late' | 'failed' | 'no_last_words' | Unreadable,
  ) => {
    if (workers === 0) return;
    registry.of(counter).withLabelValues([]).record(workers);
    log.failure(counter.name, reason);
  };

  const miss = (workers: number, reason: 'late' | 'failed' | Unreadable) => {
    missing += workers;
    count(WORKERS_MISSING, workers, reason);
  };

  const conflict = (metric: string, value: string) =>
    registry.countLoss(INSTRUMENT_CONFLICTS, metric, { metric, value });

  const merge = async (snapshots: readonly TelemetrySnapshot[]) => {
    const conflicts = new Map<string, string>();
    const merging = mergingSnapshots(snapshots, options, (name, expected, got) => {
      conflicts.set(name, `${got}, not ${expected}`);
    });
    const merged = await inPieces(merging);
    for (const [fullName, difference] of conflicts) conflict(fullName, difference);
    return merged;
  };

  const reached = () => new Set([...channels()].filter((channel) => channel !== undefined));

  const askAll = async (): Promise<Answers> => {
    const request = randomId();
    const asked = reached();
    for (const channel of asked) requireChannel(channel);
    for (const channel of asked) lastWords.listenTo(channel, hearLast);
    const asking = { request, timeoutMs, gatherMs: Math.min(gatherMs, timeoutMs) };
    const answers = await Promise.all(
      [...asked].map(async (channel) => ({ channel, ...(await ask(channel, asking)) })),
    );
    missing = 0;
    const told: Told[] = [];
    for (const { channel, sent, late, failed } of answers) {
      miss(late, 'late');
      miss(failed, 'failed');
      for (const { worker, pieces, heardMs } of sent) {
        const joined = await inPieces(joining(pieces));
        if (typeof joined === 'string') miss(1, joined);
        else told.push({ ...joined, worker, channel, heardMs });
      }
    }
    return { told, channels: asked };
  };

  /** Of two that are alike, everything is looked into. */
  const merges = (snapshot: TelemetrySnapshot) =>
    inPieces(mergingSnapshots([snapshot, snapshot], options)).then(
      () => true,
      () => false,
    );

  /** With what can be merged alone, found metric by metric. */
  const sound = async ({ told, channels }: Answers): Promise<Answers> => {
    const kept: Told[] = [];
    for (const part of told) {
      const { snapshot } = part;
      if (await merges(snapshot)) {
        kept.push(part);
        continue;
      }
      if (!(await merges({ ...snapshot, metrics: [] }))) {
        miss(1, 'unreadable');
        continue;
      }
      const unreadable = new Set(part.unreadable);
      for (const metric of snapshot.metrics) {
        if (!(await merges({ ...snapshot, metrics: [metric], runs: [], curves: [] })))
          unreadable.add(metric.fullName);
      }
      const metrics = snapshot.metrics.filter(({ fullName }) => !unreadable.has(fullName));
      kept.push({ ...part, snapshot: { ...snapshot, metrics }, unreadable });
    }
    return { told: kept, channels };
  };

  const countUnreadable = ({ told }: Answers) => {
    const unreadable = new Set(told.flatMap((part) => [...part.unreadable]));
    for (const name of unreadable) conflict(name, 'unreadable');
  };

  /** Last words that came, and have not been taken. */
  const waiting: (Sent & { readonly channel: MessageChannelLike })[] = [];

  const joinLast = async (): Promise<Told[]> => {
    const told: Told[] = [];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { pieces, ...from } = next;
      const joined = await inPieces(joining(pieces));
      if (typeof joined === 'string') count(WORKERS_MISSING, 1, joined);
      else told.push({ ...joined, ...from, isLast: true });
    }
    return told;
  };

  /** They count from now on, though nobody may read before many more have come and gone. */
  const takeLast = async () => {
    const told = await joinLast();
    if (told.length === 0) return;
    const answers = await sound({ told, channels: reached() });
    countUnreadable(answers);
    members = await members.after(answers, performance.now(), false).summedUp(merge);
  };

  const hearLast: TakeLast = (channel, sent) => {
    waiting.push({ ...sent, channel });
    const taken = inTurn(takeLast);
    contain('callback', () => taken);
  };

  const lastWords = componentOf(instance, LastWords);

  const collect = async () => {
    let answers = await askAll();
    const own = await inPieces(takingSnapshot(instance));
    // Before it is judged who is lost.
    answers = { ...answers, told: [...answers.told, ...(await joinLast())] };
    const nowMs = performance.now();
    const mergedAfter = async () => {
      const after = members.after(answers, nowMs, true);
      const next = await inPieces(after.withoutExpired(own, nowMs, expireAfterMs));
      return { lost: after.lost, next, whole: await merge([own, ...next.snapshots]) };
    };
    const { lost, next, whole } = await mergedAfter().catch(async () => {
      answers = await sound(answers);
      return mergedAfter();
    });
    countUnreadable(answers);
    count(WORKERS_LOST, lost, 'no_last_words');
    members = await next.summedUp(merge);
    return whole;
  };

  const collected: CollectedSnapshots = {
    get missing() {
      return missing;
    },
    snapshot: () => {
      running ??= inTurn(collect).finally(() => {
        running = undefined;
      });
      return running;
    },
  };
  if (options.everySeconds !== undefined) {
    const everyMs = milliseconds('everySeconds', options.everySeconds);
    componentOf(instance, Rounds).begin(everyMs, () => collected.snapshot());
  }
  return collected;
}

/** Questions that nobody asked for, until the telemetry is disposed of. */
class Rounds implements Component {
  private readonly instance: TelemetryContext;
  private isOver = false;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  begin(everyMs: number, round: () => Promise<unknown>): void {
    const { timer, contain } = this.instance;
    const wait = () => {
      if (!this.isOver) timer.after(everyMs, elapsed);
    };
    // The next one is counted from its end: where workers are late they are not asked the more often.
    const elapsed = () => void Promise.resolve(contain('callback', round)).then(wait, wait);
    wait();
  }

  dispose(): void {
    this.isOver = true;
  }
}

function milliseconds(label: string, seconds: number, most = 3600): number {
  if (typeof seconds === 'number' && seconds > 0 && seconds <= most) return seconds * 1000;
  const remedy = 'Correct it, or leave it out for the default.';
  const expected = `seconds above 0${most < Infinity ? `, at most ${most}` : ''}`;
  throw wrongValue('TELEMETRY_COLLECT_OPTION', label, expected, seconds, remedy);
}
