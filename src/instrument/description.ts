/** What the calls of a method are: operations, with their attributes. */
import { wrongKind } from '../errors.ts';
import {
  type CallLabels,
  type ChunkOptions,
  categoryOf,
  type DatasetOperationOptions,
  type DistributedOperationOptions,
  type InferenceAttributes,
  type InferenceOperationType,
  labelValuesOf,
  type ModelOperationOptions,
  namesOf,
  namesOfType,
  type OperationType,
  requireAttributes,
  requireCommonKinds,
  STORAGE_NAMES,
  STREAM_NAMES,
  type StorageOperationOptions,
  type TelemetryContext,
  type TrainingAttributes,
  type TrainingEpochAttributes,
  type TrainingOperationType,
} from '../telemetry/index.ts';
import { requireLabel, requireObject } from '../validate.ts';

/** With a `backend`: an operation on storage, of any type. Without: one of the known types. */
export type CallDescription =
  | StorageOperationOptions
  | ModelOperationOptions
  | DatasetOperationOptions
  | DistributedOperationOptions
  /** What chunks hold is that of the stream that the method returns. */
  | (InferenceAttributes & ChunkOptions<never> & { readonly operationType: InferenceOperationType })
  | ((TrainingAttributes | TrainingEpochAttributes) & { readonly operationType: TrainingOperationType });

/** Asked with the arguments of each call; undefined for a call that is not to be recorded. */
export type DescribeCall = (...args: never[]) => CallDescription | undefined;

export interface InstrumentOptions {
  /** Makes every method an operation on this backend, with the method's name as its type. */
  readonly backend?: string;
  /**
   * Labels of one's own on the operations on `backend`, and on those of a client of a known shape; a description has its
   * own. None if left out.
   */
  readonly labels?: CallLabels;
  /**
   * `gen_ai.provider.name` of the spans of a client of a known shape: `openai`, `anthropic`, `azure.ai.openai` ... A
   * description has its own. None if left out.
   */
  readonly provider?: string;
  /**
   * What a method does, by its name, or by its path: `{ 'chat.completions.create': ... }`. `()` is the object itself
   * where it can be called. `false` leaves a method alone that `backend` would include.
   */
  readonly operations?: Readonly<Record<string, CallDescription | DescribeCall | false>>;
}

export const INSTRUMENT_NAMES = /* @__PURE__ */ namesOf<InstrumentOptions>({
  backend: true,
  labels: true,
  provider: true,
  operations: true,
});

export function isOnStorage(description: CallDescription): description is StorageOperationOptions {
  return 'backend' in description;
}

/**
 * No other fields than an operation of this type has; an inference may have those of a stream.
 *
 * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 */
export function requireDescribed(label: string, description: CallDescription): void {
  requireObject(label, description);
  if (isOnStorage(description)) {
    requireAttributes(label, description, STORAGE_NAMES);
    return;
  }
  const names = namesOfType(description.operationType);
  const isInference = categoryOf(description.operationType) === 'inference';
  requireAttributes(label, description, isInference ? new Set([...names, ...STREAM_NAMES]) : names);
}

/**
 * What can be known before the first call.
 *
 * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_PARENT_KIND,
 * TELEMETRY_ARGUMENT_KIND
 */
export function requireDescription(instance: TelemetryContext, path: string, description: unknown): void {
  requireDescribed(`operations.${path}`, description as CallDescription);
  const given = description as CallDescription & { modelId?: unknown; datasetId?: unknown };
  labelValuesOf(instance, given.labels);
  requireCommonKinds(given);
  if (isOnStorage(given)) {
    requireLabel('operationType', given.operationType);
    requireLabel('backend', given.backend);
    return;
  }
  const category = categoryOf(given.operationType as OperationType);
  if (category === 'dataset') requireLabel('datasetId', given.datasetId);
  else if (category !== 'distributed') requireLabel('modelId', given.modelId);
}

/** @throws TELEMETRY_ARGUMENT_KIND */
export function requireClient(target: unknown): asserts target is object {
  if ((typeof target === 'object' && target !== null) || typeof target === 'function') return;
  const remedy = 'Pass the object whose methods are to be recorded.';
  throw wrongKind('TELEMETRY_ARGUMENT_KIND', 'target', 'an object', target, remedy);
}
