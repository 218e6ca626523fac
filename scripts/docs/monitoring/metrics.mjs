// src/monitoring/generated/metrics.ts: every metric as Prometheus gets it, in every name set, taken from the code that writes
// expositions. Dashboards and rules are made of this table alone: what it lacks, no expression can name.

import { allMetrics, PREFIXES } from '../metrics.mjs';
import { load } from '../module.mjs';
import { literalOf, withoutRepetition } from './literals.mjs';

const HEAD = `/**
 * Every metric as a way out writes it: by its full name with the default prefixes, with its labels and classic bounds, and
 * how that is spelled in the other name sets. Generated from the catalogue by \`npm run docs\`.
 */

/** By their full names with the default prefixes, as docs/metrics.md has them. */
export type MetricName =
`;

const NAME_SETS = ['semconv-v1.41', 'semconv-genai-latest'];
/** Whose prefix is an option of createTelemetry; the others have none, or a fixed one. */
const OPTION_OF = { ipfs_aiml_: 'prefix', wal_: 'storagePrefix' };

export async function monitoredMetrics() {
  const { membersOf } = await load('src/prometheus/families/member.ts');
  const metrics = [...(await allMetrics()), ...(await runtimeMetrics())];
  const readings = metrics.map((metric) => {
    const prefix = prefixOf(metric);
    return { instrument: { ...metric, prefix }, fullName: prefix + metric.name, series: [] };
  });
  const renamed = NAME_SETS.map((names) => [names, renamedIn([...membersOf(readings, { names })])]);
  const rows = readings.map(({ instrument, fullName }) => {
    const { kind, name, labels, bucketBounds, prefix } = instrument;
    const names = renamed.flatMap(([set, byName]) =>
      byName.has(fullName) ? [[set, byName.get(fullName)]] : [],
    );
    const option = OPTION_OF[prefix];
    const row = {
      name: option === undefined ? fullName : name,
      ...(option !== undefined && { option }),
      kind,
      labels,
      ...(bucketBounds && { bounds: bucketBounds }),
      ...(names.length > 0 && { names: Object.fromEntries(names) }),
    };
    return [fullName, row];
  });
  const names = readings.map(({ fullName }) => `  | '${fullName}'`);
  const { writeCompact } = await load('src/monitoring/compact-json.ts');
  const text = writeCompact(withoutRepetition(Object.fromEntries(rows)));
  return `${HEAD}${names.join('\n')};\n\nexport const METRICS_TEXT: string =\n  ${literalOf(text)};\n`;
}

function prefixOf({ category, prefix }) {
  return prefix ?? PREFIXES[category] ?? 'ipfs_aiml_';
}

/** Names of prom-client's default metrics have no prefix. */
async function runtimeMetrics() {
  const module = await load('src/runtime-metrics/instruments.ts');
  return Object.values(module)
    .flat()
    .filter((one) => typeof one === 'object' && 'kind' in one)
    .map((metric) => ({ ...metric, prefix: '' }));
}

/**
 * What metrics are called that have other names, by their full names; null for those of which a part of the series has
 * another name, which no single selector finds. Where several metrics have one name, each says which labels of the others it
 * has not: an empty matcher tells them apart.
 */
function renamedIn(members) {
  const labelsOf = ({ instrument }) => instrument.labels;
  const named = new Map();
  for (const member of members) {
    if (member.convention === undefined) continue;
    const { convention, metric, stem, isTotal, instrument } = member;
    if (convention.values !== undefined) {
      named.set(metric.fullName, null);
      continue;
    }
    const fixed = Object.entries(convention.fixed ?? {}).map(([key, value]) => [spelled(key), value]);
    const sharing = members.filter((other) => other.stem === stem && other.convention !== undefined);
    const own = labelsOf(member);
    const foreign = sharing.flatMap(labelsOf).filter((label) => !own.includes(label));
    const labels = Object.fromEntries(
      metric.instrument.labels
        .map((label) => [label, spelled(convention.attributes[label] ?? label)])
        .filter(([label, name]) => label !== name),
    );
    named.set(metric.fullName, {
      name: `${stem}${isTotal ? '_total' : ''}`,
      labels,
      matchers: {
        ...Object.fromEntries([...new Set(foreign)].map((label) => [label, ''])),
        ...Object.fromEntries(fixed),
      },
      ...(isOther(instrument.bucketBounds, metric.instrument.bucketBounds) && {
        bounds: instrument.bucketBounds,
      }),
    });
  }
  return named;
}

function isOther(bounds, own) {
  return JSON.stringify(bounds) !== JSON.stringify(own);
}

function spelled(attribute) {
  return attribute.replaceAll('.', '_');
}
