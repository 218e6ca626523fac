/** Pushes what a telemetry instance records to a receiver of Prometheus remote write, every few seconds. */

import { BackOff, pauseOf } from '../retry.ts';
import {
  type Component,
  componentOf,
  contextOf,
  type TelemetryContext,
  type TelemetryHandle,
} from '../telemetry/index.ts';
import { requireFields } from '../validate.ts';
import { deliverRequest } from './delivery.ts';
import { asVersion1 } from './encoding/as-version-1.ts';
import { ToldSeries } from './encoding/told-series.ts';
import type { Version } from './encoding/versions.ts';
import { type WriteRequest, writeRequests } from './encoding/write-request.ts';
import { RemoteWriteMetrics } from './metrics.ts';
import { type RemoteWriteOptions, type RemoteWriteSettings, remoteWriteSettings } from './options.ts';
import { Queue } from './queue.ts';

export interface RemoteWriteStop {
  /** How long what waits may take to be delivered; 5 if left out. The rest is dropped, and counted. */
  readonly timeoutSeconds?: number;
}

/** Made by createRemoteWrite. Nothing of it throws or rejects, but for a misspelt option; `inferometer_remote_write_*` tell how it goes. */
export class RemoteWrite {
  private readonly telemetry: TelemetryHandle;
  private readonly settings: RemoteWriteSettings;
  private readonly ports: TelemetryContext;
  private readonly metrics: RemoteWriteMetrics;
  private readonly queue: Queue;
  private readonly told: ToldSeries | undefined;
  private readonly backOff: BackOff;
  /** The attempt that is being made. */
  private attempt: Attempt | undefined;
  private isOver = false;
  private collecting: Promise<void> = Promise.resolve();
  private sending: Promise<void> | undefined;
  private ending: Promise<boolean> | undefined;
  private lastTimestampMs = 0;
  /** What is sent: that of the settings, until a receiver does not read it. */
  private version: Version;
  /** Whether the receiver has taken a request of that version. */
  private isVersionKnown = false;
  /** Of the monotonic clock: no attempt is made before, because the receiver asked for that, or after a failure. */
  private orderedUntilMs = -Infinity;
  private pausedUntilMs = -Infinity;
  private cancelTick: () => void;
  private cancelRetry: () => void = () => {};

  /** @internal */
  constructor(telemetry: TelemetryHandle, options: RemoteWriteOptions) {
    this.telemetry = telemetry;
    this.settings = remoteWriteSettings(options);
    this.version = this.settings.version;
    this.ports = contextOf(telemetry);
    this.metrics = new RemoteWriteMetrics(this.ports, this.settings.name);
    this.queue = new Queue(this.settings, (samples) => this.metrics.dropped('queue_full', samples));
    this.told = this.settings.staleMarkers ? new ToldSeries() : undefined;
    const { minBackoffSeconds, maxBackoffSeconds, intervalSeconds } = this.settings;
    this.backOff = new BackOff(minBackoffSeconds, maxBackoffSeconds);
    // A fleet that was started at once does not send at once.
    const firstMs = intervalSeconds * 1000 * (0.5 + Math.random() / 2);
    this.cancelTick = this.ports.timer.after(firstMs, () => this.tick());
    componentOf(this.ports, RemoteWrites).running.add(this);
  }

  /**
   * Sends what is recorded so far, and what waits, now: a pause after a failure is cut short, unless the receiver has
   * asked for it.
   *
   * @returns true once the receiver has taken all of it. False when it did not: what may succeed later waits, and is
   * tried again.
   */
  async flush(): Promise<boolean> {
    if (this.ending) return this.ending;
    const lostBefore = this.metrics.lost;
    await this.collect();
    if (this.ports.clock.monotonicMs() >= this.orderedUntilMs) await this.send();
    return this.queue.samples === 0 && this.metrics.lost === lostBefore;
  }

