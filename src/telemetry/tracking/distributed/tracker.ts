/** Distributed training: coordinating workers, handing out tasks, collecting results. */

import { requireIntegerAttribute, requireLabel } from '../../../validate.ts';
import { labelValuesOf } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import { randomId } from '../../context/random-id.ts';
import { type OperationAttributes, TrackedOperation } from '../../operations/operation.ts';
import { TypedOperationRecorder } from '../../operations/operation-recorder.ts';
import { type DistributedOperationType, operationTypeOf } from '../../operations/operation-types.ts';
import { COORDINATED_WORKERS, COORDINATION_OVERHEAD_SECONDS } from './metrics.ts';

export interface DistributedAttributes<Label extends string = string> extends OperationAttributes<Label> {
  /** `task-<uuid>` if left out. It is an attribute, never a label. */
  readonly taskId?: string;
  /** A whole number, 0 or more. */
  readonly numWorkers?: number;
}

export interface DistributedOperationOptions<Label extends string = string>
  extends DistributedAttributes<Label> {
  readonly operationType: DistributedOperationType;
}

/** The phase in which the time of messages between workers is kept: `operation.child(COMMUNICATION, send)`. */
export const COMMUNICATION = 'communication';

export class DistributedTracker {
  private readonly instance: TelemetryContext;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  begin(operationType: DistributedOperationType, attributes: DistributedAttributes): TrackedOperation {
    const { registry } = this.instance;
    if (!registry.recording.enabled) return new TrackedOperation(operationType, attributes);
    const type = operationTypeOf('distributed', operationType);
    const { taskId = `task-${randomId()}`, numWorkers } = attributes;
    requireLabel('taskId', taskId);
    if (numWorkers !== undefined) {
      requireIntegerAttribute(
        'numWorkers',
        numWorkers,
        0,
        'Pass the number of workers that take part, or leave it out.',
      );
    }
    const own = labelValuesOf(this.instance, attributes.labels);
    const durations = registry.of(COORDINATION_OVERHEAD_SECONDS).withLabelValues([type, ...own]);
    const series = new TypedOperationRecorder(this.instance, type, '', durations, own);
    const named: DistributedAttributes = { ...attributes, taskId };
    return new TrackedOperation(type, named, series, Number.NaN, () => {
      if (numWorkers !== undefined)
        registry
          .of(COORDINATED_WORKERS)
          .withLabelValues([type, ...own])
          .record(numWorkers);
    });
  }
}
