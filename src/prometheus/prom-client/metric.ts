/** One of our metrics, as a registry of prom-client sees it. */

import { countsAtOrUnder } from '../../histogram/inner.ts';
import type { Instrument } from '../../metrics/inner.ts';
import { gaugeRule, helpOf } from '../../telemetry/index.ts';
import type { ExposedFamily, ExposedPoint } from '../families/model.ts';
import { typeName } from '../page/literals.ts';
import type { MetricPage, PageValue, PromClientRegistry, RegistryMetric } from './peer.ts';

/** Theirs has no `last`: of several processes' values it takes the first. */
const AGGREGATORS = { sum: 'sum', min: 'min', max: 'max', last: 'first' } as const;

/** @param read what the page that is being written holds of the metric; undefined while nothing was recorded. */
export function registryMetric(
  { instrument, name: fullName }: ExposedFamily,
  registry: PromClientRegistry,
  read: () => ExposedFamily | undefined,
): RegistryMetric {
  const { kind } = instrument;
  const help = helpOf(instrument);
  const rule = kind === 'gauge' ? gaugeRule(instrument, fullName) : 'sum';
  const aggregator = AGGREGATORS[rule];
  const type = typeName(kind);
  const valuesOf = kind === 'histogram' ? histogramValues(instrument, fullName) : singleValues;
  const page = async (name: string): Promise<MetricPage> => {
    const values = [...(read()?.points() ?? [])].flatMap(valuesOf);
    return { name, help, type, aggregator, values };
  };
  return {
    get name() {
      return fullName;
    },
    // For a page in OpenMetrics the registry cuts `_total` off the name and never puts it back.
    set name(_) {},
    help,
    type,
    aggregator,
    get: () => page(fullName),
    getForPromString: () => page(kind === 'counter' ? familyName(fullName, registry) : fullName),
    // What was recorded belongs to the telemetry: others read it, too.
    reset() {},
  };
}

/** In OpenMetrics the registry itself writes `_total` behind the name of a counter. */
function familyName(fullName: string, { contentType }: PromClientRegistry): string {
  return contentType.startsWith('application/openmetrics-text') ? fullName.replace(/_total$/, '') : fullName;
}

function labelsOf({ labels, overflow }: ExposedPoint): Record<string, string> {
  return overflow ? { otel_metric_overflow: 'true', ...labels } : { ...labels };
}

function singleValues(series: ExposedPoint): PageValue[] {
  return 'value' in series ? [{ value: series.value, labels: labelsOf(series) }] : [];
}

function histogramValues(
  { bucketBounds = [] }: Instrument,
  fullName: string,
): (series: ExposedPoint) => PageValue[] {
  const buckets = countsAtOrUnder(bucketBounds);
  return (series) => {
    if (!('histogram' in series)) return [];
    const { count, sum } = series.histogram;
    const labels = labelsOf(series);
    const bucket = (le: number | string, value: number) => ({
      metricName: `${fullName}_bucket`,
      labels: { le, ...labels },
      value,
    });
    return [
      ...buckets(series.histogram).map((value, i) => bucket(bucketBounds[i] as number, value)),
      bucket('+Inf', count),
      { metricName: `${fullName}_sum`, labels, value: sum },
      { metricName: `${fullName}_count`, labels, value: count },
    ];
  };
}
