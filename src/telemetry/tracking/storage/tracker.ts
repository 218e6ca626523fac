/** Operations on storage, of any type on any backend. */

import { BySeries, type HistogramSeries, type StringLabels } from '../../../metrics/inner.ts';
import { ownValue, readable, requireFunction, requireLabel } from '../../../validate.ts';
import { type LabelValues, labelValuesOf } from '../../context/call-labels.ts';
import {
  componentOf,
  contextOf,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../context/context.ts';
import { namesOf, requireAttributes } from '../../operations/attributes.ts';
import { begunWith } from '../../operations/category-tracker.ts';
import {
  COMMON_NAMES,
  type Operation,
  type OperationAttributes,
  requireCommonKinds,
  TrackedOperation,
} from '../../operations/operation.ts';
import { track } from '../../operations/track.ts';
import { StorageHandle } from './handle.ts';
import { OPERATION_LATENCY_SECONDS } from './metrics.ts';
import { PROCESSING } from './status.ts';
import { StorageRecorder, StorageTotals } from './storage-recorder.ts';
import { StorageRun } from './storage-run.ts';

export interface StorageAttributes<Label extends string = string> extends OperationAttributes<Label> {
  /** `ipfs`, `s3`, `disk` ...: an open set. */
  readonly backend: string;
  /** An id for its span: no label, so it may be any. None if left out. */
  readonly operationId?: string;
}

export interface StorageOperationOptions<Label extends string = string> extends StorageAttributes<Label> {
  /** `add`, `get`, `pin`: an open set, but not one of ids. */
  readonly operationType: string;
}

export const STORAGE_NAMES = /* @__PURE__ */ namesOf<StorageOperationOptions>({
  operationType: true,
  backend: true,
  operationId: true,
  ...COMMON_NAMES,
});

/**
 * Runs `fn` as an operation of any type on any backend, without a log between: it is `processing` while it runs,
 * then `completed`, `failed` or `aborted`.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const cid = await trackStorageOperation(telemetry, { operationType: 'add', backend: 'ipfs' }, () => ipfs.add(file));
 */
export function trackStorageOperation<T>(
  telemetry: TelemetryHandle,
  options: StorageOperationOptions,
  fn: (operation: Operation) => T,
): T {
  const instance = contextOf(telemetry);
  const operation = begunWith(instance.contain, () => {
    requireAttributes('options', options, STORAGE_NAMES);
    requireFunction('fn', fn);
    return storageTrackerOf(instance).begin(options);
  });
  return track(operation, fn);
}

/**
 * A handle that records operations of one type on one backend, for hot loops: no look-up, no allocation.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const reads = storageHandle(telemetry, { operationType: 'get', backend: 'disk' });
 * const started = reads.start();
 * const block = cache.read(key);
 * reads.end(started);
 */
export function storageHandle(telemetry: TelemetryHandle, options: StorageOperationOptions): StorageHandle {
  const instance = contextOf(telemetry);
  return readable('options', () => {
    requireAttributes('options', options, STORAGE_NAMES);
    requireCommonKinds(options);
    // Not by a method of the tracker, which every telemetry has: who needs no handle carries none.
    return new StorageHandle(storageTrackerOf(instance).recorderFor(options));
  });
}

/** One for all copies of the library: rates and counts by minute are of all operations. */
export function storageTrackerOf(instance: TelemetryContext): StorageTracker {
  return componentOf(instance, StorageTracker, 'storage');
}

export class StorageTracker {
  private readonly instance: TelemetryContext;
  /** By what they record into: label values that a policy has replaced share one. */
  private readonly known = new BySeries<HistogramSeries, StorageRecorder>();
  private readonly beyond = new StorageTotals();

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND */
  begin(options: StorageOperationOptions): TrackedOperation {
    const { operationType } = options;
    if (!this.instance.registry.recording.enabled) return new TrackedOperation(operationType, options);
    const run = new StorageRun(this.recorderFor(options), PROCESSING);
    return new TrackedOperation(operationType, options, run);
  }

  /** Brings up to date what changes by itself: the throughput. */
  refresh(): void {
    for (const series of this.known) series.refresh();
  }

  /** @throws TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND */
  recorderFor({ operationType, backend, labels }: StorageOperationOptions): StorageRecorder {
    requireLabel('operationType', operationType);
    requireLabel('backend', backend);
    return this.seriesOf(operationType, backend, labelValuesOf(this.instance, labels));
  }

  seriesOf(operationType: string, backend: string, own: LabelValues): StorageRecorder {
    const labels = [operationType, backend] as const;
    const latencies = this.instance.registry
      .of(OPERATION_LATENCY_SECONDS)
      .withLabelValues([...labels, ...own]);
    // Label sets that found no room are not kept: there is no bound on how many there are.
    if (latencies.overflow) return new StorageRecorder(this.instance, labels, own, latencies, this.beyond);
    const known = this.known.get(latencies);
    if (known !== undefined) return known;
    const admitted = latencies.labels as StringLabels & { operation_type: string; backend: string };
    const series = new StorageRecorder(
      this.instance,
      [admitted.operation_type, admitted.backend],
      own.length === 0 ? own : this.instance.labelNames.map((name) => ownValue(admitted, name) ?? ''),
      latencies,
      new StorageTotals(),
    );
    this.known.set(latencies, series);
    return series;
  }
}
