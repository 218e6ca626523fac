/** What becomes of the events of a log: the one place that knows which of them make sense, and when. */

import {
  RECORDINGS_REFUSED,
  type RecordingSwitch,
  type Registry,
  type RejectReason,
} from '../../../metrics/inner.ts';
import { closestName } from '../../../validate.ts';
import {
  admittedLabels,
  type CallLabels,
  type LabelValues,
  labelValuesOf,
} from '../../context/call-labels.ts';
import {
  type Component,
  componentOf,
  contextOf,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../context/context.ts';
import { namesOf } from '../../operations/attributes.ts';
import { TrackedOperation } from '../../operations/operation.ts';
import type { Outcome } from '../../operations/outcome.ts';
import type {
  BackendHealth,
  BackendHealthChanged,
  OperationRetried,
  OperationStarted,
  QueueSizeChanged,
  StatusChanged,
  StorageHooks,
} from './hooks.ts';
import { InFlight, type InFlightOperation } from './in-flight.ts';
import { BACKEND_HEALTH, QUEUE_SIZE } from './metrics.ts';
import { endOf, isStepBack, PENDING, PROCESSING } from './status.ts';
import { StorageRun } from './storage-run.ts';
import { type StorageTracker, storageTrackerOf } from './tracker.ts';

/** Why an event changes nothing; undefined if it was taken. */
type Verdict = RejectReason | undefined;

const HEALTH: Readonly<Record<BackendHealth, number>> = { online: 1, degraded: 0.5, offline: 0 };
const OUTCOMES: readonly unknown[] = ['ok', 'error', 'aborted', 'unknown', undefined];

/** What each event may have. */
const FIELDS: Readonly<Record<keyof StorageHooks, ReadonlySet<string>>> = /* @__PURE__ */ Object.freeze({
  operationStarted: namesOf<OperationStarted>({
    operationId: true,
    operationType: true,
    backend: true,
    status: true,
    labels: true,
  }),
  statusChanged: namesOf<StatusChanged>({ operationId: true, status: true, outcome: true, error: true }),
  backendHealthChanged: namesOf<BackendHealthChanged>({ backend: true, health: true, labels: true }),
  queueSizeChanged: namesOf<QueueSizeChanged>({ size: true, status: true, labels: true }),
  operationRetried: namesOf<OperationRetried>({ operationId: true }),
});

const NO_ATTRIBUTES = /* @__PURE__ */ Object.freeze({});

/** In one reading: a few milliseconds. */
const ENDED_AT_ONCE = 1000;

/** The names of the events of a span. */
const STATUS_CHANGED = 'status_changed';
const RETRIED = 'retried';

/**
 * What a write-ahead log or a queue calls when something happens to its operations. The hooks need no `this` and
 * never throw; an instance has one set of them, which does nothing where its option `operationHooks` is false.
 *
 * @throws TELEMETRY_ARGUMENT_KIND
 * @example
 * const { operationStarted, statusChanged } = storageHooks(telemetry);
 * operationStarted({ operationId: '7', operationType: 'add', backend: 's3' });
 * statusChanged({ operationId: '7', status: 'completed' });
 */
export function storageHooks(telemetry: TelemetryHandle): StorageHooks {
  return componentOf(contextOf(telemetry), LogEvents, 'log-events').hooks;
}

class LogEvents implements Component {
  private readonly instance: TelemetryContext;
  private readonly registry: Registry;
  private readonly recording: RecordingSwitch;
  private readonly storage: StorageTracker;
  readonly hooks: StorageHooks;
  private readonly inFlight: InFlight;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
    this.registry = instance.registry;
    this.recording = instance.registry.recording;
    this.storage = storageTrackerOf(instance);
    this.inFlight = new InFlight(instance.inFlightLimit);
    this.hooks = this.makeHooks();
  }

  private makeHooks(): StorageHooks {
    return Object.freeze({
      operationStarted: this.contained('operationStarted', (event: OperationStarted) => this.started(event)),
      // Not only while something is recorded: an operation that ends meanwhile has to be freed.
      statusChanged: this.contained(
        'statusChanged',
        (event: StatusChanged) => this.moved(event),
        () => this.inFlight.size > 0,
      ),
      backendHealthChanged: this.contained('backendHealthChanged', (event: BackendHealthChanged) =>
        this.healthChanged(event),
      ),
      queueSizeChanged: this.contained('queueSizeChanged', (event: QueueSizeChanged) =>
        this.queueChanged(event),
      ),
      operationRetried: this.contained('operationRetried', (event: OperationRetried) => this.retried(event)),
    });
  }

  /** Ends those whose process has died, it seems: nobody will. */
  refresh(): void {
    const { clock, inFlightTimeoutSeconds } = this.instance;
    const beforeMs = clock.monotonicMs() - inFlightTimeoutSeconds * 1000;
    for (const [id, { operation }] of this.inFlight.silentSince(beforeMs, ENDED_AT_ONCE)) {
      this.inFlight.end(id);
      operation[Symbol.dispose]();
      this.recording.reject('in_flight_timeout');
    }
  }

  dispose(): void {
    this.inFlight.clear();
  }

  private started(event: OperationStarted): Verdict {
    const { operationId, operationType, backend, status = PENDING } = event;
    if (![operationId, operationType, backend, status].every(isText)) return 'malformed_event';
    if (this.inFlight.get(operationId) !== undefined) return 'repeated_event';
    // Its end was told before its start, or its start is told again after its end.
    if (this.inFlight.hasEnded(operationId)) return 'out_of_order_event';
    const run = new StorageRun(this.storage.seriesOf(operationType, backend, this.ownOf(event)), status);
    // Nothing of the event is kept: there may be many in flight. But a span says which operation it is of.
    const isTraced = this.instance.tracing !== undefined;
    const attributes = isTraced ? { operationId, backend } : NO_ATTRIBUTES;
    const operation = new TrackedOperation(operationType, attributes, run);
    const heardAtMs = this.instance.clock.monotonicMs();
    const begun = { operation, run, isRetrying: false, heardAtMs };
    const outcome = endOf(status);
    const evicted = this.inFlight.add(operationId, begun);
    if (outcome !== undefined) this.end(operationId, begun, status, outcome);
    if (evicted === undefined) return undefined;
    evicted.operation[Symbol.dispose]();
    return 'in_flight_limit';
  }

  private moved({ operationId, status, outcome = endOf(status), error }: StatusChanged): Verdict {
    if (!isText(operationId) || !isText(status) || !OUTCOMES.includes(outcome)) return 'malformed_event';
    const moving = this.inFlight.get(operationId);
    if (moving === undefined) {
      const verdict = this.verdictOnStranger(operationId);
      // Should its start be told yet, it would wait for its end for ever.
      if (outcome !== undefined) this.inFlight.end(operationId);
      return verdict;
    }
    if (outcome !== undefined) return this.end(operationId, moving, status, outcome, error);
    this.inFlight.heard(operationId, moving, this.instance.clock.monotonicMs());
    // The next attempt of a retry reaches the status once more that the last one was in.
    const isNextAttempt = moving.isRetrying && status === PROCESSING;
    if (status === moving.run.status && !isNextAttempt) return 'repeated_event';
    if (isStepBack(moving.run.status, status) && !moving.isRetrying) return 'out_of_order_event';
    moving.isRetrying = false;
    moving.run.moveTo(status);
    moving.operation.event(STATUS_CHANGED, { status });
    return undefined;
  }

  private retried({ operationId }: OperationRetried): Verdict {
    if (!isText(operationId)) return 'malformed_event';
    const retrying = this.inFlight.get(operationId);
    if (retrying === undefined) return this.verdictOnStranger(operationId);
    this.inFlight.heard(operationId, retrying, this.instance.clock.monotonicMs());
    retrying.isRetrying = true;
    retrying.run.series.retried();
    retrying.operation.event(RETRIED, {});
    return undefined;
  }

  private healthChanged(event: BackendHealthChanged): Verdict {
    const { backend, health } = event;
    if (!isText(backend) || !Object.hasOwn(HEALTH, health)) return 'malformed_event';
    this.registry
      .of(BACKEND_HEALTH)
      .withLabelValues([backend, ...this.ownOf(event)])
      .set(HEALTH[health]);
    return undefined;
  }

  private queueChanged(event: QueueSizeChanged): Verdict {
    const { size, status = PENDING } = event;
    if (!Number.isSafeInteger(size) || size < 0 || !isText(status)) return 'malformed_event';
    this.registry
      .of(QUEUE_SIZE)
      .withLabelValues([status, ...this.ownOf(event)])
      .set(size);
    return undefined;
  }

  private ownOf({ labels }: { readonly labels?: CallLabels }): LabelValues {
    return labelValuesOf(this.instance, admittedLabels(this.instance, labels, this.recording));
  }

  private end(
    id: string,
    ending: InFlightOperation,
    status: string,
    outcome: Outcome,
    error?: unknown,
  ): undefined {
    const { operation, run } = ending;
    run.endStatus = status;
    operation.event(STATUS_CHANGED, { status });
    this.inFlight.end(id);
    if (outcome === 'ok') operation.ok();
    else if (outcome === 'error') operation.fail(error);
    else if (outcome === 'aborted') operation.abort();
    else operation[Symbol.dispose]();
  }

  private verdictOnStranger(id: string): RejectReason {
    return this.inFlight.hasEnded(id) ? 'late_event' : 'unknown_operation';
  }

  /** A field that nobody knows may be a misspelt one, or one of the log's own: the event is taken without it. */
  private countUnknown(hook: keyof StorageHooks, event: object): void {
    const known = FIELDS[hook];
    for (const name in event) {
      if (known.has(name) || !this.recording.enabled) continue;
      const what = { metric: `${hook}.${name}`, value: `closest: ${closestName(name, [...known])}` };
      this.registry.countLoss(RECORDINGS_REFUSED, 'unknown_field' satisfies RejectReason, what);
    }
  }

  /** A hook that throws would throw into the middle of somebody's log. */
  private contained<Event extends object>(
    hook: keyof StorageHooks,
    take: (event: Event) => Verdict,
    isWanted = (): boolean => false,
  ): (event: Event) => void {
    return (event) => {
      if (!(this.recording.enabled && this.instance.operationHooks) && !isWanted()) return;
      try {
        this.countUnknown(hook, event);
        const verdict = take(event);
        if (verdict !== undefined) this.recording.reject(verdict);
      } catch {
        this.recording.reject('malformed_event');
      }
    };
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
