/** What this process and its workers recorded, for whoever knows at every reading who they are. */
import { componentOf, contextOf, type TelemetryHandle, type TelemetrySnapshot } from '../telemetry/index.ts';
import { requireFunction } from '../validate.ts';
import type { MessageChannelLike } from './channel.ts';
import { Collecting } from './collecting/collecting.ts';
import { type CollectOptions, collectSettings } from './collecting/options.ts';
import { Rounds } from './collecting/rounds.ts';

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
 * Reads the telemetry of other processes, worker threads or pages, in which `shareSnapshots` was called. `attachWorker` keeps the
 * list of them by itself.
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
  const settings = collectSettings(options);
  requireFunction('channels', channels, 'Pass a function that gives the workers: () => [worker].');
  const instance = contextOf(telemetry);
  const collecting = new Collecting(instance, channels, settings);
  const { everyMs } = settings;
  if (everyMs !== undefined) {
    componentOf(instance, Rounds).begin(
      () => everyMs,
      () => collecting.snapshot(),
    );
  }
  return {
    get missing() {
      return collecting.missing;
    },
    snapshot: () => collecting.snapshot(),
  };
}
