/** What a store answers: rows, data points, or an Arrow table, read while they are taken. */
import { runInSlices, type TimeBudget } from '../../metrics/inner.ts';
import type { ArrowTable } from '../../ports.ts';
import type { Coverage, StoredPoint } from '../model.ts';
import { Aggregator } from './aggregations.ts';
import { type Group, metricsOf } from './groups.ts';
import { type OpenView, type Reader, readSteps, readStored, readStretches, type Step } from './reading.ts';
import { planOf, type StoreQuery } from './store-query.ts';
import type { StoreRow, StoreStep } from './store-row.ts';
import type { Totals } from './totals.ts';

/** What `openStore`, `readStore` and `historyOf` return. */
export interface QueriedStore {
  query(query: StoreQuery): StoreAnswer;
}

/** Rows that are made in one go. */
const SLICE = 16;
/** Rows that are handed on together. */
const BATCH = 2048;

/**
 * An answer reads when it is asked, each time anew. Rows come by step, then by metric, member and labels.
 *
 * @example
 * for await (const { labels, percentile_99: p99 } of store.query({ metric: 'inference_seconds', groupBy: ['model_id'] }))
 *   console.log(labels.model_id, p99);
 */
export class StoreAnswer implements AsyncIterable<StoreRow> {
  private readonly reader: Reader;

  /** @internal @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
  constructor(open: OpenView, query: StoreQuery, budget: TimeBudget) {
    this.reader = { open, plan: planOf(query), budget };
  }

  /**
   * Reads on as rows are taken; breaking off ends reading.
   *
   * @throws STORE_QUERY_GROUPS, STORE_CHANGED, the signal's reason; TELEMETRY_QUERY, once everything was read, for a label in
   *   `groupBy` that none of the metrics asked for has
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<StoreRow> {
    for await (const batch of this.batches()) yield* batch;
  }

  /** All at once. @throws as iterating does */
  async rows(): Promise<StoreRow[]> {
    const batches: StoreRow[][] = [];
    for await (const batch of this.batches()) batches.push(batch);
    return batches.flat();
  }

  /** Step by step; a label `member` tells who wrote where that was grouped by. @throws as iterating does */
  async *points(): AsyncGenerator<StoreStep> {
    const { plan, budget } = this.reader;
    for await (const step of readSteps(this.reader, true)) {
      const { startedAtUnixMs, endedAtUnixMs, groups, key } = step;
      yield {
        startedAtUnixMs,
        endedAtUnixMs,
        observedSeconds: step.observedSeconds(undefined),
        metrics: await runInSlices(metricsOf(groups, key, plan), budget),
      };
    }
  }

  /**
   * As a table of Arrow, which lies in memory: a column for each field of the rows, each label that was grouped by, and each
   * aggregation. Times are UTC in milliseconds. @throws as iterating does
   */
  async toArrow(): Promise<ArrowTable> {
    const { tableOf } = await import('./arrow.ts');
    return tableOf(this.batches(), this.reader.plan);
  }

  /**
   * The bytes of an Arrow IPC stream, for `new Response(...)`, a file, or pyarrow: written while rows are read, so that
   * answers of any length take little memory. Cancelling it ends reading.
   */
  toArrowIPC(): ReadableStream<Uint8Array> {
    const batches = this.batches();
    const { plan } = this.reader;
    let messages: AsyncGenerator<Uint8Array> | undefined;
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        messages ??= (await import('./arrow.ts')).messagesOf(batches, plan);
        const { done, value } = await messages.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await messages?.return(undefined);
        await batches.return(undefined);
      },
    });
  }

  /** When it was observed: each stretch as it is stored, an interval or several that were merged; in no order. @throws as iterating does */
  stretches(): Promise<Coverage[]> {
    return readStretches(this.reader);
  }

  /** @internal What is stored of a part of the time, as it is stored, for the series that are asked for. */
  stored(startUnixMs: number, endUnixMs: number): AsyncGenerator<readonly StoredPoint[]> {
    return readStored(this.reader, startUnixMs, endUnixMs);
  }

  private async *batches(): AsyncGenerator<StoreRow[]> {
    const { budget, plan } = this.reader;
    const aggregator = new Aggregator(plan.aggregations, plan.percentiles);
    try {
      let batch: StoreRow[] = [];
      for await (const step of readSteps(this.reader, false)) {
        for (const [i, group] of step.groups.entries()) {
          batch.push(rowOf(step, group, aggregator));
          if (i % SLICE === SLICE - 1 && budget.isOver()) {
            await budget.pause();
            plan.signal?.throwIfAborted();
          }
          if (batch.length < BATCH) continue;
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    } finally {
      aggregator.dispose();
    }
  }
}

function rowOf(
  { startedAtUnixMs, endedAtUnixMs, key, observedSeconds: observed }: Step,
  { metric, member, labels, overflow, steps }: Group,
  aggregator: Aggregator,
): StoreRow {
  const { fullName, instrument } = metric;
  const observedSeconds = observed(member);
  const row: StoreRow = {
    startedAtUnixMs,
    endedAtUnixMs,
    observedSeconds,
    metric: fullName,
    kind: instrument.kind,
    unit: instrument.unit,
    member,
    labels,
    overflow,
  };
  aggregator.addTo(row, steps.get(key) as Totals, observedSeconds);
  return row;
}
