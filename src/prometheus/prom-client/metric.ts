/** One of our metrics, as a registry of prom-client sees it. */
import { helpOf } from '../../telemetry/help.ts';
import { gaugeRule } from '../../telemetry/query/gauge-rules.ts';
import type { MetricDefinition, MetricSnapshot, SeriesSnapshot } from '../../telemetry/snapshot.ts';
import { classicBuckets } from '../classic-buckets.ts';
import { typeName } from '../spelling.ts';
import type { MetricPage, PageValue, PromClientRegistry, RegistryMetric } from './peer.ts';

/** Theirs has no `last`: of several processes' values it takes the first. */
const AGGREGATORS = { sum: 'sum', min: 'min', max: 'max', last: 'first' } as const;

/** @param read what the page that is being written holds of the metric; undefined while nothing was recorded. */
export function registryMetric(
  definition: MetricDefinition,
  fullName: string,
  registry: PromClientRegistry,
  read: () => MetricSnapshot | undefined,
): RegistryMetric {
  const { kind } = definition;
  const help = helpOf(definition);
  const rule = kind === 'gauge' ? gaugeRule({ definition, fullName, series: [] }) : 'sum';
  const aggregator = AGGREGATORS[rule];
  const type = typeName(kind);
  const valuesOf = kind === 'histogram' ? histogramValues(definition, fullName) : singleValues;
  const page = async (name: string): Promise<MetricPage> => {
    const values = (read()?.series ?? []).flatMap(valuesOf);
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

function labelsOf({ labels, overflow }: SeriesSnapshot): Record<string, string> {
  return overflow ? { otel_metric_overflow: 'true' } : { ...labels };
}

function singleValues(series: SeriesSnapshot): PageValue[] {
  return 'value' in series ? [{ value: series.value, labels: labelsOf(series) }] : [];
}

function histogramValues(
  { bucketBounds = [] }: MetricDefinition,
  fullName: string,
): (series: SeriesSnapshot) => PageValue[] {
  const buckets = classicBuckets(bucketBounds);
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
      ...buckets(series.histogram, series.explicit).map((value, i) =>
        bucket(bucketBounds[i] as number, value),
      ),
      bucket('+Inf', count),
      { metricName: `${fullName}_sum`, labels, value: sum },
      { metricName: `${fullName}_count`, labels, value: count },
    ];
  };
}
