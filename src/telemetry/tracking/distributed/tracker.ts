/** Distributed training: coordinating workers, handing out tasks, collecting results. */

import { requireLabel, withFields } from '../../../validate.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import type { DistributedOperationType } from '../../context/operation-types.ts';
import { randomId } from '../../context/random-id.ts';
import { admittedNumber, namesOf } from '../../operations/attributes.ts';
import { CategoryTracker, type OperationPlan } from '../../operations/category-tracker.ts';
import { COMMON_NAMES, type OperationAttributes } from '../../operations/operation.ts';
import { COORDINATED_WORKERS, COORDINATION_OVERHEAD_SECONDS } from './metrics.ts';

export interface DistributedAttributes<Label extends string = string> extends OperationAttributes<Label> {
  /** `task-<uuid>` if left out. It is an attribute, never a label. */
  readonly taskId?: string;
  /** A whole number, 0 or more. */
  readonly numWorkers?: number | null;
}

export interface DistributedOperationOptions<Label extends string = string>
  extends DistributedAttributes<Label> {
  readonly operationType: DistributedOperationType;
}

export const DISTRIBUTED_NAMES = /* @__PURE__ */ namesOf<DistributedOperationOptions>({
  operationType: true,
  taskId: true,
  numWorkers: true,
  ...COMMON_NAMES,
});

/** The phase in which the time of messages between workers is kept: `operation.child(COMMUNICATION, send)`. */
export const COMMUNICATION = 'communication';

export class DistributedTracker extends CategoryTracker<'distributed', DistributedAttributes> {
  constructor(instance: TelemetryContext) {
    super(instance, 'distributed');
  }

  protected override plan(
    type: DistributedOperationType,
    attributes: DistributedAttributes,
    own: LabelValues,
  ): OperationPlan {
    const { registry } = this.instance;
    const { taskId = `task-${randomId()}` } = attributes;
    requireLabel('taskId', taskId);
    const numWorkers = admittedNumber(registry.recording, 'numWorkers', attributes.numWorkers, {
      reason: 'bad_num_workers',
      isWhole: true,
    });
    const named = withFields(attributes, DISTRIBUTED_NAMES, { taskId });
    return {
      subject: '',
      durations: registry.of(COORDINATION_OVERHEAD_SECONDS).withLabelValues([type, ...own]),
      attributes: named,
      completed: () => {
        if (numWorkers === undefined) return;
        const workers = registry.of(COORDINATED_WORKERS);
        workers.withLabelValues([type, ...own]).record(numWorkers);
      },
    };
  }
}
