/** The collecting side: what this process and its workers recorded, as one snapshot. */

import { wrongValue } from '../errors.ts';
import { INSTRUMENT_CONFLICTS, runInSlices, WORKERS_MISSING } from '../metrics/inner.ts';
import {
  contextOf,
  type MergeOptions,
  mergingSnapshots,
  randomId,
  requireMergeOptions,
  type TelemetryHandle,
  type TelemetrySnapshot,
} from '../telemetry/index.ts';
import { requireFields, requireFunction } from '../validate.ts';
import { type MessageChannelLike, requireChannel } from './channel.ts';
import { type Answers, Members, type Told } from './members.ts';
import { ask } from './request.ts';

export interface CollectOptions extends MergeOptions {
  /** Workers that have not sent all by then count with what they told last, and as missing; 5 if left out. Above 0, an hour at most. */
  readonly timeoutSeconds?: number;
  /** How long workers on a BroadcastChannel have for saying that they are there; 0.2 if left out. */
  readonly gatherSeconds?: number;
}

const OPTIONS = [
  'gauges',
  'timeoutSeconds',
  'gatherSeconds',
] as const satisfies readonly (keyof CollectOptions)[];

export interface CollectedSnapshots {
  /**
   * Asks every worker and merges what they send with what this process recorded. A worker that does not answer counts with
   * what it told last; one that has left, with its counters and histograms. Questions that come while one is under way get
   * its answer. A metric that a worker means something else by than this process, or than a worker asked
   * before it, is left out of what that worker sent, and counted in `inferometer_instrument_conflicts_total`.
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
  const { registry, budget } = contextOf(telemetry);
  const timeoutMs = milliseconds('timeoutSeconds', options.timeoutSeconds ?? 5);
  const gatherMs = milliseconds('gatherSeconds', options.gatherSeconds ?? 0.2);
  let members = new Members();
  let missing = 0;
  let running: Promise<TelemetrySnapshot> | undefined;

  const miss = (workers: number) => {
    missing += workers;
    if (workers > 0) registry.of(WORKERS_MISSING).withLabelValues([]).record(workers);
  };

  const merge = async (snapshots: readonly TelemetrySnapshot[]) => {
    const conflicts = new Set<string>();
    const merging = mergingSnapshots(snapshots, options, (name) => conflicts.add(name));
    const merged = await runInSlices(merging, budget);
    for (const fullName of conflicts) registry.countLoss(INSTRUMENT_CONFLICTS, fullName);
    return merged;
  };

  const isReadable = async (snapshot: TelemetrySnapshot) => {
    try {
      // Of two, everything is looked into.
      await runInSlices(mergingSnapshots([snapshot, snapshot], options), budget);
      return true;
    } catch {
      return false;
    }
  };

  const askAll = async (): Promise<Answers> => {
    const request = randomId();
    const asked = new Set([...channels()].filter((channel) => channel !== undefined));
    for (const channel of asked) requireChannel(channel);
    const asking = { request, timeoutMs, gatherMs: Math.min(gatherMs, timeoutMs) };
    const answers = await Promise.all(
      [...asked].map(async (channel) => ({ channel, ...(await ask(channel, asking)) })),
    );
    missing = 0;
    miss(answers.reduce((sum, answer) => sum + answer.missing, 0));
    const told = answers.flatMap(({ channel, parts }) => parts.map((part) => ({ ...part, channel })));
    return { told, channels: asked };
  };

  const readable = async ({ told, channels }: Answers): Promise<Answers> => {
    const kept: Told[] = [];
    for (const one of told) if (await isReadable(one.snapshot)) kept.push(one);
    miss(told.length - kept.length);
    return { told: kept, channels };
  };

  const collect = async () => {
    const answers = await askAll();
    const nowMs = performance.now();
    const merged = (next: Members) => merge([telemetry.snapshot(), ...next.snapshots]);
    let next = members.after(answers, nowMs);
    // Where one of them told what cannot be read, it counts with what it told before.
    const whole = await merged(next).catch(async () => {
      next = members.after(await readable(answers), nowMs);
      return merged(next);
    });
    members = await next.summedUp(merge);
    return whole;
  };

  return {
    get missing() {
      return missing;
    },
    snapshot: () => {
      running ??= collect().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

function milliseconds(label: string, seconds: number): number {
  if (seconds > 0 && seconds <= 3600) return seconds * 1000;
  const remedy = 'Correct it, or leave it out for the default.';
  throw wrongValue('TELEMETRY_COLLECT_OPTION', label, 'seconds above 0, at most 3600', seconds, remedy);
}
