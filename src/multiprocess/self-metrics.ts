/** What the collecting side counts of workers, beside those that are missing. */
import { selfMetric } from '../metrics/inner.ts';

export const WORKERS_LOST = /* @__PURE__ */ selfMetric('workers_lost_total', []);

export const SELF_METRICS = [WORKERS_LOST] as const;
