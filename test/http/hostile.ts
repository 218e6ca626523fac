// What a server meets that nobody meant to send, and with which status it is to be refused: asked of the handler, and of a
// server over real sockets.

export interface HostileCase {
  readonly name: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly status: number | readonly number[];
  /** What the answer names, where it is to name something. */
  readonly parameter?: string;
}

const V0 = '/api/v0/wal/telemetry';
const V1 = '/api/v1';
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function get(name: string, path: string, status: HostileCase['status'], parameter?: string): HostileCase {
  return { name, path, status, ...(parameter !== undefined && { parameter }) };
}

function post(
  name: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  status: number,
): HostileCase {
  return { name, path, method: 'POST', headers, body, status };
}

const TRAVERSALS: readonly HostileCase[] = [
  get('dots', `${V0}/reports/../../../../etc/passwd`, 404),
  get('encoded dots', `${V0}/reports/%2e%2e/%2e%2e/etc/passwd`, 404),
  get(
    'an encoded slash in a file name',
    `${V0}/reports/report_1714953237_1234567890/..%2f..%2fetc%2fpasswd`,
    404,
  ),
  get('an encoded backslash', `${V0}/reports/report_1714953237_1234567890/..%5c..%5cwin.ini`, 404),
  get('dots encoded twice', `${V0}/reports/report_1714953237_1234567890/%252e%252e%252fpasswd`, 404),
  get('overlong UTF-8 dots', `${V0}/reports/report_1714953237_1234567890/%c0%ae%c0%ae%c0%afpasswd`, 404),
  get('a NUL in a file name', `${V0}/reports/report_1714953237_1234567890/report.html%00.png`, 404),
  get('an id that is a directory up', `${V0}/reports/..%2f..%2f/report.html`, 404),
  get('an id with a newline', `${V0}/reports/report_1%0a2/report.html`, 404),
  get('a drive for an id', `${V0}/reports/C:%5c/report.html`, 404),
  get('an address for a file name', `${V0}/reports/report_1_1234567890/http:%2f%2fexample.com`, 404),
  get('a report that nobody made', `${V0}/reports/report_1714953237_1234567890/report.html`, 404),
  get('an asset above', '/assets/..%2fpackage.json', 404),
  get('an asset by an absolute path', '/assets/%2fetc%2fpasswd', 404),
  get('an asset with dots', '/assets/../package.json', 404),
  get('an asset of another kind', '/assets/page.php', 404),
  get('a dot file', '/assets/.env', 404),
  get('a wildcard of shells', '/assets/*.js', 404),
  get('many slashes', '//////etc/passwd', 404),
  get('a path that is no UTF-8', '/%ff%fe', 404),
  get('a broken escape', '/api/%zz', 404),
  get('a picture of a path', `${V0}/visualization/..%2f..%2fetc%2fpasswd`, 400, 'metric_type'),
];

