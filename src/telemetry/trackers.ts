/** The trackers of one telemetry instance, and which of them an operation is for. */
import { type DatasetAttributes, DatasetTracker } from './dataset.ts';
import { type DistributedAttributes, DistributedTracker } from './distributed.ts';
import { type InferenceAttributes, InferenceTracker } from './inference.ts';
import type { Instance } from './instance.ts';
import { type ModelAttributes, ModelTracker } from './model.ts';
import type { TrackedOperation } from './operation.ts';
import {
  categoryOf,
  type DatasetOperationType,
  type DistributedOperationType,
  type InferenceOperationType,
  type ModelOperationType,
  type OperationType,
  type TrainingOperationType,
} from './operation-types.ts';
import { type TrainingAttributes, type TrainingEpochAttributes, TrainingTracker } from './training.ts';

/** What each type of operation may be told. */
export type AttributesOf<Type extends OperationType> = Type extends ModelOperationType
  ? ModelAttributes
  : Type extends InferenceOperationType
    ? InferenceAttributes
    : Type extends 'training_epoch'
      ? TrainingEpochAttributes
      : Type extends DatasetOperationType
        ? DatasetAttributes
        : Type extends DistributedOperationType
          ? DistributedAttributes
          : TrainingAttributes;

export class Trackers {
  readonly models: ModelTracker;
  readonly inferences: InferenceTracker;
  readonly trainings: TrainingTracker;
  readonly datasets: DatasetTracker;
  readonly distributed: DistributedTracker;

  constructor(instance: Instance) {
    this.models = new ModelTracker(instance);
    this.inferences = new InferenceTracker(instance);
    this.trainings = new TrainingTracker(instance);
    this.datasets = new DatasetTracker(instance);
    this.distributed = new DistributedTracker(instance);
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, and as the tracker of its category */
  begin(operationType: OperationType, attributes: object): TrackedOperation {
    switch (categoryOf(operationType)) {
      case 'model':
        return this.models.begin(operationType as ModelOperationType, attributes as ModelAttributes);
      case 'inference':
        return this.inferences.begin(
          operationType as InferenceOperationType,
          attributes as InferenceAttributes,
        );
      case 'training':
        return this.trainings.begin(operationType as TrainingOperationType, attributes as TrainingAttributes);
      case 'dataset':
        return this.datasets.begin(operationType as DatasetOperationType, attributes as DatasetAttributes);
      case 'distributed':
        return this.distributed.begin(
          operationType as DistributedOperationType,
          attributes as DistributedAttributes,
        );
    }
  }
}
