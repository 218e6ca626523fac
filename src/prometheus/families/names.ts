/** Names of OpenTelemetry as Prometheus spells them (OpenTelemetry, Prometheus and OpenMetrics compatibility). */
import type { MetricKind, MetricUnit } from '../../metrics/inner.ts';

/** UCUM to Prometheus; units in braces are annotations and say nothing. */
const UNIT_NAMES: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tebibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
};
const PER: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/**
 * The name without `_total`, which is a matter of the kind.
 *
 * @example metricStem('http.server.request.duration', 's', 'histogram') // 'http_server_request_duration_seconds'
 */
export function metricStem(name: string, unit: string, kind: MetricKind): string {
  const stem = sanitized(name).replace(/_total$/, kind === 'counter' ? '' : '_total');
  const suffix = unitName(unit, kind);
  const words = stem.split('_');
  const isThere = suffix === '' || suffix.split('_').every((word) => words.includes(word));
  return isThere ? stem : `${stem}_${suffix}`;
}

/** What a label of this attribute is called; those that Prometheus keeps for itself get a prefix. */
export function labelName(key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_');
  return /^(\d|__|$|le$|quantile$)/.test(name) ? `key_${name}` : name;
}

/** The unit among those that the model knows. */
export function modelUnit(unit: string, kind: MetricKind): MetricUnit {
  if (unit === 's') return 'seconds';
  if (unit === 'By') return 'bytes';
  if (unit === '1' && kind === 'gauge') return 'ratio';
  return unit.endsWith('/s') ? 'per_second' : '1';
}

function sanitized(name: string): string {
  const words = name.replace(/[^a-zA-Z0-9_]+/g, '_').replace(/__+/g, '_');
  return (/^\d/.test(words) ? `_${words}` : words).replace(/(.)_$/, '$1');
}

function unitName(unit: string, kind: MetricKind): string {
  if (unit === '1') return kind === 'gauge' ? 'ratio' : '';
  const [main = '', per] = unit.replace(/\{[^}]*\}/g, '').split('/');
  const first = UNIT_NAMES[main] ?? main;
  const second = per === undefined || per === '' ? '' : `per_${PER[per] ?? per}`;
  return sanitized([first, second].filter((part) => part !== '').join('_')).replace(/^_+/, '');
}
