/** Our metrics in a registry of prom-client: one page for the user's own and ours. */
import { InferometerError, wrongKind } from '../../errors.ts';
import { fullNameOf, type Instrument } from '../../metrics/inner.ts';
import { contextOf, type NameOptions, requireNames, type TelemetryHandle } from '../../telemetry/index.ts';
import { isRecord, requireFields } from '../../validate.ts';
import { FAMILY_OPTIONS, OPTION } from '../exposition-options.ts';
import { exposedFamilies } from '../families/families.ts';
import type { ExposedFamily } from '../families/model.ts';
import { type ResourceOptions, requireResource } from '../families/target-info.ts';
import { registryMetric } from './metric.ts';
import { installedClient, type PromClient, type PromClientRegistry, type RegistryMetric } from './peer.ts';

/** `names` are `kit` if left out. */
export interface PromClientOptions extends NameOptions, ResourceOptions {
  /** Where our metrics go; the peer's default registry if left out. */
  readonly registry?: PromClientRegistry;
  /** The peer itself, `import client from 'prom-client'`; imported if left out and needed. */
  readonly client?: PromClient;
  /** Without `registry`: a new registry of this name instead of the default one. It is named in errors. */
  readonly registryName?: string;
}

export interface PromClientBridge<Registry extends PromClientRegistry = PromClientRegistry> {
  readonly registry: Registry;
  /** Takes our metrics, and nothing else, out of the registry. */
  unregister(): void;
}

/**
 * Registers every metric of the telemetry, those too that are defined later, in a registry of `prom-client` 15 or
 * `@prometheus-io/client`. A page reads one snapshot; native histograms are beyond these registries, so histograms
 * appear with classic buckets. `registry.resetMetrics()` leaves ours as they are.
 *
 * @throws PROMETHEUS_NAME_TAKEN before anything is registered, PROMETHEUS_PEER_MISSING, PROMETHEUS_REGISTRY,
 * PROMETHEUS_UNKNOWN_OPTION, PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE, TELEMETRY_ARGUMENT_KIND
 * @example
 * const { registry } = await connectPromClient(telemetry);
 * response.setHeader('content-type', registry.contentType);
 * response.end(await registry.metrics());
 */
export async function connectPromClient<Registry extends PromClientRegistry = PromClientRegistry>(
  telemetry: TelemetryHandle,
  options: PromClientOptions & { readonly registry?: Registry } = {},
): Promise<PromClientBridge<Registry>> {
  requireFields('PROMETHEUS_OPTION_KIND', 'PROMETHEUS_UNKNOWN_OPTION', options, [
    'registry',
    'client',
    'registryName',
    ...FAMILY_OPTIONS,
  ]);
  requireNames(OPTION, options);
  requireResource(OPTION, options);
  const { registry: metrics } = contextOf(telemetry);
  const registry = requireRegistry(await chosenRegistry(options));
  const label = options.registryName === undefined ? 'the registry' : `the registry ${options.registryName}`;
  const ours = new Map<string, RegistryMetric>();
  const read = onePageOf(telemetry, options);
  const register = (family: ExposedFamily) => {
    requireFree(registry, family.name, label);
    const metric = registryMetric(family, registry, () => read().get(family.name));
    registry.registerMetric(metric as never);
    ours.set(family.name, metric);
  };
  const instruments = new Set<Instrument>();
  const newFamilies = () =>
    exposedFamilies(
      [...instruments].map((instrument) => ({ instrument, fullName: fullNameOf(instrument), series: [] })),
      options,
    ).filter(({ name }) => !ours.has(name));
  metrics.onRegister((instrument) => instruments.add(instrument))();
  for (const { name } of newFamilies()) requireFree(registry, name, label);
  for (const family of newFamilies()) register(family);
  const unwatch = metrics.onRegister((instrument) => {
    if (instruments.has(instrument)) return;
    instruments.add(instrument);
    for (const family of newFamilies()) register(family);
  });
  return {
    registry: registry as Registry,
    unregister: () => {
      unwatch();
      for (const [name, metric] of ours) {
        // After a clear(), another one may have taken the name.
        if (registry.getSingleMetric(name) === metric) registry.removeSingleMetric(name);
      }
      ours.clear();
    },
  };
}

async function chosenRegistry({
  registry,
  client,
  registryName,
}: PromClientOptions): Promise<PromClientRegistry> {
  if (registry !== undefined) return registry;
  const peer = client ?? (await installedClient());
  return registryName === undefined ? peer.register : new peer.Registry();
}

/** @throws PROMETHEUS_REGISTRY */
function requireRegistry(registry: PromClientRegistry): PromClientRegistry {
  const methods = ['metrics', 'registerMetric', 'getSingleMetric', 'removeSingleMetric'] as const;
  const can = (name: (typeof methods)[number]) => typeof registry[name] === 'function';
  if (isRecord(registry) && methods.every(can)) return registry;
  const remedy =
    'Pass a Registry of prom-client 15 or @prometheus-io/client, or its default export as client.';
  throw wrongKind('PROMETHEUS_REGISTRY', 'registry', 'a registry of prom-client', registry, remedy);
}

/** @throws PROMETHEUS_NAME_TAKEN */
function requireFree(registry: PromClientRegistry, fullName: string, label: string): void {
  if (registry.getSingleMetric(fullName) === undefined) return;
  throw new InferometerError(
    'PROMETHEUS_NAME_TAKEN',
    `${label} has a metric ${fullName} already. Unregister what was connected before, or give this telemetry another prefix.`,
  );
}

/** A registry reads its metrics one by one, in one turn of the event loop: they all are of one snapshot. */
function onePageOf(
  telemetry: TelemetryHandle,
  options: NameOptions & ResourceOptions,
): () => ReadonlyMap<string, ExposedFamily> {
  let page: ReadonlyMap<string, ExposedFamily> | undefined;
  return () => {
    if (page === undefined) {
      const families = exposedFamilies(telemetry.snapshot().metrics, options);
      page = new Map(families.map((family) => [family.name, family]));
      queueMicrotask(() => {
        page = undefined;
      });
    }
    return page;
  };
}
