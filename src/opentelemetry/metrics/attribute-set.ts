/** A set of attributes in its normal form, and the labels that stand for it. */
import type { Attributes } from '@opentelemetry/api';
import type { LabelPolicy } from '../../telemetry/label-policy.ts';
import type { AttributeValue, Labels, SeriesOrigin } from '../../telemetry/snapshot.ts';
import { labelName } from './prometheus-name.ts';

export interface AttributeSet {
  /** By key in ascending order; arrays are copies. */
  readonly attributes: SeriesOrigin['attributes'];
  /** Each attribute as Prometheus spells it. Empty values are left out: they are what a missing label is. */
  readonly labels: Labels;
  /** False where a value was cut or replaced: then many sets become this one. */
  readonly isExact: boolean;
}

/**
 * Attributes without a value, and values that the API does not know, are left out. Two keys that are one label have
 * their values joined by `;` (OpenTelemetry, Prometheus and OpenMetrics compatibility, "Metric Attributes").
 */
export function attributeSet(
  given: Attributes,
  keeps: (key: string) => boolean,
  policy: LabelPolicy,
): AttributeSet {
  const attributes: Record<string, AttributeValue> = {};
  const labels: Record<string, string> = {};
  let isExact = true;
  for (const key of keysOf(given).filter(keeps).sort()) {
    const value = given[key];
    if (!isValue(value)) continue;
    const name = labelName(key);
    const text = spelled(value);
    const admitted = policy.admitOne(name, text);
    if (admitted !== text) isExact = false;
    attributes[key] = admitted !== text ? admitted : typeof value === 'object' ? [...value] : value;
    if (admitted !== '') labels[name] = labels[name] === undefined ? admitted : `${labels[name]};${admitted}`;
  }
  return { attributes: Object.freeze(attributes), labels, isExact };
}

function keysOf(attributes: Attributes): string[] {
  const keys: string[] = [];
  for (const key in attributes) keys.push(key);
  return keys;
}

function isValue(value: unknown): value is AttributeValue {
  return isScalar(value) || (Array.isArray(value) && value.every((one) => one == null || isScalar(one)));
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function spelled(value: AttributeValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
