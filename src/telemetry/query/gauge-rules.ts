/** What several processes' values of a gauge are as one. */
import type { CatalogueName } from '../catalogue.ts';
import type { MetricSnapshot } from '../snapshot.ts';

/** `last`: of the snapshot that was taken last. */
export type GaugeRule = 'sum' | 'min' | 'max' | 'last';

/**
 * Gauges that are not here add up: throughputs, streams and operations in flight, memory. The rates of storage
 * operations follow no rule: they are computed anew from the merged counters.
 */
const RULES: Readonly<Partial<Record<CatalogueName<'gauge'>, GaugeRule>>> = {
  // Properties of a thing that every process sees alike.
  model_size_bytes: 'max',
  dataset_size_bytes: 'max',
  // The last inference, epoch or sample of all; a worker is at home in one process.
  inference_memory_bytes: 'last',
  training_loss: 'last',
  training_metric: 'last',
  worker_utilization_ratio: 'last',
  // Each process judges for itself; the worst judgement counts. Queues are looked at from outside.
  backend_health: 'min',
  queue_size: 'max',
};

/** @param chosen by the caller, by name with or without prefix. */
export function gaugeRule(
  { definition, fullName }: MetricSnapshot,
  chosen: Readonly<Record<string, GaugeRule>> = {},
): GaugeRule {
  const own = (rules: Readonly<Record<string, GaugeRule>>, name: string) =>
    Object.hasOwn(rules, name) ? rules[name] : undefined;
  const known = definition.category === 'custom' ? undefined : own(RULES, definition.name);
  return own(chosen, fullName) ?? own(chosen, definition.name) ?? known ?? 'sum';
}