  /**
   * Sends everything a last time, marks the series as ended, and sends no more. Nothing else ends the sending, also
   * not that the telemetry is disposed of: stop first.
   *
   * @returns true if nothing was lost at the end.
   * @example
   * process.once('SIGTERM', async () => {
   *   await remote.stop({ timeoutSeconds: 5 });
   *   process.exit();
   * });
   */
  stop(options: RemoteWriteStop = {}): Promise<boolean> {
    requireFields('REMOTE_WRITE_OPTION_KIND', 'REMOTE_WRITE_UNKNOWN_OPTION', options, ['timeoutSeconds']);
    const { timeoutSeconds = 5 } = options;
    this.ending ??= this.finish(timeoutSeconds);
    return this.ending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async tick(): Promise<void> {
    const { clock, timer } = this.ports;
    const begunMs = clock.monotonicMs();
    await this.collect();
    if (this.ending) return;
    const spentMs = clock.monotonicMs() - begunMs;
    const leftMs = Math.max(0, this.settings.intervalSeconds * 1000 - spentMs);
    this.cancelTick = timer.after(leftMs, () => this.tick());
    if (clock.monotonicMs() >= this.pausedUntilMs) await this.send();
  }

  /** Puts what is recorded into the queue, in slices. */
  private collect(isStale = false): Promise<void> {
    // One after another: the samples of a series must be sent in their order.
    this.collecting = this.collecting
      .then(() => this.enqueue(isStale))
      .catch((error) => this.metrics.failed(error));
    return this.collecting;
  }

  private async enqueue(isStale: boolean): Promise<void> {
    // A wall clock that was set back stands still until it has caught up: older samples would be refused.
    const exemplarsAfterMs = this.lastTimestampMs;
    const timestampMs = Math.max(this.ports.clock.wallUnixMs(), exemplarsAfterMs + 1);
    this.lastTimestampMs = timestampMs;
    const { settings, telemetry } = this;
    const { budget } = this.ports;
    const { version } = this;
    const content = { ...settings, version, timestampMs, exemplarsAfterMs, isStale };
    for (const request of writeRequests(telemetry.metrics, this.told, content, settings)) {
      if (request !== undefined) this.queue.add(request);
      if (budget.isExhausted()) await budget.pause();
    }
    this.metrics.waiting(this.queue.samples);
  }

  /** Sends what waits, until nothing does, or the receiver fails. */
  private async send(): Promise<void> {
    this.giveUpLost();
    // What was added while the last attempt came to its end is sent too.
    do {
      this.sending ??= this.draining();
      await this.sending;
    } while (this.queue.samples > 0 && this.ports.clock.monotonicMs() >= this.pausedUntilMs);
  }

  private draining(): Promise<void> {
    const sending: Promise<void> = this.drain().finally(() => {
      if (this.sending === sending) this.sending = undefined;
    });
    return sending;
  }

  private async drain(): Promise<void> {
    this.cancelRetry();
    this.pausedUntilMs = -Infinity;
    const { ports, settings } = this;
    for (let request = this.take(); request !== undefined; request = this.take()) {
      // Each with a signal of its own: before August 2026 workerd let none be used in another request than it was made in.
      const attempt = { request, control: new AbortController(), endsAtMs: this.lateMs() };
      this.attempt = attempt;
      if (this.isOver) attempt.control.abort();
      const { signal } = attempt.control;
      const delivered = await deliverRequest(request, settings, this.isVersionKnown, ports, signal);
      if (this.attempt !== attempt) return;
      this.attempt = undefined;
      if (delivered.kind === 'retry') {
        this.queue.putBack(request);
        this.metrics.retried(delivered);
        this.pause(delivered.retryAfterSeconds);
        break;
      }
      this.backOff.reset();
      if (delivered.kind === 'unsupported') {
        this.version = '1.0';
        this.queue.putBack(request);
        this.metrics.fellBack(delivered);
      } else if (delivered.kind === 'sent') {
        this.isVersionKnown = true;
        this.metrics.sent(request.samples);
      } else this.metrics.rejected(request.samples, delivered);
    }
    this.metrics.waiting(this.queue.samples);
  }

  /** A platform that ends a request ends what it waits for, timers too: of an attempt that was made in it nothing more is heard. */
  private giveUpLost(): void {
    const { attempt } = this;
    if (attempt === undefined || this.ports.clock.monotonicMs() < attempt.endsAtMs) return;
    this.attempt = undefined;
    this.sending = undefined;
    this.queue.putBack(attempt.request);
  }

  /** When an attempt that begins now has ended long ago, one way or the other. */
  private lateMs(): number {
    return this.ports.clock.monotonicMs() + this.settings.timeoutSeconds * 1000 + LATE_MS;
  }

  /** The oldest request, as the receiver reads it. */
  private take(): WriteRequest | undefined {
    const request = this.queue.take();
    return request !== undefined && this.version === '1.0' ? asVersion1(request) : request;
  }

  private pause(retryAfterSeconds: number): void {
    const { clock, timer } = this.ports;
    const nowMs = clock.monotonicMs();
    const seconds = this.backOff.next(retryAfterSeconds);
    this.pausedUntilMs = nowMs + seconds * 1000;
    if (retryAfterSeconds > 0) this.orderedUntilMs = this.pausedUntilMs;
    this.cancelRetry = timer.after(seconds * 1000, () => this.send());
  }

  private async finish(timeoutSeconds: number): Promise<boolean> {
    this.cancelTick();
    // This timer also keeps the process alive until then, which those of the port do not.
    const timeoutMs = Math.min(Math.max(0, timeoutSeconds) * 1000, LONGEST_TIMEOUT_MS);
    const pausing = new AbortController();
    const deadline = setTimeout(() => {
      this.isOver = true;
      pausing.abort();
      this.attempt?.control.abort();
    }, timeoutMs);
    const lostBefore = this.metrics.lost;
    await this.collect();
    if (this.settings.staleMarkers) await this.collect(true);
    while ((this.queue.samples > 0 || this.sending) && !this.isOver) {
      await pauseOf(this.pausedUntilMs - this.ports.clock.monotonicMs(), pausing.signal);
      await this.send();
    }
    // What was on its way when time was up is in the queue again.
    await this.sending;
    clearTimeout(deadline);
    this.cancelRetry();
    componentOf(this.ports, RemoteWrites).running.delete(this);
    const left = this.queue.clear();
    if (left > 0) this.metrics.dropped('stopped', left);
    this.metrics.waiting(0);
    return this.metrics.lost === lostBefore;
  }
}

/** Those of an instance that send: its `flush()` is one of each. */
class RemoteWrites implements Component {
  readonly running = new Set<RemoteWrite>();

  async flush(): Promise<boolean> {
    const taken = await Promise.all([...this.running].map((remote) => remote.flush()));
    return taken.every(Boolean);
  }
}

interface Attempt {
  readonly request: WriteRequest;
  readonly control: AbortController;
  /** Of the monotonic clock. */
  readonly endsAtMs: number;
}

/** Beyond its time-out, which an attempt needs for its end. */
const LATE_MS = 5000;

/** Of setTimeout, 32 bits: beyond it every runtime fires at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
