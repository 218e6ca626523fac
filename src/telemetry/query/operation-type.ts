/** Which operation a series is about, and how it ended, as its metric and its labels tell. */

import type { Instrument, Labels, LabelValue } from '../../metrics/inner.ts';
import { categoryOf, HTTP_REQUEST, isOperationType, OPERATION_TYPES } from '../context/operation-types.ts';
import type { Outcome } from '../operations/outcome.ts';

/** What the ends of operations are called: ours, and those of a write-ahead log. */
const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['ok', 'ok'],
  ['completed', 'ok'],
  ['error', 'error'],
  ['failed', 'error'],
  ['aborted', 'aborted'],
  ['cancelled', 'aborted'],
  ['unknown', 'unknown'],
]);

/** Undefined for a status that ends nothing. */
export function outcomeOfStatus(status: string): Outcome | undefined {
  return OUTCOMES.get(status);
}

/** The type of the operations that a series timed; undefined where it timed none, or such as failed, or phases. */
export function durationType(instrument: Instrument, labels: Labels): string | undefined {
  const { kind, unit, name } = instrument;
  if (kind !== 'histogram' || unit !== 'seconds') return undefined;
  if (labels.phase !== undefined || labels.status !== undefined) return undefined;
  if (isOfRequests(instrument)) return requestOutcome(labels) === 'ok' ? HTTP_REQUEST : undefined;
  const type = textOf(labels.operation_type) ?? textOf(labels.operation);
  if (LABELLED_DURATIONS.includes(name)) return type;
  const named = name.replace(/_seconds$/, '');
  return isOperationType(named) ? named : undefined;
}

const COORDINATION_DURATIONS = 'coordination_overhead_seconds';
const STORAGE_DURATIONS = 'operation_latency_seconds';
/** Durations whose type is a label. */
const LABELLED_DURATIONS: readonly string[] = [COORDINATION_DURATIONS, STORAGE_DURATIONS];

const REQUEST_DURATIONS = 'http_server_request_duration_seconds';

/** The metric that times the successes of this type: what is no type of ours is an operation on storage. */
export function durationMetricOf(operationType: string): string {
  if (operationType === HTTP_REQUEST) return REQUEST_DURATIONS;
  if (!isOperationType(operationType)) return STORAGE_DURATIONS;
  return categoryOf(operationType) === 'distributed' ? COORDINATION_DURATIONS : `${operationType}_seconds`;
}

/** The counters of how operations ended; requests of HTTP are counted by their durations. */
export const OUTCOME_COUNTERS = [
  'operations_total',
  'model_operations_total',
  'dataset_operations_total',
  'operation_outcomes_total',
  'operation_count_total',
] as const;

/** The metrics that time operations. */
export function operationDurations(): readonly string[] {
  const types = Object.values(OPERATION_TYPES).flat();
  return [...types.map((type) => `${type}_seconds`), ...LABELLED_DURATIONS, REQUEST_DURATIONS];
}

/** The type of the operations that a series is about in any way. */
export function operationTypeIn(instrument: Instrument, labels: Labels): string | undefined {
  if (isOfRequests(instrument)) return HTTP_REQUEST;
  return textOf(labels.operation_type) ?? durationType(instrument, labels);
}

/** Requests have no counter beside their durations: these count all of them, however they ended. */
export function isOfRequests({ name, category }: Instrument): boolean {
  return category === 'http' && name === REQUEST_DURATIONS;
}

/** How requests ended, by the labels that OpenTelemetry has for them. */
export function requestOutcome({ error_type: errorType }: Labels): Outcome {
  if (errorType === '') return 'ok';
  return errorType === 'aborted' || errorType === 'unknown' ? errorType : 'error';
}

/** A label of the catalogue is a string; what others call the same may be anything. */
export function textOf(label: LabelValue | undefined): string | undefined {
  return typeof label === 'string' ? label : undefined;
}
