/** Which series a question is about. */

import { wrongValue } from '../../errors.ts';
import type { DataPoint, Instrument, MetricSnapshot } from '../../metrics/inner.ts';
import { ownValue, requireLabel, requireObject } from '../../validate.ts';
import { METRIC_CATEGORIES, type MetricCategory } from '../context/categories.ts';
import { OPERATION_TYPES } from '../context/operation-types.ts';
import {
  durationType,
  isOfRequests,
  operationTypeIn,
  outcomeOfStatus,
  requestOutcome,
} from './operation-type.ts';

/** All that are given must hold; what is left out holds for every series. */
export interface MetricsFilter {
  /** `inference`, `model_load`, or of storage `add`, `pin` ... */
  readonly operationType?: string;
  /** `ipfs`, `s3` ... : storage operations only. */
  readonly backendType?: string;
  /** `ok`, `error`, `aborted`, `unknown`; of storage `pending`, `completed`, `failed` ... */
  readonly status?: string;
  /** Streams are inferences: as operations they are found there. */
  readonly category?: MetricCategory;
  readonly modelId?: string;
  /** Labels of one's own and any other, by name: `{ tenant: 'acme' }`. The empty string is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
}

export const FILTER_NAMES = [
  'operationType',
  'backendType',
  'status',
  'category',
  'modelId',
  'labels',
] as const satisfies readonly (keyof MetricsFilter)[];

/** What is left of the metrics; those without a series that is left are left out. */
export function filtered(metrics: readonly MetricSnapshot[], filter: MetricsFilter): MetricSnapshot[] {
  if (Object.values(filter).every((value) => value === undefined)) return [...metrics];
  return metrics
    .map((metric) => ({
      ...metric,
      series: metric.series.filter((series) => matchesFilter(metric.instrument, series, filter)),
    }))
    .filter(({ series }) => series.length > 0);
}

/** The overflow series matches no label: nobody knows what is in it. */
export function matchesFilter(
  instrument: Instrument,
  series: Pick<DataPoint, 'labels'>,
  filter: MetricsFilter,
): boolean {
  const { labels } = series;
  const { operationType, backendType, status, category, modelId, labels: wanted = {} } = filter;
  const type = operationTypeIn(instrument, labels);
  if (operationType !== undefined && type !== operationType) return false;
  if (category !== undefined && categoryOfSeries(instrument, type) !== category) return false;
  if (backendType !== undefined && labels.backend !== backendType) return false;
  if (modelId !== undefined && labels.model_id !== modelId) return false;
  for (const [name, value] of Object.entries(wanted)) {
    if (String(ownValue(labels, name) ?? '') !== value) return false;
  }
  return status === undefined || hasStatus(instrument, series, status);
}

/** Whether any series of the instrument may pass: for whoever leaves out the others unread. */
export function mayMatchFilter({ category }: Instrument, filter: MetricsFilter): boolean {
  return filter.category === undefined || category === filter.category || category === 'operation';
}

/** The labels that every series has which passes, as strings; the empty string is a label that is not there. */
export function labelsOfFilter({ backendType, modelId, labels }: MetricsFilter): Record<string, string> {
  return {
    ...(backendType !== undefined && { backend: backendType }),
    ...(modelId !== undefined && { model_id: modelId }),
    ...labels,
  };
}

/** @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
export function requireFilter(filter: MetricsFilter): void {
  for (const name of ['operationType', 'backendType', 'status', 'modelId'] as const) {
    if (filter[name] !== undefined) requireLabel(name, filter[name]);
  }
  const { category, labels = {} } = filter;
  requireObject('labels', labels);
  for (const [name, value] of Object.entries(labels)) requireLabel(`labels.${name}`, value);
  if (category !== undefined && !METRIC_CATEGORIES.includes(category)) {
    const expected = `one of ${METRIC_CATEGORIES.join(', ')}`;
    throw wrongValue('TELEMETRY_QUERY', 'category', expected, category, 'Use one of them.');
  }
}

/** Metrics of operations in general belong to the category of the operation that a series is about. */
function categoryOfSeries({ category }: Instrument, type: string | undefined): string {
  if (category !== 'operation' || type === undefined) return category;
  for (const [name, types] of Object.entries(OPERATION_TYPES)) {
    if ((types as readonly string[]).includes(type)) return name;
  }
  return 'storage';
}

/** Durations without a status are those of successes. */
function hasStatus(instrument: Instrument, { labels }: Pick<DataPoint, 'labels'>, status: string): boolean {
  if (labels.status !== undefined) return labels.status === status;
  if (isOfRequests(instrument)) return requestOutcome(labels) === status;
  return durationType(instrument, labels) !== undefined && outcomeOfStatus(status) === 'ok';
}
