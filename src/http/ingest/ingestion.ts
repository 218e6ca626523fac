/** What pages recorded, as they send it: who may, what of it is new, and that it counts once. */
import type { ApiError, Operations } from '../../api/index.ts';
import { decodeBase64 } from '../../base64.ts';
import { InferometerError } from '../../errors.ts';
import { IntervalReader, type MetricSnapshot, type Slices } from '../../metrics/inner.ts';
import { recordingOf } from '../../store/inner.ts';
import type { TelemetryContext } from '../../telemetry/index.ts';
import { refusal } from '../answers/refusal.ts';
import { OriginCheck } from '../safety/origin.ts';
import { RateLimit } from '../safety/rate-limit.ts';
import { isSameSecret } from '../safety/token.ts';
import { INGEST_PAGES_FORGOTTEN, INGEST_REFUSED, INGESTED_INTERVALS } from '../self-metrics.ts';
import { DeltaMerger } from './delta-merger.ts';
import type { IngestSettings } from './options.ts';
import { PageLedger } from './page-ledger.ts';

type Body = Operations['ingest']['body'];
type Delta = Body['deltas'][number];
type Ingested = Pick<Operations['ingest']['answer'], 'acknowledged' | 'merged' | 'repeated' | 'refused'>;

/** Whose reason is another one than their status says. */
const NAMED: readonly unknown[] = ['key', 'origin', 'host'];

/** Buckets that an interval of so many bytes may have: what a page sends has some, and takes no more memory than that. */
function mostBuckets(bytes: number): number {
  return 4096 + 128 * bytes;
}

export class Ingestion {
  readonly origins: OriginCheck;
  private readonly context: TelemetryContext;
  private readonly keys: readonly string[];
  private readonly rate: RateLimit;
  private readonly ledger: PageLedger;
  private readonly merger: DeltaMerger;

  constructor(context: TelemetryContext, settings: IngestSettings) {
    const { origins, keys, maxPages, maxMetrics, requestsPerMinute } = settings;
    this.context = context;
    this.keys = keys;
    this.origins = new OriginCheck(origins);
    this.rate = new RateLimit(context.clock, 'requests of pages', requestsPerMinute);
    this.ledger = new PageLedger(maxPages, () => this.count(INGEST_PAGES_FORGOTTEN, []));
    this.merger = new DeltaMerger(context, maxMetrics, (reason, metric) => {
      context.registry.countLoss(INGEST_REFUSED, reason, { metric, value: 'sent by a page' });
    });
  }

  /** Yields between intervals, and within long ones. @throws ApiError with 403, 429, 503 */
  *taking({ key, page, deltas }: Body): Slices<Ingested> {
    this.requireKey(key);
    this.rate.take();
    if (!this.context.registry.recording.enabled) {
      throw refusal(503, 'Nothing is recorded here now. Try again later.', { retryAfterSeconds: 60 });
    }
    const acknowledged: number[] = [];
    const refused: { sequence: number; reason: 'unreadable' }[] = [];
    let merged = 0;
    for (const delta of deltas) {
      const { sequence } = delta;
      const metrics = this.ledger.isSettled(page, sequence) ? undefined : yield* reading(delta);
      // Looked at once more: it may have come twice at once.
      const isNew = this.ledger.settle(page, sequence);
      if (metrics === 'unreadable') {
        this.context.registry.countLoss(INGEST_REFUSED, metrics);
        refused.push({ sequence, reason: metrics });
        continue;
      }
      acknowledged.push(sequence);
      this.count(INGESTED_INTERVALS, [isNew ? 'merged' : 'repeated']);
      if (!isNew) continue;
      merged += 1;
      for (const metric of metrics ?? []) {
        this.merger.merge(metric);
        yield;
      }
    }
    return { acknowledged, merged, repeated: acknowledged.length - merged, refused };
  }

  /**
   * From now on the store that keeps what this telemetry records knows what was settled, and what was settled before the last restart
   * is known here. Without a store it is forgotten.
   */
  async restore(): Promise<void> {
    await recordingOf(this.context)?.accompany(this.ledger);
  }

  close(): void {
    this.merger.close();
  }

  /** Counts a request that was not taken. */
  refused({ code, status, parameter }: ApiError): void {
    const isNamed = status === 403 && NAMED.includes(parameter);
    const reason = isNamed ? (parameter as string) : code.replace('API_', '').toLowerCase();
    if (this.context.registry.recording.enabled) this.context.registry.countLoss(INGEST_REFUSED, reason);
  }

  /** Each is looked at: how long it takes tells nothing of where it would have been. */
  private requireKey(key: string): void {
    const known = this.keys.filter((one) => isSameSecret(key, one));
    if (known.length > 0) return;
    throw refusal(403, 'This is no ingest key of the server. Name it in ingest.keys.', { parameter: 'key' });
  }

  private count(counter: typeof INGEST_PAGES_FORGOTTEN | typeof INGESTED_INTERVALS, labels: string[]): void {
    this.context.registry.of(counter).withLabelValues(labels).record(1);
  }
}

/** All metrics of the interval, or none: a part of one is not merged. */
function* reading({ interval }: Delta): Slices<readonly MetricSnapshot[] | 'unreadable'> {
  try {
    const bytes = decodeBase64(interval);
    const reader = new IntervalReader(bytes, mostBuckets(bytes.length));
    const metrics: MetricSnapshot[] = [];
    for (const metric of reader.metrics()) {
      if (metric === undefined) yield;
      else metrics.push(metric);
    }
    return metrics;
  } catch (error) {
    // What is no base64 is a DOMException.
    if (error instanceof InferometerError || error instanceof DOMException) return 'unreadable';
    throw error;
  }
}
