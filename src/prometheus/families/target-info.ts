/**
 * What is told of the process itself, for a join with any of its metrics (OpenTelemetry, Prometheus and OpenMetrics
 * compatibility, "Resource Attributes"; OpenMetrics, "Supporting target metadata in both push-based and pull-based systems").
 */
import { wrongKind } from '../../errors.ts';
import type { Instrument } from '../../metrics/inner.ts';
import { type Codes, isRecord } from '../../validate.ts';
import { spelling } from './labels.ts';
import type { ExposedFamily, ExposedPoint } from './model.ts';

/** How every way out for Prometheus takes what is told of the process. */
export interface ResourceOptions {
  /**
   * Attributes of the process, `{ 'service.name': 'trainer', 'service.version': '1.4.2' }`: the labels of the metric
   * `target_info`, which is 1. What is to be a label of every series is an option `labels` of createTelemetry. None, and no
   * such metric, if left out.
   */
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>> | undefined;
}

const NAME = 'target_info';

/** The names that it takes. */
export const TARGET_NAMES = [NAME, 'target'];

/** Undefined where there is nothing to tell. */
export function targetInfo({ resourceAttributes = {} }: ResourceOptions): ExposedFamily | undefined {
  const shared = { overflow: false, createdAtUnixMs: 0, value: 1 };
  const labels = spelling(({ labels }) => labels)({ ...shared, labels: { ...resourceAttributes } }) ?? {};
  const names = Object.keys(labels);
  if (names.length === 0) return undefined;
  const point: ExposedPoint = { ...shared, labels };
  const instrument: Instrument = {
    name: NAME,
    kind: 'gauge',
    unit: '1',
    help: 'What is known of the process.',
    labels: names,
    category: 'self',
  };
  return { name: NAME, instrument, isInfo: true, points: () => [point] };
}

/** @throws the code of a wrong kind: for no object, and for a value that is no attribute */
export function requireResource({ kind, remedy }: Codes, { resourceAttributes }: ResourceOptions): void {
  if (resourceAttributes === undefined) return;
  if (!isRecord(resourceAttributes))
    throw wrongKind(kind, 'resourceAttributes', 'an object with attributes', resourceAttributes, remedy);
  for (const [name, value] of Object.entries(resourceAttributes)) {
    if (['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) continue;
    throw wrongKind(kind, `resourceAttributes['${name}']`, 'a string, a number or a boolean', value, remedy);
  }
}
