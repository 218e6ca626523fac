/** prom-client 15 and its successor @prometheus-io/client: as much of them as is needed here. */
import { InferometerError } from '../../errors.ts';
import { installedPackage } from '../../runtime/index.ts';

/** What a registry of theirs asks of a metric. */
export interface RegistryMetric {
  name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  get(): Promise<MetricPage>;
  getForPromString(): Promise<MetricPage>;
  reset(): void;
}

export interface MetricPage {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly PageValue[];
}

export interface PageValue {
  readonly value: number;
  readonly labels: Record<string, string | number>;
  /** Where it is not the metric's own: `_bucket`, `_sum`, `_count`. */
  readonly metricName?: string;
}

export interface PromClientRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
  // Methods, so that registries whose metrics are of the peer's own classes fit.
  registerMetric(metric: never): void;
  getSingleMetric(name: string): unknown;
  removeSingleMetric(name: string): void;
}

export interface PromClient {
  /** The default registry. */
  readonly register: PromClientRegistry;
  readonly Registry: new () => PromClientRegistry;
}

const PACKAGES = ['prom-client', '@prometheus-io/client'];

/** The one that is installed. @throws PROMETHEUS_PEER_MISSING */
export async function installedClient(): Promise<PromClient> {
  for (const name of PACKAGES) {
    const found = await installedPackage<PromClient>(name);
    if (found !== undefined) return found;
  }
  throw new InferometerError(
    'PROMETHEUS_PEER_MISSING',
    'neither prom-client nor @prometheus-io/client can be imported. Run: npm install prom-client, or hand in client or registry.',
  );
}
