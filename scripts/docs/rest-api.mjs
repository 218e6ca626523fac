// docs/rest-api.md: every route with its parameters and answers, read from the contract of the REST API.

const HEAD = `# The REST API

Everything that is recorded, over HTTP. Its contract is one OpenAPI 3.1 document, \`/openapi.json\` of every server; what checks
requests, the types of [the client](client.md) and the page at \`/api\`, where each route can be tried, are made of it. This page
is generated from it by \`npm run docs\`.

\`\`\`sh
curl 'http://127.0.0.1:8000/api/v1/now'
curl 'http://127.0.0.1:8000/api/v1/query?metric=inference_seconds&group_by=model_id&step=60&aggregation=percentile_99'
curl 'http://127.0.0.1:8000/api/v1/charts/latency-heatmap.png?width=12&height=8' --output heatmap.png
curl 'http://127.0.0.1:8000/api/v1/now' --header 'accept: text/event-stream' --no-buffer
\`\`\`

- **Times** are Unix seconds, as numbers with a fraction. A range is half-open, may be empty, and either end of it may stand
  alone. **Durations** are seconds.
- **Filters** combine: all that are given must hold. \`label.<name>=<value>\` filters by any label, and the empty value is a label
  that is not there.
- **Lists** are written with commas (\`group_by=model_id,batch_size\`) or by giving the parameter again; \`run\` and \`member\`, whose
  names may hold commas, are given again.
- **Formats** are what the request accepts, or an extension of the path says: \`.json\`, \`.csv\`, \`.arrow\`, \`.svg\`, \`.png\`. An Arrow
  stream is read by pyarrow, polars, DuckDB and \`client.queryTable()\`.
- **Events** come from \`/api/v1/now\` and \`/api/v0/wal/telemetry/realtime\` where \`text/event-stream\` is accepted: once a second at
  most, with ids that go back as \`Last-Event-ID\`, and a sign of life every 15 seconds.
- **Bodies** are JSON or forms (\`application/x-www-form-urlencoded\`).
- A server with a token wants \`Authorization: Bearer <token>\`, but for pages, \`/health\`, \`/ready\`, \`/ingest\` and \`/openapi.json\`.

## Errors

Every answer in JSON has \`success\`, \`operation\` and \`timestamp\`; an error says in \`error\` what is wrong and what to do, and in
\`error_type\` what programs tell it by. Where a parameter or a field is the reason, \`parameter\` names it and \`allowed\` has the
values there are; where several are wrong, \`errors\` has each.

\`\`\`json
{
  "success": false,
  "operation": "get_telemetry",
  "timestamp": 1714953237.4568963,
  "error": "metric_type expected one of operation_count, operation_latency, ..., got \\"latency\\". Did you mean operation_latency?",
  "error_type": "API_PARAMETER",
  "parameter": "metric_type",
  "allowed": ["operation_count", "operation_latency", "success_rate", "error_rate", "backend_health", "throughput", "queue_size", "retry_count"]
}
\`\`\`

A parameter that nobody knows is an error, too, with the closest name: what was misspelt would be passed over. An id or the name
of a file that nothing can have is 404.
`;

/** They mean the same everywhere, and are described once. */
const COMMON = [
  'start_time',
  'end_time',
  'model_id',
  'operation_type',
  'backend',
  'status',
  'category',
  'labels',
];

/** @param {import('../../src/api/contract/openapi.ts').OpenApi} document */
export function restApiPage(document) {
  const { responses } = document.components;
  const errors = Object.entries(responses).map(([status, { description, content }]) => {
    return `| ${status} | \`${content['application/json'].example.error_type}\` | ${description} |`;
  });
  const groups = document.tags.map(({ name, description }) =>
    [
      `## ${name}`,
      description,
      ...operationsOf(document, name).map((one) => operationSection(one, document)),
    ].join('\n\n'),
  );
  return [
    HEAD,
    '| status | `error_type` | when |\n|---|---|---|',
    ...errors,
    '\n## Ranges and filters\n',
    rowsOf(COMMON, document.components),
    '',
    `${groups.join('\n\n')}\n`,
  ].join('\n');
}

function operationsOf({ paths }, tag) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  );
}

function operationSection(operation, { components }) {
  const { method, path, operationId, summary, description, parameters = [], requestBody } = operation;
  const { content } = operation.responses[200];
  const names = parameters.map(({ $ref }) => nameIn($ref));
  const common = names.filter((name) => COMMON.includes(name));
  const rows = rowsOf(
    names.filter((name) => !COMMON.includes(name)),
    components,
  );
  const body = requestBody?.content['application/json'].schema.$ref;
  const answer = content['application/json']?.schema?.$ref;
  const parts = [
    `### ${method} ${path}`,
    `${summary}.${description === undefined ? '' : ` ${description}`} \`client.${operationId}()\``,
    common.length > 0 && `Takes ${common.map(shownName).join(', ')}.`,
    rows,
    body !== undefined && `Body: ${fieldsOf(components.schemas[nameIn(body)])}.`,
    `Answers with ${Object.keys(content)
      .map((type) => `\`${type}\``)
      .join(', ')}${answer === undefined ? '' : `: ${fieldsOf(components.schemas[nameIn(answer)])}`}.`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function rowsOf(names, components) {
  if (names.length === 0) return undefined;
  const rows = names.map((name) => parameterRow(components.parameters[name], components));
  return ['| parameter | what it may be | what it says |', '|---|---|---|', ...rows].join('\n');
}

function shownName(name) {
  return `\`${name === 'labels' ? 'label.<name>' : name}\``;
}

function parameterRow({ name, in: place, description, schema }, { schemas }) {
  const more = [
    place === 'path' && 'in the path',
    schema.default !== undefined && `\`${schema.default}\` if left out`,
  ];
  const what = [valuesOf(schema, schemas), ...more].filter(Boolean).join('; ');
  return `| ${shownName(name)} | ${what} | ${description} |`;
}

function valuesOf({ $ref, type, enum: words, items, minimum, maximum }, schemas) {
  if ($ref !== undefined) return valuesOf(schemas[nameIn($ref)], schemas);
  if (words !== undefined)
    return words.length > 12
      ? `one of ${words.length}, see \`/openapi.json\``
      : words.map((word) => `\`${word}\``).join(', ');
  if (type === 'array') return `list of ${valuesOf(items, schemas)}`;
  if (type === 'object' || type === 'string') return 'text';
  const kind = type === 'integer' ? 'whole number' : 'number';
  return maximum === undefined || maximum > 1e10 ? kind : `${kind}, ${minimum} to ${maximum}`;
}

/** The names on top, without those that every answer has. */
function fieldsOf({ properties = {} }) {
  const names = Object.keys(properties).filter(
    (name) => !['success', 'operation', 'timestamp'].includes(name),
  );
  return names.length === 0 ? 'nothing more' : names.map((name) => `\`${name}\``).join(', ');
}

function nameIn($ref) {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}
