/** Web vitals, as the package of that name measures them. */
import { wrongKind } from '../../errors.ts';
import type { OwnMetrics } from '../../metrics/index.ts';

/** What `web-vitals` calls its callbacks with. */
export interface WebVital {
  readonly name: string;
  /** In milliseconds; of the shift of layout a score. */
  readonly value: number;
  readonly id: string;
  readonly rating?: string;
}

/** The module `web-vitals`, or as much of it as is wanted. */
export type WebVitals = {
  readonly [Name in 'onCLS' | 'onFCP' | 'onINP' | 'onLCP' | 'onTTFB']?: (
    report: (vital: WebVital) => void,
  ) => void;
};

const SECONDS = {
  name: 'web_vital_seconds',
  help: 'Web vitals of the page that are times: FCP, INP, LCP, TTFB.',
  unit: 'seconds',
  labels: ['name', 'rating'],
  bucketBounds: [0.05, 0.1, 0.2, 0.5, 0.8, 1, 1.8, 2.5, 3, 4, 6, 10],
} as const;
const LAYOUT_SHIFT = {
  name: 'web_vital_layout_shift',
  help: 'Cumulative layout shift of the page.',
  labels: ['rating'],
  bucketBounds: [0.01, 0.05, 0.1, 0.15, 0.25, 0.5, 1],
} as const;

const NAMES = ['onCLS', 'onFCP', 'onINP', 'onLCP', 'onTTFB'] as const;

/**
 * Records the web vitals of the page, each once for each visit: what `web-vitals` says first, which for CLS and INP is when the
 * page is hidden for the first time.
 *
 * @param vitals the module: `import * as webVitals from 'web-vitals'`.
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_METRIC_CONFLICT
 * @example
 * import * as webVitals from 'web-vitals';
 *
 * recordWebVitals(telemetry, webVitals);
 */
export function recordWebVitals(metrics: OwnMetrics, vitals: WebVitals): void {
  const isModule = typeof vitals === 'object' && vitals !== null;
  const found = isModule ? NAMES.filter((name) => typeof vitals[name] === 'function') : [];
  if (found.length === 0) {
    const remedy = "Pass the module: import * as webVitals from 'web-vitals'.";
    throw wrongKind('TELEMETRY_ARGUMENT_KIND', 'vitals', 'functions onLCP, onINP, ...', vitals, remedy);
  }
  const [seconds, shift] = [metrics.histogram(SECONDS), metrics.histogram(LAYOUT_SHIFT)];
  const told = new Set<string>();
  const report = ({ name, value, id, rating = 'unknown' }: WebVital) => {
    if (told.has(id)) return;
    told.add(id);
    if (name === 'CLS') shift.withLabels({ rating }).record(value);
    else seconds.withLabels({ name, rating }).record(value / 1000);
  };
  for (const name of found) vitals[name]?.(report);
}
