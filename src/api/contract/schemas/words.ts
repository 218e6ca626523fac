/** Words that parameters and answers are made of, by name. */
import { oneOf } from '../openapi.ts';
import {
  AGGREGATIONS,
  CATEGORIES,
  CHART_IDS,
  CHART_KINDS,
  METRIC_CATEGORIES,
  METRIC_KINDS,
  METRIC_TYPES,
  METRIC_UNITS,
  REPORT_STATES,
  SEVERITIES,
  UNITS,
} from '../words.ts';
import type { Described } from './answer.ts';

export const WORDS = {
  schemas: {
    MetricType: oneOf(METRIC_TYPES, 'Of storage operations.'),
    Aggregation: oneOf(AGGREGATIONS, 'What is computed of values.'),
    Category: oneOf(CATEGORIES, 'A kind of work.'),
    MetricCategory: oneOf(
      METRIC_CATEGORIES,
      'A kind of work, or a group of metrics that is no work of its own.',
    ),
    MetricKind: oneOf(METRIC_KINDS),
    MetricUnit: oneOf(METRIC_UNITS),
    ChartId: oneOf(CHART_IDS),
    ChartKind: oneOf(CHART_KINDS),
    Unit: oneOf(UNITS, '`number` is a plain figure without a unit: a loss, a learning rate.'),
    Severity: oneOf(SEVERITIES),
    ReportState: oneOf(REPORT_STATES),
  },
  examples: {},
} as const satisfies Described;
