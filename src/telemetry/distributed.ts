/** Distributed training: coordinating workers, handing out tasks, collecting results. */
import { requireLabel, requireWhole } from './checks.ts';
import type { Instance } from './instance.ts';
import { type OperationAttributes, TrackedOperation } from './operation.ts';
import { OperationSeries } from './operation-series.ts';
import { type DistributedOperationType, operationTypeOf } from './operation-types.ts';
import { randomId } from './random-id.ts';

export interface DistributedAttributes extends OperationAttributes {
  /** `task-<uuid>` if left out. It is an attribute, never a label. */
  readonly taskId?: string;
  /** A whole number, 0 or more. */
  readonly numWorkers?: number;
}

export interface DistributedOperationOptions extends DistributedAttributes {
  readonly operationType: DistributedOperationType;
}

/** The phase in which the time of messages between workers is kept: `operation.child(COMMUNICATION, send)`. */
export const COMMUNICATION = 'communication';

export class DistributedTracker {
  private readonly instance: Instance;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
  begin(operationType: DistributedOperationType, attributes: DistributedAttributes): TrackedOperation {
    const { registry } = this.instance;
    if (!registry.gate.open) return new TrackedOperation(operationType, attributes);
    const type = operationTypeOf('distributed', operationType);
    const { taskId = `task-${randomId()}`, numWorkers } = attributes;
    requireLabel('taskId', taskId);
    if (numWorkers !== undefined) {
      requireWhole(
        'numWorkers',
        numWorkers,
        0,
        'Pass the number of workers that take part, or leave it out.',
      );
    }
    const durations = registry.histogram('coordination_overhead_seconds').at([type]);
    const series = new OperationSeries(this.instance, type, '', durations);
    const named: DistributedAttributes = { ...attributes, taskId };
    return new TrackedOperation(type, named, series, Number.NaN, () => {
      if (numWorkers !== undefined) registry.histogram('coordinated_workers').at([type]).record(numWorkers);
    });
  }
}
