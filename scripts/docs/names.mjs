// docs/names.md: labels of one's own, and what each name set calls the metrics of the catalogue.
import { load } from './module.mjs';

const HEAD = `# Names and labels

This page is generated from the table that every way out names metrics by, \`src/telemetry/tracking/name-sets.ts\`, by
\`npm run docs\`.

## Labels of your own

\`\`\`ts
const telemetry = createTelemetry({
  labelNames: ['tenant', 'provider'], // declared once
  labels: { deployment: 'blue' }, // on every series
  labelAllowList: { tenant: ['acme', 'globex'] }, // any other becomes other
});
telemetry.trackInference({ modelId: 'glyphs', labels: { tenant: 'acme' } }, () => session.run(feeds));
const inference = telemetry.inference({ modelId: 'glyphs', labels: { tenant: 'acme' } }); // once, for hot loops
getMetrics(telemetry, { operationType: 'inference', labels: { tenant: 'acme' } });
\`\`\`

Every tracked call takes \`labels\`: those of models, inference, streams, training, datasets, distributed work and
storage, events of storage logs, descriptions for \`instrument\`, the HTTP middleware (there as a function of the request
too). They are on everything that is recorded of the call, its phases and failures, and on its span. A label that a call
leaves out is one that its series do not have.

Each set of values is a series of its own of each metric, bounded by \`labelAllowList\` and \`seriesLimit\` like any other:
keep ids of users and requests out. A name that was not declared is an error with the closest one that was,
\`TELEMETRY_LABEL_NAME\`, before anything runs. Where labels come while somebody else's work runs, from a function of the
middleware, a description of \`instrument\` or an event of storage, such a label is left out and counted in
\`inferometer_recordings_refused_total{reason="bad_label"}\`. Names that metrics of the catalogue have, and those that
begin as attributes of semantic conventions do, are taken: \`TELEMETRY_LABEL_CONFLICT\`.

Getters and reports sum up over these labels. Training curves are by model and run.

## Name sets

The option \`names\` of \`createMetricsHandler\`, \`createMetricsListener\`, \`startMetricsServer\`, \`exposition\`,
\`expositionText\`, \`connectPromClient\`, \`createRemoteWrite\` and \`createMetricProducer\` chooses what metrics of the
catalogue are called. It is \`kit\` if left out, and \`semconv-v1.41\` for \`createMetricProducer\`. The numbers are the same
under every name, and so are the bounds of classic buckets, but for failures of inferences, which take those of inferences
where both are one metric. The option \`provider\` is the value of \`gen_ai.provider.name\`.

- \`kit\`: as [metrics.md](metrics.md) has them.
- \`semconv-v1.41\`: OpenTelemetry's semantic conventions 1.41.0, in which generative AI has the status Development.
- \`semconv-genai-latest\`: for generative AI semantic-conventions-genai as of October 2026, status Development; for the
  rest semantic-conventions 1.44.0.

What has no name in a set keeps the kit's, prefix included; so do failures of anything but inference, and the overflow
series of failures, of which nobody knows what is in them. Metrics of one's own, the library's own counters, and
instruments of a MeterProvider have one name in all sets. Labels of one's own and constant labels keep their names.
Prometheus has names as OpenTelemetry's compatibility specification spells them: dots as \`_\`, the unit and \`_total\` last.
`;

export async function namesPage() {
  const { CONVENTIONS } = await load('src/telemetry/tracking/name-sets.ts');
  const { CATALOGUE } = await load('src/telemetry/tracking/catalogue.ts');
  const { metricStem } = await load('src/prometheus/families/names.ts');
  const sections = Object.entries(CONVENTIONS)
    .filter(([, conventions]) => conventions.length > 0)
    .map(([names, conventions]) => section(names, conventions, CATALOGUE, metricStem));
  return [HEAD, ...sections].join('\n');
}

function section(names, conventions, catalogue, metricStem) {
  const rows = conventions.map(({ from, to, attributes, fixed = {}, values = {} }) => {
    const { kind } = catalogue.find(({ name }) => name === from);
    const total = kind === 'counter' ? '_total' : '';
    const prometheus = metricStem(to.name, to.unit, to.kind ?? kind) + total;
    const named = Object.entries(attributes).map(([label, attribute]) => `\`${label}\`: \`${attribute}\``);
    const given = Object.entries(fixed).map(([attribute, value]) => `\`${attribute}\` = \`${value}\``);
    const types = Object.keys(values.operation_type ?? {}).join(', ');
    const of = types === '' ? '' : ` of ${types}`;
    return `| \`${from}\`${of} | \`${to.name}\` | ${to.unit} | \`${prometheus}\` | ${[...given, ...named].join(', ')} |`;
  });
  const head = '| metric | OpenTelemetry | unit | Prometheus | attributes |';
  return `### ${names}\n\n${[head, '|---|---|---|---|---|', ...rows].join('\n')}\n`;
}