const NUMBERS: readonly HostileCase[] = [
  get('NaN for a time', `${V0}/metrics?start_time=NaN`, 400, 'start_time'),
  get('infinity for a time', `${V0}/metrics?end_time=Infinity`, 400, 'end_time'),
  get('a time beyond all doubles', `${V0}/metrics?end_time=1e999`, 400, 'end_time'),
  get('a time beyond all calendars', `${V0}/metrics?start_time=1e18`, 400, 'start_time'),
  get('a time before all', `${V0}/metrics?start_time=-1`, 400, 'start_time'),
  get('hexadecimal', `${V0}/metrics?start_time=0x10`, 400, 'start_time'),
  get('a date for a time', `${V0}/metrics?start_time=2024-05-05`, 400, 'start_time'),
  get('an empty time', `${V0}/metrics?start_time=`, 400, 'start_time'),
  get('a range that is reversed', `${V0}/metrics?start_time=200&end_time=100`, 400, 'start_time'),
  get(
    'a range of the whole calendar in small steps',
    `${V1}/query?start_time=0&end_time=4000000000&step=0.001`,
    400,
    'step',
  ),
  get('a step of zero', `${V1}/query?step=0`, 400, 'step'),
  get('a step below zero', `${V1}/charts/throughput?step=-5`, 400, 'step'),
  get('a step of infinity', `${V1}/charts/throughput?step=Infinity`, 400, 'step'),
  get(
    'a step too short for its range',
    `${V1}/charts/throughput?start_time=0&end_time=4000000000&step=1`,
    400,
    'step',
  ),
  get('percentiles out of range', `${V1}/query?percentiles=50,101`, 400, 'percentiles'),
  get('a percentile that is none', `${V1}/query?percentiles=fifty`, 400, 'percentiles'),
  get(
    'a thousand percentiles',
    `${V1}/query?percentiles=${Array.from({ length: 1000 }, (_, i) => i / 10)}`,
    400,
    'percentiles',
  ),
  get('a limit of zero', `${V1}/query?limit=0`, 400, 'limit'),
  get('a limit beyond all', `${V1}/query?limit=1e12`, 400, 'limit'),
  get('a limit with a fraction', `${V1}/query?limit=1.5`, 400, 'limit'),
  get('a picture as wide as a street', `${V0}/visualization/operation_latency?width=100000`, 400, 'width'),
  get('a picture of no width', `${V0}/visualization/operation_latency?width=0`, 400, 'width'),
  get('a picture of negative height', `${V0}/visualization/operation_latency.svg?height=-8`, 400, 'height'),
  get(
    'a picture with a fraction of an inch',
    `${V0}/visualization/operation_latency.svg?width=1.5`,
    400,
    'width',
  ),
  get('a PNG of absurd size', `${V1}/charts/throughput.png?width=4000&height=4000`, 400, 'width'),
];

const WORDS: readonly HostileCase[] = [
  get('a metric type that is none', `${V0}/metrics?metric_type=latency`, 400, 'metric_type'),
  get('a prototype for a metric type', `${V0}/metrics?metric_type=__proto__`, 400, 'metric_type'),
  get('a constructor for a metric type', `${V0}/visualization/constructor`, 400, 'metric_type'),
  get('a prototype for a chart', `${V1}/charts/__proto__`, 400, 'chart'),
  get('toString for a chart', `${V1}/charts/toString`, 400, 'chart'),
  get('a prototype for a category', `${V1}/tables/__proto__`, 400, 'category'),
  get('a prototype for a parameter', `${V1}/query?__proto__=1`, 400, '__proto__'),
  get('a prototype for a label', `${V1}/query?label.__proto__=x`, [200, 400]),
  get('a label without a name', `${V1}/query?label.=x`, 400),
  get('a label of markup', `${V1}/query?label.%3Cscript%3E=x`, 400),
  get('an aggregation that is none', `${V0}/metrics?aggregation=median`, 400, 'aggregation'),
  get('a misspelt parameter', `${V0}/metrics?metrictype=operation_count`, 400, 'metrictype'),
  get(
    'a parameter twice',
    `${V0}/metrics?metric_type=operation_count&metric_type=queue_size`,
    400,
    'metric_type',
  ),
  get('a time twice', `${V0}/metrics?start_time=1&start_time=2`, 400, 'start_time'),
  get('an array as PHP has it', `${V0}/metrics?metric_type[]=operation_count`, 400, 'metric_type[]'),
  get('an object as PHP has it', `${V1}/query?metric[$gt]=`, 400),
  get('a name that is too long', `${V1}/query?model_id=${'x'.repeat(2000)}`, 400, 'model_id'),
  get('an extension that is none', `${V1}/charts/throughput.pdf`, [400, 404]),
  get('an extension of shells', `${V1}/query.csv;ls`, [400, 404]),
  get('a query as SQL', `${V1}/query?metric=inference_seconds'%20OR%201=1--`, 200),
  get('a name with CR and LF', `${V1}/query?model_id=a%0d%0aset-cookie:%20x=1`, 200),
  get('a name of control characters', `${V1}/query?model_id=%00%01%1b[31m`, 200),
  get('a name that overrides the direction of text', `${V1}/query?model_id=%E2%80%AEevil`, 200),
  get('a format that is none', '/aiml-report?format=pdf', 400, 'format'),
  get(
    'an operation that is a template',
    `${V0}/metrics?operation_type=%7B%7B7*7%7D%7D&backend=$%7Bx%7D`,
    200,
  ),
];

