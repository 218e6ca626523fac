/** Operations on storage, of any type on any backend. */
import { requireFunction, requireLabel, requireObject } from '../checks.ts';
import { type Instance, insideOf, partOf } from '../instance.ts';
import { type Operation, type OperationAttributes, TrackedOperation } from '../operation.ts';
import type { HistogramSeries } from '../series.ts';
import type { Telemetry } from '../telemetry.ts';
import { track } from '../track.ts';
import { PROCESSING } from './status.ts';
import { StorageRun } from './storage-run.ts';
import { StorageSeries, StorageTotals } from './storage-series.ts';

export interface StorageOperationOptions extends OperationAttributes {
  /** `add`, `get`, `pin`: an open set, but not one of ids. */
  readonly operationType: string;
  /** `ipfs`, `s3`, `disk` ...: an open set. */
  readonly backend: string;
}

/**
 * Runs `fn` as an operation of any type on any backend, without a log between: it is `processing` while it runs,
 * then `completed`, `failed` or `aborted`.
 *
 * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const cid = await trackStorageOperation(telemetry, { operationType: 'add', backend: 'ipfs' }, () => ipfs.add(file));
 */
export function trackStorageOperation<T>(
  telemetry: Telemetry,
  options: StorageOperationOptions,
  fn: (operation: Operation) => T,
): T {
  const instance = insideOf(telemetry);
  requireObject('options', options);
  requireFunction('fn', fn);
  return track(partOf(instance, StorageTracker).begin(options), fn);
}

export class StorageTracker {
  private readonly instance: Instance;
  /** By what they record into: label values that a policy has replaced share one. */
  private readonly known = new Map<HistogramSeries, StorageSeries>();
  private readonly beyond = new StorageTotals();

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** @throws TELEMETRY_LABEL_KIND */
  begin(options: StorageOperationOptions): TrackedOperation {
    const { operationType, backend } = options;
    if (!this.instance.registry.gate.open) return new TrackedOperation(operationType, options);
    requireLabel('operationType', operationType);
    requireLabel('backend', backend);
    const run = new StorageRun(this.seriesOf(operationType, backend), PROCESSING);
    return new TrackedOperation(operationType, options, run);
  }

  /** Brings up to date what changes by itself: the throughput. */
  refresh(): void {
    for (const series of this.known.values()) series.refresh();
  }

  dispose(): void {
    this.known.clear();
  }

  seriesOf(operationType: string, backend: string): StorageSeries {
    const latencies = this.instance.registry
      .histogram('operation_latency_seconds')
      .at([operationType, backend]);
    // Label sets that found no room are not kept: there is no bound on how many there are.
    if (latencies.overflow) {
      return new StorageSeries(this.instance, [operationType, backend], latencies, this.beyond);
    }
    const known = this.known.get(latencies);
    if (known !== undefined) return known;
    const { operation_type, backend: admitted } = latencies.labels as {
      operation_type: string;
      backend: string;
    };
    const series = new StorageSeries(
      this.instance,
      [operation_type, admitted],
      latencies,
      new StorageTotals(),
    );
    this.known.set(latencies, series);
    return series;
  }
}
