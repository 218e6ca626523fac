/** Workers that belong to a telemetry, from when they are attached until they are gone. */
import {
  type Component,
  componentOf,
  contextOf,
  type TelemetryContext,
  type TelemetryHandle,
  type TelemetrySnapshot,
} from '../telemetry/index.ts';
import { type MessageChannelLike, onGone, requireChannel } from './channel.ts';
import type { CollectedSnapshots } from './collect.ts';
import { Collecting } from './collecting/collecting.ts';
import { type CollectOptions, collectSettings } from './collecting/options.ts';
import { Rounds } from './collecting/rounds.ts';

/** Its `snapshot()` is of the telemetry and of everything attached to it, whichever was attached here. */
export interface AttachedWorker extends CollectedSnapshots {
  /**
   * Asks it a last time and lets it go: what it has counted stays, its gauges go, and it is not lost. For before it is ended by
   * what nobody is told of: `terminate()`, SIGKILL.
   *
   * @returns false where it did not answer in time, or had left before.
   */
  detach(): Promise<boolean>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Counts what a worker records with what this telemetry does: a thread, a web worker, a process with IPC, a port of a shared or
 * service worker, or everybody on a BroadcastChannel. In there `shareSnapshots` is called. It is asked every `everySeconds`, and no
 * more than what it recorded since is lost when it is killed; then `inferometer_workers_lost_total` counts it. Who leaves by itself
 * tells all before, and is let go by itself where the platform says that it is gone.
 *
 * @param options of all that are attached to this telemetry: what is given here changes, what is left out stays as it is.
 * @throws TELEMETRY_CHANNEL, TELEMETRY_COLLECT_OPTION, TELEMETRY_GAUGE_RULE, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * const worker = new Worker(new URL('./embed.js', import.meta.url), { type: 'module' });
 * const attached = attachWorker(telemetry, worker);
 * getInferenceMetrics(await attached.snapshot(), 'embedder'); // of both
 * if (await attached.detach()) worker.terminate();
 */
export function attachWorker(
  telemetry: TelemetryHandle,
  worker: MessageChannelLike,
  options: CollectOptions = {},
): AttachedWorker {
  requireChannel(worker);
  const attached = componentOf(contextOf(telemetry), AttachedWorkers, 'attached workers');
  attached.attach(worker, options);
  const detach = () => attached.detach(worker);
  return {
    get missing() {
      return attached.missing;
    },
    snapshot: () => attached.snapshot(),
    detach,
    [Symbol.asyncDispose]: async () => void (await detach()),
  };
}

/** However long intervals are, this much is bearable to lose. */
const LONGEST_EVERY_SECONDS = 10;

class AttachedWorkers implements Component {
  /** With what ends that their end is looked out for. */
  private readonly workers = new Map<MessageChannelLike, () => void>();
  private readonly collecting: Collecting;
  private readonly instance: TelemetryContext;

  constructor(instance: TelemetryContext) {
    const everySeconds = Math.min(LONGEST_EVERY_SECONDS, instance.aggregationIntervalSeconds);
    this.instance = instance;
    this.collecting = new Collecting(instance, () => this.workers.keys(), collectSettings({ everySeconds }));
    const everyMs = () => this.collecting.settings.everyMs ?? everySeconds * 1000;
    componentOf(instance, Rounds).begin(everyMs, async () => {
      if (this.workers.size > 0) await this.collecting.snapshot();
    });
  }

  get missing(): number {
    return this.collecting.missing;
  }

  snapshot(): Promise<TelemetrySnapshot> {
    return this.collecting.snapshot();
  }

  attach(worker: MessageChannelLike, options: CollectOptions): void {
    this.collecting.settings = collectSettings(options, this.collecting.settings);
    if (this.workers.has(worker)) return;
    this.workers.set(
      worker,
      onGone(worker, () => this.gone(worker)),
    );
  }

  async detach(worker: MessageChannelLike): Promise<boolean> {
    if (!this.workers.has(worker)) return false;
    return this.collecting.letGo(worker, () => this.leave(worker));
  }

  dispose(): void {
    for (const worker of [...this.workers.keys()]) this.leave(worker);
  }

  private gone(worker: MessageChannelLike): void {
    this.leave(worker);
    // Whether it is lost is judged when the others are asked.
    this.instance.contain('callback', () => this.collecting.snapshot());
  }

  private leave(worker: MessageChannelLike): void {
    this.workers.get(worker)?.();
    this.workers.delete(worker);
  }
}