const SIZES: readonly HostileCase[] = [
  get('an address of 100,000 characters', `${V1}/query?model_id=${'x'.repeat(100_000)}`, [414, 431]),
  get(
    '10,000 parameters',
    `${V1}/query?${Array.from({ length: 10_000 }, (_, i) => `a${i}=`).join('&')}`,
    [400, 414, 431],
  ),
  get('200 parameters', `${V1}/query?${Array.from({ length: 200 }, (_, i) => `a${i}=`).join('&')}`, 400),
  get('many labels', `${V1}/query?${Array.from({ length: 40 }, (_, i) => `label.l${i}=x`).join('&')}`, 400),
  get(
    'a list of 200 names',
    `${V1}/query?metric=${Array.from({ length: 200 }, (_, i) => `m${i}`)}`,
    400,
    'metric',
  ),
  {
    name: 'headers of 20,000 characters',
    path: '/health',
    headers: { 'x-long': 'x'.repeat(20_000) },
    status: 431,
  },
  post('a body of a megabyte', `${V0}/config`, JSON_TYPE, `{"x":"${'x'.repeat(1_000_000)}"}`, 413),
  post('a body that nests', `${V0}/config`, JSON_TYPE, '['.repeat(30_000), 400),
  post(
    'a body of many fields',
    `${V0}/config`,
    JSON_TYPE,
    JSON.stringify(Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`a${i}`, i]))),
    400,
  ),
  post('a number beyond doubles', `${V0}/config`, JSON_TYPE, '{"sampling_interval":1e999}', 400),
  post(
    'a form of many fields',
    `${V0}/report`,
    FORM,
    Array.from({ length: 5000 }, (_, i) => `a${i}=1`).join('&'),
    400,
  ),
];

const BODIES: readonly HostileCase[] = [
  post('a body that is no JSON', `${V0}/config`, JSON_TYPE, '{"enabled": tru', 400),
  post('a body that is no object', `${V0}/config`, JSON_TYPE, '[1, 2]', 400),
  post('a body that is null', `${V0}/config`, JSON_TYPE, 'null', 400),
  post(
    'a body that is no UTF-8',
    `${V0}/config`,
    JSON_TYPE,
    new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    400,
  ),
  post('no body where one is needed', `${V0}/config`, JSON_TYPE, '', 400),
  post('a prototype in a body', `${V0}/config`, JSON_TYPE, '{"__proto__":{"enabled":false}}', 400),
  post('a constructor in a body', `${V0}/config`, JSON_TYPE, '{"constructor":{"prototype":{}}}', 400),
  post('a field that nobody knows', `${V0}/config`, JSON_TYPE, '{"enbled":true}', 400),
  post('a field of the wrong kind', `${V0}/config`, JSON_TYPE, '{"enabled":"maybe"}', 400),
  post('a list for a number', `${V0}/config`, JSON_TYPE, '{"retention_days":[1]}', 400),
  post('a field twice in a form', `${V0}/config`, FORM, 'enabled=true&enabled=false', 400),
  post(
    'XML',
    `${V0}/config`,
    { 'content-type': 'text/xml' },
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    415,
  ),
  post(
    'plain text, as pages may send it',
    `${V0}/config`,
    { 'content-type': 'text/plain' },
    '{"enabled":false}',
    415,
  ),
  post(
    'a form of files',
    `${V0}/report`,
    { 'content-type': 'multipart/form-data; boundary=x' },
    '--x--',
    415,
  ),
  post('a body without a type', `${V0}/config`, { 'content-type': '' }, '{"enabled":false}', 415),
  post(
    'a gzip bomb',
    `${V0}/config`,
    { ...JSON_TYPE, 'content-encoding': 'gzip' },
    new Uint8Array([0x1f, 0x8b, 8, 0]),
    415,
  ),
  post('brotli', `${V0}/config`, { ...JSON_TYPE, 'content-encoding': 'br' }, 'x', 415),
  post('two encodings', `${V0}/config`, { ...JSON_TYPE, 'content-encoding': 'gzip, gzip' }, 'x', 415),
  post('a range in a form that is reversed', `${V0}/report`, FORM, 'start_time=200&end_time=100', 400),
  post('a range in a form that is no number', `${V0}/report`, FORM, 'start_time=now', 400),
];

