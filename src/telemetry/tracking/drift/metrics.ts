/** What is recorded of drift. */
import { counter, gauge } from '../../operations/metric-rows.ts';

const TASK = ['task_id'];
const FEATURE = [...TASK, 'feature'];
const RESULT = [...TASK, 'result'];

// Of several processes that compare, the worst: a mean would hide the one whose data have changed.
export const DATA_DRIFT_SCORE = gauge('drift', 'data_drift_score', '1', TASK, 'max');
export const DATA_DRIFT_THRESHOLD = gauge('drift', 'data_drift_threshold', '1', TASK, 'max');
export const DATA_DRIFT_DETECTED = gauge('drift', 'data_drift_detected', '1', TASK, 'max');
export const DATA_DRIFT_FEATURE_SCORE = gauge('drift', 'data_drift_feature_score', '1', FEATURE, 'max');
export const DATA_DRIFT_CHECKS_TOTAL = counter('drift', 'data_drift_checks_total', RESULT);

export const DRIFT_METRICS = [
  DATA_DRIFT_SCORE,
  DATA_DRIFT_THRESHOLD,
  DATA_DRIFT_DETECTED,
  DATA_DRIFT_FEATURE_SCORE,
  DATA_DRIFT_CHECKS_TOTAL,
] as const;
