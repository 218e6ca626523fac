// Requests become typed values, and what makes no sense is refused with its name and what is allowed.
import { ApiError, errorAnswer, type OperationId, parseRequest, type RequestParts } from 'inferometer/api';
import { assert, test } from '../harness.ts';
import { requireSchema } from './validated.ts';

type Asked = Partial<Omit<RequestParts, 'query'>>;

const CHART = { path: { chart: 'throughput' } };
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

function parsed<Id extends OperationId>(id: Id, query = '', more: Asked = {}) {
  return parseRequest(id, { query: new URLSearchParams(query), ...more });
}

function refused(id: OperationId, query = '', more: Asked = {}): ApiError {
  try {
    parsed(id, query, more);
  } catch (error) {
    assert.instance(error, ApiError);
    const refusal = error as ApiError;
    requireSchema(id, '#/components/schemas/ErrorAnswer', errorAnswer(refusal, 'query', 0));
    return refusal;
  }
  throw new Error(`${id}?${query} was not refused`);
}

test('texts of a query become numbers, lists and labels, and what is left out has its default', () => {
  const query =
    'start_time=1714953237.4568963&end_time=1.8e9&width=10&group_by=model_id,batch_size&label.tenant=a%26b';
  assert.equal(parsed('getChart', `${query}&metric=loss&metric=accuracy&run=a,b&run=c`, CHART).parameters, {
    chart: 'throughput',
    start_time: 1714953237.4568963,
    end_time: 1_800_000_000,
    labels: { tenant: 'a&b' },
    run: ['a,b', 'c'],
    metric: ['loss', 'accuracy'],
    group_by: ['model_id', 'batch_size'],
    over: 'epoch',
    width: 10,
    height: 8,
    theme: 'light',
  });
});

test('a picture is 12 by 8 inches where nobody says otherwise', () => {
  const { width, height } = parsed('getVisualization', '', {
    path: { metric_type: 'queue_size' },
  }).parameters;
  assert.equal([width, height], [12, 8]);
});

test('either end of a range may stand alone, and a range may be empty', () => {
  assert.equal(parsed('getTelemetryMetrics', 'start_time=5').parameters, { start_time: 5 });
  assert.equal(parsed('getTelemetryMetrics', 'end_time=5').parameters, { end_time: 5 });
  assert.equal(parsed('getTelemetryMetrics', 'start_time=5&end_time=5').parameters, {
    start_time: 5,
    end_time: 5,
  });
});

test('a word that is none of those there are is answered with all of them, and the closest', () => {
  const { parameter, allowed, message, status, code } = refused('getTelemetryMetrics', 'metric_type=latency');
  assert.equal([code, status, parameter], ['API_PARAMETER', 400, 'metric_type']);
  assert.is(allowed?.length, 8);
  assert.ok(message.endsWith('Did you mean operation_latency?'), message);
});

test('numbers are decimal numbers within their bounds', () => {
  for (const text of [
    'NaN',
    'Infinity',
    '-Infinity',
    '0x10',
    '1e400',
    '',
    ' ',
    '1,5',
    '--1',
    '1e',
    '٣',
    '-1',
    '1e12',
  ]) {
    const { parameter } = refused('getTelemetryMetrics', `start_time=${encodeURIComponent(text)}`);
    assert.is(parameter, 'start_time', text);
  }
  for (const text of ['0', '41', '1.5', 'twelve']) {
    assert.equal(refused('getChart', `width=${text}`, CHART).allowed, ['a whole number from 1 to 40'], text);
  }
});

test('a range that ends before it begins is refused', () => {
  assert.is(refused('getTelemetryMetrics', 'start_time=6&end_time=5').parameter, 'start_time');
});

test('a parameter that is given twice is refused, and so is one that nobody knows', () => {
  assert.is(refused('getTelemetryMetrics', 'status=a&status=b').parameter, 'status');
  const unknown = refused('getTelemetryMetrics', 'metric_typ=queue_size');
  assert.equal([unknown.parameter, unknown.allowed?.includes('metric_type')], ['metric_typ', true]);
  assert.ok(unknown.message.endsWith('Did you mean metric_type?'), unknown.message);
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    assert.is(refused('getTelemetryMetrics', `${name}=1`).parameter, name);
  }
});

