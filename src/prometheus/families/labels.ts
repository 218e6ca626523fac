/** Attributes as labels. */
import type { DataPoint, InstrumentScope, Labels, LabelValue, StringLabels } from '../../metrics/inner.ts';
import { labelName } from './names.ts';

/** The labels of a point, spelled; undefined if it is not of this name. */
export type Spell = (point: DataPoint) => StringLabels | undefined;

/**
 * Labels of attributes; each set is spelled once a page.
 *
 * @param scope labels of the library; undefined for labels that are spelled as they are.
 */
export function spelling(
  attributesOf: (point: DataPoint) => Labels | undefined,
  scope: StringLabels = {},
): Spell {
  const spelled = new Map<Labels, StringLabels | undefined>();
  return (point) => {
    const { labels } = point;
    if (!spelled.has(labels)) {
      const attributes = attributesOf(point);
      spelled.set(labels, attributes && spelledLabels(attributes, scope));
    }
    return spelled.get(labels);
  };
}

/**
 * Two keys that are one label have their values joined by `;` (OpenTelemetry, Prometheus and OpenMetrics compatibility,
 * "Metric Attributes"). Empty values are left out: they are what a missing label is.
 */
function spelledLabels(labels: Labels, scope: StringLabels): StringLabels {
  const named = new Map<string, string>();
  for (const [key, value] of Object.entries(labels)) {
    const text = labelText(value);
    if (text === '') continue;
    const name = labelName(key);
    const known = named.get(name);
    named.set(name, known === undefined ? text : `${known};${text}`);
  }
  for (const [name, value] of Object.entries(scope)) named.set(name, value);
  return Object.fromEntries(named);
}

/** A value as text, whatever it was handed in as. */
function labelText(value: LabelValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function scopeLabels(scope: InstrumentScope | undefined): StringLabels {
  if (scope === undefined) return {};
  const { name, version, schemaUrl } = scope;
  return {
    ...(name === '' ? {} : { otel_scope_name: name }),
    ...(version === '' ? {} : { otel_scope_version: version }),
    ...(schemaUrl === '' ? {} : { otel_scope_schema_url: schemaUrl }),
  };
}
