/** What became of the samples: counted in telemetry itself, and told where it changes. */
import type { TelemetryContext } from '../telemetry/index.ts';
import type { Delivered } from './delivery.ts';
import {
  REMOTE_WRITE_DROPPED,
  REMOTE_WRITE_RETRIES,
  REMOTE_WRITE_SENT,
  REMOTE_WRITE_WAITING,
} from './self-metrics.ts';

/** Why samples were lost; the label `reason` of `inferometer_remote_write_samples_dropped_total`. */
export type DropReason =
  /** The receiver refused them for good, with a status of 300 to 499 but for 429, or says that it did not write them. */
  | 'rejected'
  /** There was no room for them in the queue. */
  | 'queue_full'
  /** They still waited when `stop` ran out of time. */
  | 'stopped';

type Of<Kind extends Delivered['kind']> = Extract<Delivered, { kind: Kind }>;

export class RemoteWriteMetrics {
  /** How much was lost so far: samples, and readings that failed. */
  lost = 0;
  private readonly ports: Pick<TelemetryContext, 'registry' | 'log'>;
  private readonly remote: string;
  private isFailing = false;
  private readonly toldRejections = new Set<number>();
  private hasToldFailure = false;

  /** @param remote the label of everything that is counted here. */
  constructor(ports: Pick<TelemetryContext, 'registry' | 'log'>, remote: string) {
    this.ports = ports;
    this.remote = remote;
  }

  sent(samples: number): void {
    this.count('remote_write_samples_sent_total', samples);
    if (this.isFailing) this.tell('info', {}, 'Remote write works again');
    this.isFailing = false;
  }

  retried({ reason, message }: Of<'retry'>): void {
    this.count('remote_write_retries_total', 1, reason);
    if (!this.isFailing) this.tell('warn', { reason, answer: message }, 'Remote write fails; samples wait');
    this.isFailing = true;
  }

  /** It is sent again as 1.0, as is all that follows. */
  fellBack({ message }: Of<'unsupported'>): void {
    this.count('remote_write_retries_total', 1, 'version');
    this.tell(
      'warn',
      { answer: message },
      'The receiver reads no remote write 2.0; it is sent 1.0 from now on',
    );
  }

  rejected(samples: number, { status, message, written }: Of<'rejected'>): void {
    if (written > 0) this.count('remote_write_samples_sent_total', written);
    this.dropped('rejected', samples - written);
    if (this.toldRejections.has(status)) return;
    this.toldRejections.add(status);
    this.tell('warn', { status, answer: message }, 'Remote write was refused; samples are lost');
  }

  dropped(reason: DropReason, samples: number): void {
    this.lost += samples;
    this.count('remote_write_samples_dropped_total', samples, reason);
  }

  /** Samples that wait to be sent. */
  waiting(samples: number): void {
    this.ports.registry.of(REMOTE_WRITE_WAITING).withLabelValues([this.remote]).record(samples);
  }

  /** What is recorded could not be read. */
  failed(error: unknown): void {
    this.lost += 1;
    if (!this.hasToldFailure) this.tell('error', { answer: String(error) }, 'Remote write could not read');
    this.hasToldFailure = true;
  }

  private count(name: Counter, amount: number, ...labels: string[]): void {
    this.ports.registry
      .of(COUNTERS[name])
      .withLabelValues([this.remote, ...labels])
      .record(amount);
  }

  private tell(level: 'info' | 'warn' | 'error', fields: object, message: string): void {
    this.ports.log.write(level, { event_type: 'remote_write', remote: this.remote, ...fields }, message);
  }
}

const COUNTERS = {
  remote_write_samples_sent_total: REMOTE_WRITE_SENT,
  remote_write_samples_dropped_total: REMOTE_WRITE_DROPPED,
  remote_write_retries_total: REMOTE_WRITE_RETRIES,
} as const;

type Counter = keyof typeof COUNTERS;
