/** What is recorded of drift. */
import { counter, distribution, gauge } from '../../operations/metric-rows.ts';

const TASK = ['task_id'];
const FEATURE = [...TASK, 'feature'];
const RESULT = [...TASK, 'result'];
/** `feature` is empty where there is but one; `side` is `reference` or `current`. */
const SIDE = [...FEATURE, 'side'];

// Of several processes that compare, the worst: a mean would hide the one whose data have changed.
export const DATA_DRIFT_SCORE = gauge('drift', 'data_drift_score', '1', TASK, 'max');
export const DATA_DRIFT_THRESHOLD = gauge('drift', 'data_drift_threshold', '1', TASK, 'max');
export const DATA_DRIFT_DETECTED = gauge('drift', 'data_drift_detected', '1', TASK, 'max');
export const DATA_DRIFT_FEATURE_SCORE = gauge('drift', 'data_drift_feature_score', '1', FEATURE, 'max');
export const DATA_DRIFT_P_VALUE = gauge('drift', 'data_drift_p_value', '1', TASK, 'min');
export const DATA_DRIFT_ALPHA = gauge('drift', 'data_drift_alpha', '1', TASK, 'min');
// In whatever unit the values have: no bounds are right for all of them.
export const DATA_DRIFT_VALUES = distribution('drift', 'data_drift_values', '1', SIDE, []);
export const DATA_DRIFT_CATEGORIES_TOTAL = counter('drift', 'data_drift_categories_total', [
  ...SIDE,
  'category',
]);
export const DATA_DRIFT_CHECKS_TOTAL = counter('drift', 'data_drift_checks_total', RESULT);

export const DRIFT_METRICS = [
  DATA_DRIFT_SCORE,
  DATA_DRIFT_THRESHOLD,
  DATA_DRIFT_DETECTED,
  DATA_DRIFT_FEATURE_SCORE,
  DATA_DRIFT_P_VALUE,
  DATA_DRIFT_ALPHA,
  DATA_DRIFT_VALUES,
  DATA_DRIFT_CATEGORIES_TOTAL,
  DATA_DRIFT_CHECKS_TOTAL,
] as const;