const METHODS: readonly HostileCase[] = [
  { name: 'DELETE of a report', path: `${V0}/reports/report_1_1234567890`, method: 'DELETE', status: 405 },
  {
    name: 'PUT of the configuration',
    path: `${V0}/config`,
    method: 'PUT',
    headers: JSON_TYPE,
    body: '{}',
    status: 405,
  },
  {
    name: 'PATCH of metrics',
    path: `${V0}/metrics`,
    method: 'PATCH',
    headers: JSON_TYPE,
    body: '{}',
    status: 405,
  },
  { name: 'GET of what makes reports', path: `${V0}/report`, status: 405 },
  {
    name: 'POST of metrics',
    path: `${V0}/metrics`,
    method: 'POST',
    headers: JSON_TYPE,
    body: '{}',
    status: 405,
  },
  { name: 'a method of WebDAV', path: '/', method: 'PROPFIND', status: 405 },
  { name: 'POST of the page', path: '/', method: 'POST', headers: JSON_TYPE, body: '{}', status: 405 },
  { name: 'a path that is none', path: '/wp-admin/setup.php', status: 404 },
  {
    name: 'a video for an answer',
    path: `${V1}/charts/throughput`,
    headers: { accept: 'video/mp4' },
    status: 406,
  },
  { name: 'an Accept of nonsense', path: `${V1}/query`, headers: { accept: ';;;q=,,=' }, status: [200, 406] },
];

/** Of requests that a page cannot forge. */
export const FORGED: readonly HostileCase[] = [
  {
    name: 'a name that points here (DNS rebinding)',
    path: '/health',
    headers: { host: 'evil.example' },
    status: 403,
    parameter: 'host',
  },
  {
    name: 'a name that begins as ours',
    path: '/health',
    headers: { host: 'localhost.evil.example' },
    status: 403,
  },
  {
    name: 'a name with a user',
    path: '/health',
    headers: { host: 'localhost@evil.example' },
    status: [400, 403],
  },
  { name: 'a name that is no name', path: '/health', headers: { host: '<script>' }, status: [400, 403] },
  { name: 'an address of elsewhere', path: '/health', headers: { host: '10.0.0.7:8000' }, status: 403 },
  {
    name: 'a page of another origin that writes',
    path: `${V0}/config`,
    method: 'POST',
    headers: { ...JSON_TYPE, origin: 'https://evil.example' },
    body: '{}',
    status: 403,
    parameter: 'origin',
  },
  {
    name: 'a page of no origin that writes',
    path: `${V0}/config`,
    method: 'POST',
    headers: { ...JSON_TYPE, origin: 'null' },
    body: '{}',
    status: 403,
  },
  {
    name: 'a page of another port that reads',
    path: `${V1}/now`,
    headers: { origin: 'http://localhost:9999' },
    status: 403,
  },
  {
    name: 'a picture in a page of another site',
    path: `${V0}/visualization/operation_latency.svg`,
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    status: 403,
  },
  {
    name: 'a preflight of another origin',
    path: `${V0}/config`,
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    status: 403,
  },
];

export const HOSTILE: readonly HostileCase[] = [
  ...TRAVERSALS,
  ...NUMBERS,
  ...WORDS,
  ...SIZES,
  ...BODIES,
  ...METHODS,
];
