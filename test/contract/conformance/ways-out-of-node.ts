// Ways out through libraries of others that run in Node alone: prom-client's registries, OpenTelemetry's serializers.
import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { fromOtelExponential } from 'inferometer/histogram';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { connectPromClient } from 'inferometer/prometheus';
import { Registry } from 'prom-client';
import type { Fact, Reading } from './oracle.ts';
import { cumulated, textReadings, type WayOut } from './ways-out.ts';

const FACTS: readonly Fact[] = ['value', 'count', 'sum', 'cumulative'];

export const WAYS_OUT_OF_NODE: readonly WayOut[] = [
  {
    name: 'a registry of prom-client',
    runs: 'node',
    facts: FACTS,
    open: ([telemetry], wayIn) => ({
      async read() {
        const registry = new Registry();
        const { unregister } = await connectPromClient(telemetry, { registry });
        const page = await registry.metrics();
        unregister();
        // Empty lines between families, which the format allows and our parser does not.
        return textReadings(page.replace(/\n+/g, '\n'), wayIn);
      },
    }),
  },
  {
    name: 'OTLP as JSON, explicit',
    runs: 'node',
    facts: [...FACTS, 'range'],
    open: ([telemetry], { metric }) => ({ read: () => jsonReadings(telemetry, metric, 'explicit') }),
  },
  {
    name: 'OTLP as JSON, exponential',
    runs: 'node',
    facts: ['value', 'count', 'sum', 'range', 'buckets'],
    open: ([telemetry], { metric }) => ({ read: () => jsonReadings(telemetry, metric, 'exponential') }),
  },
];

interface JsonPoint {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count: number | string;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly explicitBounds?: readonly number[];
  readonly bucketCounts?: readonly (number | string)[];
  readonly scale: number;
  readonly zeroCount: number | string;
  readonly positive: JsonBuckets;
  readonly negative: JsonBuckets;
}

interface JsonBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly (number | string)[];
}

/** What their serializer makes of our points, read by the names of the fields in opentelemetry-proto. */
async function jsonReadings(
  telemetry: Parameters<typeof createMetricProducer>[0],
  metric: string,
  histograms: 'explicit' | 'exponential',
): Promise<Reading[]> {
  const producer = createMetricProducer(telemetry, { names: 'kit', histograms });
  const { resourceMetrics } = await producer.collect();
  const bytes = JsonMetricsSerializer.serializeRequest({
    ...(resourceMetrics as object),
    resource: resourceFromAttributes({}),
  } as Parameters<typeof JsonMetricsSerializer.serializeRequest>[0]);
  const request = JSON.parse(new TextDecoder().decode(bytes));
  const all = request.resourceMetrics[0].scopeMetrics.flatMap(
    (scope: { metrics: unknown[] }) => scope.metrics,
  );
  const found = all.find(({ name }: { readonly name: string }) => name === metric) ?? {};
  const { dataPoints = [] } = found.sum ?? found.gauge ?? found.histogram ?? found.exponentialHistogram ?? {};
  return dataPoints.map(readingOf);
}

function readingOf(point: JsonPoint): Reading {
  const labels = Object.fromEntries(point.attributes.map(({ key, value }) => [key, value.stringValue]));
  const value = point.asDouble ?? point.asInt;
  if (value !== undefined) return { labels, value: Number(value) };
  const { sum, min, max, explicitBounds, bucketCounts } = point;
  const facts = { labels, count: Number(point.count), sum, range: [min, max] as const };
  if (explicitBounds !== undefined && bucketCounts !== undefined) {
    return { ...facts, cumulative: cumulated(explicitBounds, bucketCounts.map(Number)) };
  }
  return {
    ...facts,
    buckets: fromOtelExponential({
      scale: point.scale,
      count: facts.count,
      sum,
      min,
      max,
      zeroCount: Number(point.zeroCount),
      zeroThreshold: 0,
      positive: bucketsOf(point.positive),
      negative: bucketsOf(point.negative),
    }),
  };
}

function bucketsOf({ offset, bucketCounts }: JsonBuckets) {
  return { offset, bucketCounts: bucketCounts.map(Number) };
}
