// docs/metrics.md: every metric of the catalogue, what is bounded, and why recordings are refused.
import { readFileSync } from 'node:fs';
import { boundsSection } from './bounds.mjs';
import { load } from './module.mjs';

const HEADINGS = {
  model: 'Models',
  inference: 'Inference',
  stream: 'Streams of output',
  training: 'Training',
  dataset: 'Datasets',
  distributed: 'Distributed training',
  storage: 'Storage operations',
  http: 'HTTP servers',
  drift: 'Data drift',
  continual: 'Continual learning',
  operation: 'Operations in general',
  objective: 'Objectives and budgets',
  runtime: 'The runtime',
  self: 'The library itself',
};

/** By category, where it is not `ipfs_aiml_`. */
export const PREFIXES = {
  storage: 'wal_',
  http: '',
  drift: '',
  continual: '',
  objective: 'inferometer_',
  self: 'inferometer_',
};

/** What the library counts of itself, each room its own. */
const SELF_METRICS = [
  'src/http/self-metrics.ts',
  'src/metrics/self-metrics.ts',
  'src/multiprocess/self-metrics.ts',
  'src/remote-write/self-metrics.ts',
  'src/store/recording/self-metrics.ts',
  'src/telemetry/tracking/page-metrics.ts',
];

const HEAD = `# Metrics

Every metric that the library records, as expositions spell it. This page is generated from the catalogue,
\`src/telemetry/tracking/catalogue.ts\`, by \`npm run docs\`.

The prefix \`ipfs_aiml_\` is the option \`prefix\`, that of storage operations, \`wal_\`, the option \`storagePrefix\`;
\`inferometer_\` is fixed, and so are the names of \`inferometer/middleware\`, which are OpenTelemetry's, and those of drift and continual learning, which
are the source document's. Histograms keep exponential buckets, whose quantiles are within 1.1 % of the exact ones, and
count in the classic buckets below too, exactly. Each metric has up to \`seriesLimit\` series, then one more
for the rest, counted in \`inferometer_series_overflow_total\`.
`;

export async function metricsPage() {
  const { helpOf } = await load('src/telemetry/tracking/help.ts');
  const all = await allMetrics();
  const categories = [...new Set(all.map(({ category }) => category))];
  const sections = categories.map((category) => section(category, all, helpOf));
  return [HEAD, ...sections, boundsSection(), reasonsSection()].join('\n');
}

/** Why recordings are refused, as the type of the reasons says it. */
export function reasons() {
  const source = readFileSync('src/metrics/base/recording-switch.ts', 'utf8');
  const type = source.slice(source.indexOf('export type RejectReason'), source.indexOf('function reasonOf'));
  return Array.from(type.matchAll(/\/\*\* (.*?) \*\/\s*\| '(\w+)'/g), ([, what, reason]) => ({
    reason,
    what,
  }));
}

function reasonsSection() {
  const rows = reasons().map(({ reason, what }) => `| \`${reason}\` | ${what} |`);
  return `## Why recordings are refused

The label \`reason\` of \`inferometer_recordings_refused_total\`.

| reason | what |
|---|---|
${rows.join('\n')}
`;
}

/** The catalogue, what comes with objectives and budgets, and what the library counts of itself. */
export async function allMetrics() {
  const { CATALOGUE } = await load('src/telemetry/tracking/catalogue.ts');
  const { OBJECTIVE_METRICS, BUDGET_METRICS } = await load('src/telemetry/analysis/objectives/metrics.ts');
  const own = await Promise.all(SELF_METRICS.map(load));
  return [
    ...CATALOGUE,
    ...OBJECTIVE_METRICS,
    ...BUDGET_METRICS,
    ...own.flatMap((module) => module.SELF_METRICS),
  ];
}

function section(category, catalogue, helpOf) {
  const rows = catalogue
    .filter((metric) => metric.category === category)
    .map((metric) => row(metric, helpOf(metric)));
  const table = ['| name | kind | unit | labels | what |', '|---|---|---|---|---|', ...rows];
  const bounds = catalogue
    .filter((metric) => metric.category === category && metric.bucketBounds)
    .map(boundsOf);
  const list = bounds.length > 0 ? `\nClassic buckets:\n\n${bounds.join('\n')}\n` : '';
  return `## ${HEADINGS[category] ?? category}\n\n${table.join('\n')}\n${list}`;
}

function row({ category, name, kind, unit, labels }, help) {
  const labelled = labels.length > 0 ? labels.map((label) => `\`${label}\``).join(', ') : '–';
  return `| \`${PREFIXES[category] ?? 'ipfs_aiml_'}${name}\` | ${kind} | ${unit.replace('_', ' ')} | ${labelled} | ${help} |`;
}

function boundsOf({ name, bucketBounds }) {
  return `- \`${name}\`: ${bucketBounds.join(', ')}`;
}