test('where others add parameters of their own, these are passed over', () => {
  assert.equal(parsed('getPrometheusMetrics', 'name[]=up&__proto__=1').parameters, {});
});

test('ten thousand wrong parameters are answered with a few', () => {
  const query = Array.from({ length: 10_000 }, (_, i) => `x${i}=1`).join('&');
  assert.ok((refused('getTelemetryMetrics', query).errors?.length ?? 0) <= 21);
});

test('labels have names that labels can have, and a bound', () => {
  assert.equal(parsed('getNow', 'label.tenant=').parameters, { labels: { tenant: '' } });
  assert.is(refused('getNow', 'label.=a').parameter, 'label.');
  assert.is(refused('getNow', 'label.1=a').parameter, 'label.1');
  const many = Array.from({ length: 17 }, (_, i) => `label.x${i}=1`).join('&');
  assert.is(refused('getNow', many).parameter, 'label.x0');
  const { labels } = parsed('getNow', 'label.__proto__=a').parameters;
  assert.equal(Object.entries(labels ?? {}), [['__proto__', 'a']]);
  assert.is(Object.getPrototypeOf(labels), Object.prototype);
});

test('an id or a name that nothing can have is not found', () => {
  for (const report_id of ['..', '../x', 'report_1_A', 'report_', '%2e%2e', 'report_1_1/..', '']) {
    const { status, code } = refused('getTelemetryReport', '', { path: { report_id } });
    assert.equal([status, code], [404, 'API_NOT_FOUND'], report_id);
  }
  const path = { report_id: 'report_1_1' };
  for (const file_name of [
    'report.exe',
    '.html',
    'a/b.html',
    'REPORT.HTML',
    'report.html\0',
    '-.html',
    `${'a'.repeat(200)}.html`,
  ]) {
    assert.is(refused('getTelemetryReportFile', '', { path: { ...path, file_name } }).status, 404, file_name);
  }
});

test('a body comes as JSON or as a form, of which texts become what they say', () => {
  const json = JSON.stringify({ enabled: false, retention_days: 7 });
  const same = { enabled: false, retention_days: 7 };
  for (const contentType of [JSON_TYPE, 'Application/JSON; charset=utf-8', null]) {
    assert.equal(parsed('updateTelemetryConfig', '', { contentType, body: json }).body, same);
  }
  // As Python's requests writes it.
  const form = 'enabled=False&retention_days=7';
  assert.equal(parsed('updateTelemetryConfig', '', { contentType: FORM_TYPE, body: form }).body, same);
  assert.equal(parsed('generateTelemetryReport', 'start_time=1').body, {});
});

test('every field of a body that is wrong is named', () => {
  const body = JSON.stringify({ retention_days: 0, sampling_interval: 'often', enbled: true });
  const { code, errors = [] } = refused('updateTelemetryConfig', '', { contentType: JSON_TYPE, body });
  assert.is(code, 'API_BODY');
  assert.equal(errors.map(({ parameter }) => parameter).sort(), [
    'enbled',
    'retention_days',
    'sampling_interval',
  ]);
});

test('a body that is none is refused', () => {
  for (const body of ['', '[]', 'null', '"a"', '{', '{"enabled":']) {
    assert.is(refused('updateTelemetryConfig', '', { contentType: JSON_TYPE, body }).parameter, 'body', body);
  }
  const xml = refused('updateTelemetryConfig', '', { contentType: 'text/xml', body: '<a/>' });
  assert.equal([xml.code, xml.status, xml.parameter], ['API_MEDIA_TYPE', 415, 'content-type']);
  const twice = refused('updateTelemetryConfig', '', { contentType: FORM_TYPE, body: 'enabled=1&enabled=0' });
  assert.is(twice.parameter, 'enabled');
});

test('what was sent is not in a message beyond eighty characters of it', () => {
  const { message } = refused('getTelemetryMetrics', `metric_type=${'x'.repeat(5000)}`);
  assert.ok(message.length < 500, `${message.length} characters`);
});

test('the names of an object’s own methods are no body', () => {
  const body = '{"__proto__": {"enabled": true}, "constructor": 1}';
  const { errors = [] } = refused('updateTelemetryConfig', '', { contentType: JSON_TYPE, body });
  assert.equal(errors.map(({ parameter }) => parameter).sort(), ['__proto__', 'constructor']);
});
