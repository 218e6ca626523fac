/** Labels of one's own on a tracked call: names are declared once, by `labelNames`; values come with each call. */
import { wrongKind, wrongValue } from '../../errors.ts';
import type { RecordingSwitch } from '../../metrics/inner.ts';
import { closestName, isRecord, requireLabel } from '../../validate.ts';

/** Values of declared labels. One that is left out, undefined or empty is a label that the series does not have. */
export type CallLabels<Label extends string = string> = { readonly [Name in Label]?: string | undefined };

/** What a tracked call is labelled by, behind the labels of each metric: a value for every declared name, or nothing. */
export type LabelValues = readonly string[];

/** Most calls have none: those look nothing up. */
export const NO_LABELS: LabelValues = Object.freeze([]);

interface Declared {
  readonly labelNames: readonly string[];
}

/**
 * The values in the order of their declaration.
 *
 * @throws TELEMETRY_LABEL_NAME for a name that was not declared, TELEMETRY_LABEL_KIND for a value that is no string
 */
export function labelValuesOf({ labelNames }: Declared, labels: unknown): LabelValues {
  if (labels === undefined) return NO_LABELS;
  if (!isRecord(labels)) {
    const remedy = "Pass the values by name: { tenant: 'acme' }.";
    throw wrongKind('TELEMETRY_LABEL_KIND', 'labels', 'an object with strings', labels, remedy);
  }
  for (const [name, value] of Object.entries(labels)) {
    if (!labelNames.includes(name)) throw undeclared(name, labelNames);
    if (value !== undefined) requireLabel(`labels.${name}`, value);
  }
  return ordered(labelNames, labels as Record<string, string | undefined>);
}

/**
 * As `labelValuesOf`, for labels that come while somebody else's work runs: what cannot be one is counted and left out.
 */
export function admittedLabels(
  { labelNames }: Declared,
  labels: unknown,
  recording: RecordingSwitch,
): CallLabels {
  const admitted: Record<string, string> = {};
  if (labels === undefined) return admitted;
  const entries = isRecord(labels) ? Object.entries(labels) : [['', labels] as const];
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    if (labelNames.includes(name) && typeof value === 'string') admitted[name] = value;
    else recording.reject('bad_label');
  }
  return admitted;
}

function ordered(
  labelNames: readonly string[],
  labels: Readonly<Record<string, string | undefined>>,
): LabelValues {
  const values = labelNames.map((name) => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''));
  return values.every((value) => value === '') ? NO_LABELS : values;
}

function undeclared(name: string, labelNames: readonly string[]): Error {
  const declare = `Declare it: createTelemetry({ labelNames: ['${name}'] }).`;
  const closest = closestName(name, labelNames);
  const remedy = closest === '' ? declare : `Did you mean ${closest}? ${declare}`;
  return wrongValue('TELEMETRY_LABEL_NAME', 'labels', `only ${labelNames.join(', ')}`, name, remedy);
}
