/** What pages with `inferometer/browser` count of themselves. */
import { selfMetric } from '../../metrics/inner.ts';

export const PAGE_INTERVALS_DROPPED = /* @__PURE__ */ selfMetric('page_intervals_dropped_total', ['reason']);

export const SELF_METRICS = [PAGE_INTERVALS_DROPPED] as const;
