/** The trackers that methods of a telemetry need, and which of them an operation is for. */

import { withFields } from '../../validate.ts';
import { componentOf, type TelemetryContext } from '../context/context.ts';
import {
  type CategoryOf,
  categoryOf,
  type OperationCategory,
  type OperationType,
} from '../context/operation-types.ts';
import { requireAttributes } from '../operations/attributes.ts';
import type { TrackedOperation } from '../operations/operation.ts';
import type { OperationHandle } from '../operations/operation-handle.ts';
import { DATASET_NAMES, type DatasetAttributes, DatasetTracker } from './dataset/tracker.ts';
import { DISTRIBUTED_NAMES, type DistributedAttributes, DistributedTracker } from './distributed/tracker.ts';
import { INFERENCE_NAMES, type InferenceAttributes, InferenceTracker } from './inference/tracker.ts';
import { MODEL_NAMES, type ModelAttributes, ModelTracker } from './model/tracker.ts';
import { STORAGE_NAMES, type StorageAttributes, storageTrackerOf } from './storage/tracker.ts';
import {
  TRAINING_NAMES,
  type TrainingAttributes,
  type TrainingEpochAttributes,
  TrainingTracker,
} from './training/tracker.ts';

interface AttributesByCategory<Label extends string> {
  readonly model: ModelAttributes<Label>;
  readonly inference: InferenceAttributes<Label>;
  readonly training: TrainingAttributes<Label>;
  readonly dataset: DatasetAttributes<Label>;
  readonly distributed: DistributedAttributes<Label>;
}

/** What each type of operation may be told. */
export type AttributesOf<
  Type extends OperationType,
  Label extends string = string,
> = Type extends 'training_epoch'
  ? TrainingEpochAttributes<Label>
  : AttributesByCategory<Label>[CategoryOf<Type>];

/** What attributes of each category are called. */
const NAMES: Readonly<Record<OperationCategory, ReadonlySet<string>>> = {
  model: MODEL_NAMES,
  inference: INFERENCE_NAMES,
  training: TRAINING_NAMES,
  dataset: DATASET_NAMES,
  distributed: DISTRIBUTED_NAMES,
};

/** What attributes of operations of this type are called. @throws TELEMETRY_UNKNOWN_OPERATION */
export function namesOfType(type: OperationType): ReadonlySet<string> {
  return NAMES[categoryOf(type)];
}

/** Only operations on storage have a backend; what they are called is an open set. */
export function isOfStorage(attributes: object): attributes is StorageAttributes {
  return 'backend' in Object(attributes);
}

/** By category; its types and attributes are what the caller was held to. */
export interface Tracker {
  begin(operationType: OperationType, attributes: object): TrackedOperation;
  bind(operationType: OperationType, attributes: object): OperationHandle;
}

export class Trackers {
  private readonly instance: TelemetryContext;
  readonly model: ModelTracker;
  readonly inference: InferenceTracker;
  readonly training: TrainingTracker;
  readonly dataset: DatasetTracker;
  readonly distributed: DistributedTracker;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
    this.model = componentOf(instance, ModelTracker);
    this.inference = componentOf(instance, InferenceTracker);
    this.training = componentOf(instance, TrainingTracker);
    this.dataset = componentOf(instance, DatasetTracker);
    this.distributed = componentOf(instance, DistributedTracker);
  }

  /** As `begin`, for many operations. @throws as `begin` */
  bind(operationType: OperationType, attributes: object): OperationHandle {
    const tracker = this[categoryOf(operationType)] as Tracker;
    return tracker.bind(operationType, attributes);
  }

  /** @throws TELEMETRY_UNKNOWN_OPERATION, and as the tracker of its category */
  begin(operationType: OperationType, attributes: object): TrackedOperation {
    const tracker = this[categoryOf(operationType)] as Tracker;
    return tracker.begin(operationType, attributes);
  }

  /** Most programs have none of these: their tracker is made for the first one. @throws as StorageTracker */
  beginStorage(operationType: string, attributes: StorageAttributes): TrackedOperation {
    requireAttributes('attributes', attributes, STORAGE_NAMES);
    return storageTrackerOf(this.instance).begin(withFields(attributes, STORAGE_NAMES, { operationType }));
  }
}
