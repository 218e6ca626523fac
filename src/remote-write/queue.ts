/** Requests that wait to be sent, the oldest first; bounded, by dropping the oldest. */
import type { WriteRequest } from './encoding/write-request.ts';

export interface QueueLimits {
  readonly queueLimitSamples: number;
  /** Compressed. */
  readonly queueLimitBytes: number;
}

export class Queue {
  bytes = 0;
  samples = 0;
  private readonly limits: QueueLimits;
  private readonly dropped: (samples: number) => void;
  private requests: WriteRequest[] = [];

  /** @param dropped called with the number of samples of each request for which there was no room. */
  constructor(limits: QueueLimits, dropped: (samples: number) => void) {
    this.limits = limits;
    this.dropped = dropped;
  }

  add(request: WriteRequest): void {
    this.requests.push(request);
    this.count(request, 1);
    this.keepLimits();
  }

  /** The oldest request, which leaves the queue: what is on its way is not dropped. */
  take(): WriteRequest | undefined {
    const request = this.requests.shift();
    if (request) this.count(request, -1);
    return request;
  }

  /** What was taken and could not be delivered, at the head again; or dropped, as it is the oldest. */
  putBack(request: WriteRequest): void {
    this.requests.unshift(request);
    this.count(request, 1);
    this.keepLimits();
  }

  /** Forgets everything; returns how many samples that was. */
  clear(): number {
    const { samples } = this;
    this.requests = [];
    this.bytes = 0;
    this.samples = 0;
    return samples;
  }

  private keepLimits(): void {
    const { queueLimitBytes, queueLimitSamples } = this.limits;
    while (this.bytes > queueLimitBytes || this.samples > queueLimitSamples) {
      const oldest = this.take();
      if (oldest) this.dropped(oldest.samples);
    }
  }

  private count({ body, samples }: WriteRequest, sign: 1 | -1): void {
    this.bytes += sign * body.length;
    this.samples += sign * samples;
  }
}
