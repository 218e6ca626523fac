/**
 * The kinds of operation, by category. Durations of type `t` go to the histogram `t_seconds`; those of distributed
 * operations to `coordination_overhead_seconds`, with the type as a label.
 */
import { wrongKind, wrongValue } from '../../errors.ts';
import { closestName } from '../../validate.ts';
import type { Category } from './categories.ts';

export const OPERATION_TYPES = {
  model: ['model_load', 'model_init', 'model_save'],
  inference: ['inference', 'batch_inference', 'embeddings_generation'],
  training: ['training_epoch', 'optimizer_step', 'gradient_update'],
  dataset: ['dataset_load', 'dataset_preprocess', 'dataset_transform'],
  distributed: ['worker_coordination', 'task_distribution', 'result_aggregation'],
} as const satisfies Partial<Record<Category, readonly string[]>>;

/** The type of the operation that a request is. Nobody begins one by this name: it is not among the types above. */
export const HTTP_REQUEST = 'http_request';

export type OperationCategory = keyof typeof OPERATION_TYPES;
export type ModelOperationType = (typeof OPERATION_TYPES)['model'][number];
export type InferenceOperationType = (typeof OPERATION_TYPES)['inference'][number];
export type TrainingOperationType = (typeof OPERATION_TYPES)['training'][number];
export type DatasetOperationType = (typeof OPERATION_TYPES)['dataset'][number];
export type DistributedOperationType = (typeof OPERATION_TYPES)['distributed'][number];
export type OperationType = (typeof OPERATION_TYPES)[OperationCategory][number];

/** The category of a type of operation. */
export type CategoryOf<Type extends OperationType> = {
  [C in OperationCategory]: Type extends (typeof OPERATION_TYPES)[C][number] ? C : never;
}[OperationCategory];

const CATEGORY_OF: ReadonlyMap<string, OperationCategory> = new Map(
  (Object.keys(OPERATION_TYPES) as OperationCategory[]).flatMap((category) =>
    OPERATION_TYPES[category].map((type): [string, OperationCategory] => [type, category]),
  ),
);

export function isOperationType(name: string): name is OperationType {
  return CATEGORY_OF.has(name);
}

/** The category of any operation type. @throws TELEMETRY_UNKNOWN_OPERATION */
export function categoryOf(type: OperationType): OperationCategory {
  return CATEGORY_OF.get(type) ?? unknownOperation(type, [...CATEGORY_OF.keys()]);
}

/** One of the types of a category. @throws TELEMETRY_UNKNOWN_OPERATION */
export function operationTypeOf<Category extends OperationCategory>(
  category: Category,
  type: (typeof OPERATION_TYPES)[Category][number],
): (typeof OPERATION_TYPES)[Category][number] {
  return CATEGORY_OF.get(type) === category ? type : unknownOperation(type, OPERATION_TYPES[category]);
}

/** One of the types that a table has. @throws TELEMETRY_UNKNOWN_OPERATION */
export function operationTypeAmong<Type extends string>(
  table: Readonly<Record<Type, unknown>>,
  type: Type,
): Type {
  const known = Object.keys(table);
  return known.includes(type) ? type : unknownOperation(type, known);
}

function unknownOperation(got: unknown, known: readonly string[]): never {
  const expected = `one of ${known.join(', ')}`;
  if (typeof got !== 'string') {
    throw wrongKind('TELEMETRY_UNKNOWN_OPERATION', 'operationType', expected, got, 'Pass one of them.');
  }
  const remedy = `Use ${closestName(got, known)}.`;
  throw wrongValue('TELEMETRY_UNKNOWN_OPERATION', 'operationType', expected, got, remedy);
}
