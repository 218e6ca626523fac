/** The trackers of one telemetry instance, and which of them an operation is for. */

import type { TelemetryContext } from '../context/context.ts';
import type { TrackedOperation } from '../operations/operation.ts';
import {
  categoryOf,
  type DatasetOperationType,
  type DistributedOperationType,
  type InferenceOperationType,
  type ModelOperationType,
  type OperationType,
} from '../operations/operation-types.ts';
import { type DatasetAttributes, DatasetTracker } from './dataset/tracker.ts';
import { type DistributedAttributes, DistributedTracker } from './distributed/tracker.ts';
import { type InferenceAttributes, InferenceTracker } from './inference/tracker.ts';
import { type ModelAttributes, ModelTracker } from './model/tracker.ts';
import {
  type TrainingAttributes,
  type TrainingEpochAttributes,
  TrainingTracker,
} from './training/tracker.ts';

/** What each type of operation may be told. */
export type AttributesOf<
  Type extends OperationType,
  Label extends string = string,
> = Type extends ModelOperationType
  ? ModelAttributes<Label>
  : Type extends InferenceOperationType
    ? InferenceAttributes<Label>
    : Type extends 'training_epoch'
      ? TrainingEpochAttributes<Label>
      : Type extends DatasetOperationType
        ? DatasetAttributes<Label>
        : Type extends DistributedOperationType
          ? DistributedAttributes<Label>
          : TrainingAttributes<Label>;

/** By category; its types and attributes are what the caller was held to. */
interface Tracker {
  begin(operationType: OperationType, attributes: object): TrackedOperation;
}

export class Trackers {
  readonly model: ModelTracker;
  readonly inference: InferenceTracker;
  readonly training: TrainingTracker;
  readonly dataset: DatasetTracker;
  readonly distributed: DistributedTracker;

  constructor(instance: TelemetryContext) {
    this.model = new ModelTracker(instance);
    this.inference = new InferenceTracker(instance);
    this.training = new TrainingTracker(instance);
    this.dataset = new DatasetTracker(instance);
    this.distributed = new DistributedTracker(instance);
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, and as the tracker of its category */
  begin(operationType: OperationType, attributes: object): TrackedOperation {
    const tracker = this[categoryOf(operationType)] as Tracker;
    return tracker.begin(operationType, attributes);
  }
}
