/** How the operations of a category begin: what is told of them is checked, and where they are recorded looked up. */

import { type Contain, type GaugeSeries, type HistogramSeries, readGiven } from '../../metrics/inner.ts';
import type { Outcome } from '../../ports.ts';
import { type LabelValues, labelValuesOf } from '../context/call-labels.ts';
import type { TelemetryContext } from '../context/context.ts';
import { type OPERATION_TYPES, type OperationCategory, operationTypeOf } from '../context/operation-types.ts';
import { type OperationAttributes, requireCommonKinds, TrackedOperation } from './operation.ts';
import { OperationHandle } from './operation-handle.ts';
import { TypedOperationRecorder } from './operation-recorder.ts';

/** Where one operation is recorded. */
export interface OperationPlan {
  /** The model or the dataset; empty if there is none. */
  readonly subject: string;
  readonly durations: HistogramSeries;
  /** Set to amount / duration, if the operation ends well. */
  readonly rate?: GaugeSeries;
  readonly amount?: number | undefined;
  /** Those that were handed in, if left out. */
  readonly attributes?: OperationAttributes;
  /** Called when the operation has ended well; with what is no duration too, where a clock went back. */
  readonly completed?: (seconds: number) => void;
}

/** What a label says when the caller does not. */
export const UNKNOWN = 'unknown';

/**
 * The operation that `begin` begins; where attributes cannot be read, which is counted, one that is recorded nowhere: what it
 * was begun for runs. @throws what is misuse
 */
export function begunWith(
  contain: Contain,
  begin: () => TrackedOperation,
  type: string = UNKNOWN,
): TrackedOperation {
  return readGiven(contain, begin) ?? new TrackedOperation(type, {});
}

type TypeIn<C extends OperationCategory> = (typeof OPERATION_TYPES)[C][number];

export abstract class CategoryTracker<C extends OperationCategory, Attributes extends OperationAttributes> {
  protected readonly instance: TelemetryContext;
  private readonly category: C;

  constructor(instance: TelemetryContext, category: C) {
    this.instance = instance;
    this.category = category;
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND */
  begin(operationType: TypeIn<C>, attributes: Attributes): TrackedOperation {
    if (!this.instance.registry.recording.enabled) return new TrackedOperation(operationType, attributes);
    const { plan, recorder } = this.planned(operationType, attributes, false);
    const { completed } = plan;
    const ended =
      completed &&
      ((seconds: number, outcome: Outcome) => {
        if (outcome === 'ok') completed(seconds);
      });
    return new TrackedOperation(recorder.type, plan.attributes ?? attributes, recorder, plan.amount, ended);
  }

  /** As `begin`, for many operations. @throws as `begin` */
  bind(operationType: TypeIn<C>, attributes: Attributes): OperationHandle {
    requireCommonKinds(attributes);
    const { plan, recorder } = this.planned(operationType, attributes, true);
    return new OperationHandle(recorder, plan.amount ?? Number.NaN, plan.completed);
  }

  private planned(operationType: TypeIn<C>, attributes: Attributes, isBound: boolean) {
    const { instance } = this;
    const type = operationTypeOf(this.category, operationType);
    const own = labelValuesOf(instance, attributes.labels);
    const plan = this.plan(type, attributes, own, isBound);
    const { subject, durations, rate } = plan;
    return { plan, recorder: new TypedOperationRecorder(instance, type, subject, durations, own, rate) };
  }

  /**
   * @param own values of the caller's labels, which come behind those of each metric
   * @param isBound whether it is the plan of many operations, from now on
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND
   */
  protected abstract plan(
    type: TypeIn<C>,
    attributes: Attributes,
    own: LabelValues,
    isBound: boolean,
  ): OperationPlan;
}
