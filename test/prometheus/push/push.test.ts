// Pushes to a Pushgateway: where they go, what they bring, what is tried again, and what the result says.
import fc from 'fast-check';
import { createTelemetry, type Telemetry } from 'inferometer';
import { deletePushedMetrics, expositionText, type PushOptions, pushMetrics } from 'inferometer/prometheus';
import { anyText } from '../../any-text.ts';
import { assert, test } from '../../harness.ts';
import { readFamilies } from '../read-families.ts';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A gateway that is called in place of one that listens. */
function gateway(answer: (attempt: number) => Response | Promise<Response> = () => new Response()) {
  const received: Received[] = [];
  const fetch = async (url: URL, { method, headers, body }: RequestInit) => {
    const bytes = new Uint8Array(await new Response(body ?? null).arrayBuffer());
    received.push({ method: method ?? '', url: url.href, headers: new Headers(headers), body: bytes });
    return answer(received.length);
  };
  const target = { url: 'http://gateway.test:9091', job: 'train', fetch } satisfies PushOptions;
  return { received, target };
}

function trained(): Telemetry {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  telemetry
    .counter({ name: 'steps_total', help: 'S.', labels: ['l'] })
    .withLabels({ l: 'ü' })
    .add(7);
  telemetry.histogram({ name: 'wait_seconds', help: 'W.', unit: 'seconds' }).withLabels().record(0.25);
  return telemetry;
}

const textOf = ({ body }: Received) => new TextDecoder().decode(body);

test('the group is replaced by the page that a scrape would get, and the result says so', async () => {
  const { received, target } = gateway();
  const telemetry = trained();
  const result = await pushMetrics(telemetry, target);
  const [{ method, url, headers } = {} as Received] = received;
  assert.equal([method, url], ['PUT', 'http://gateway.test:9091/metrics/job/train']);
  assert.is(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  assert.is(textOf(received[0] as Received), expositionText(telemetry));
  const { isAcknowledged, status, attempts, bytes } = result;
  assert.equal([isAcknowledged, status, attempts, bytes], [true, 200, 1, received[0]?.body.length]);
  assert.is(result.problem, undefined);
});

test('metrics of other names stay where asked for; protobuf brings native histograms; names and headers are those asked for', async () => {
  const { received, target } = gateway(() => new Response(null, { status: 202 }));
  const telemetry = trained();
  const options = {
    ...target,
    mode: 'update',
    format: 'protobuf',
    headers: { Authorization: 'Basic x' },
  } as const;
  const { isAcknowledged, status } = await pushMetrics(telemetry.snapshot(), options);
  assert.equal([isAcknowledged, status], [true, 202]);
  const [{ method, headers, body } = {} as Received] = received;
  assert.is(method, 'POST');
  assert.is(headers.get('authorization'), 'Basic x');
  assert.match(
    headers.get('content-type') ?? '',
    /^application\/vnd\.google\.protobuf; proto=io\.prometheus/,
  );
  const wait = readFamilies(body).find(({ name }) => name === 'wait_seconds');
  assert.is(wait?.metric[0]?.histogram?.schema, 5);
  const resourceAttributes = { 'service.version': '1.4.2' };
  await pushMetrics(telemetry, { ...target, resourceAttributes });
  assert.match(textOf(received[1] as Received), 'target_info{service_version="1.4.2"} 1');
});

test('deleting a group', async () => {
  const { received, target } = gateway(() => new Response(null, { status: 202 }));
  const { isAcknowledged, bytes } = await deletePushedMetrics({ ...target, grouping: { instance: 'a' } });
  assert.equal([isAcknowledged, bytes], [true, 0]);
  const [{ method, url, body } = {} as Received] = received;
  assert.equal(
    [method, url, body?.length],
    ['DELETE', 'http://gateway.test:9091/metrics/job/train/instance/a', 0],
  );
});

/** As the Pushgateway takes a path apart. */
function groupOf(path: string): [string, string][] {
  const parts = path.split('/').slice(2);
  return Array.from({ length: parts.length / 2 }, (_, i) => {
    const [name = '', encoding] = (parts[2 * i] as string).split('@');
    const value = parts[2 * i + 1] as string;
    if (encoding === undefined) return [name, decodeURIComponent(value)];
    const bytes = Uint8Array.from(
      atob(value.replaceAll('-', '+').replaceAll('_', '/').replace('=', '')),
      (one) => one.charCodeAt(0),
    );
    return [name, new TextDecoder().decode(bytes)];
  });
}

test('labels of a group arrive whatever is in them', async () => {
  const value = fc.oneof(
    anyText(),
    fc.constantFrom(
      '',
      '/',
      'a/b',
      '.',
      '..',
      '...',
      '%2F',
      '?',
      '#',
      '@',
      'Προμηθεύς',
      ' ',
      '\\',
      '😀',
      'a\ud800',
    ),
  );
  const { received, target } = gateway();
  const telemetry = trained();
  await fc.assert(
    fc.asyncProperty(value, value, async (job, run) => {
      fc.pre(job !== '');
      assert.ok(
        (await pushMetrics(telemetry, { ...target, job, grouping: { run, zone: 'z' } })).isAcknowledged,
      );
      const { url } = received.pop() as Received;
      const wellFormed = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text));
      const expected = [
        ['job', wellFormed(job)],
        ['run', wellFormed(run)],
        ['zone', 'z'],
      ];
      assert.equal(groupOf(new URL(url).pathname), expected);
    }),
    { numRuns: 40 },
  );
});

test('the paths of the documentation', async () => {
  const { received, target } = gateway();
  const telemetry = trained();
  for (const [job, grouping, path] of [
    ['directory_cleaner', { path: '/var/tmp' }, '/metrics/job/directory_cleaner/path@base64/L3Zhci90bXA'],
    [
      'example',
      { first_label: '', second_label: 'foobar' },
      '/metrics/job/example/first_label@base64/=/second_label/foobar',
    ],
    [
      'titan',
      { name: 'Προμηθεύς' },
      '/metrics/job/titan/name/%CE%A0%CF%81%CE%BF%CE%BC%CE%B7%CE%B8%CE%B5%CF%8D%CF%82',
    ],
  ] as const) {
    await pushMetrics(telemetry, { ...target, url: 'http://gateway.test/mounted/', job, grouping });
    assert.is(new URL(received.at(-1)?.url ?? '').pathname, `/mounted${path}`);
  }
});

test('no answer, and one of a server that fails, are tried again within the time; the last reason is told', async () => {
  const failures = [
    () => Promise.reject(new TypeError('fetch failed')),
    () => new Response('later', { status: 503 }),
  ];
  const { received, target } = gateway((attempt) => failures[attempt - 1]?.() ?? new Response());
  const { isAcknowledged, attempts } = await pushMetrics(trained(), target);
  assert.equal([isAcknowledged, attempts, received.length], [true, 3, 3]);
  const down = gateway(() => new Response('later', { status: 503 }));
  const result = await pushMetrics(trained(), { ...down.target, timeoutSeconds: 0.4 });
  assert.equal([result.isAcknowledged, result.problem], [false, '503 later']);
  assert.ok(result.attempts >= 1 && result.attempts === down.received.length);
  const silent = gateway(() => new Promise(() => {}));
  const late = await pushMetrics(trained(), { ...silent.target, timeoutSeconds: 0.05 });
  assert.equal([late.isAcknowledged, late.status], [false, undefined]);
});

test('what the gateway refuses is not tried again, and is said in the log', async () => {
  const lines: object[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, ...fields, message });
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const telemetry = createTelemetry({ logger });
  telemetry.trackInference({ modelId: 'm' }, () => {});
  const { received, target } = gateway(
    () => new Response('pushed metrics are inconsistent', { status: 400 }),
  );
  const { isAcknowledged, status, attempts, problem } = await pushMetrics(telemetry, target);
  assert.equal(
    [isAcknowledged, status, attempts, problem],
    [false, 400, 1, '400 pushed metrics are inconsistent'],
  );
  assert.is(received.length, 1);
  const said = lines.filter((line) => 'event_type' in line && line.event_type === 'push');
  assert.equal(
    said,
    [
      {
        level: 'warn',
        event_type: 'push',
        remote: 'gateway.test:9091',
        answer: problem,
        message: 'Metrics were not pushed',
      },
    ].map((line) => ({ ...said[0], ...line })),
  );
});

test('nothing does not replace what is there: telemetry that was disposed of deletes no group', async () => {
  const { received, target } = gateway();
  const telemetry = trained();
  telemetry.dispose();
  const options = { ...target, resourceAttributes: { 'service.version': '1.4.2' } };
  const { isAcknowledged, attempts, problem } = await pushMetrics(telemetry, options);
  assert.equal([isAcknowledged, attempts, received.length], [false, 0, 0]);
  assert.match(problem ?? '', 'before dispose()');
});

test('what cannot be read is told, and rejects nothing', async () => {
  const { received, target } = gateway();
  const metrics = {
    [Symbol.iterator]() {
      throw new Error('broken');
    },
  };
  const { isAcknowledged, problem } = await pushMetrics({ metrics } as never, target);
  assert.equal([isAcknowledged, problem, received.length], [false, 'it could not be read: broken', 0]);
});

test('misuse throws at once', async () => {
  const { target } = gateway();
  const telemetry = trained();
  const wrong = async (options: object, code: string) =>
    assert.rejects(() => pushMetrics(telemetry, { ...target, ...options } as never), new RegExp(code));
  await wrong({ url: 'gateway:9091' }, 'PROMETHEUS_OPTION_RANGE');
  await wrong({ url: 'http://user:secret@gateway.test' }, 'PROMETHEUS_OPTION_RANGE');
  await wrong({ url: 7 }, 'PROMETHEUS_OPTION_KIND');
  await wrong({ job: '' }, 'PROMETHEUS_OPTION_RANGE');
  await wrong({ grouping: { job: 'x' } }, 'PROMETHEUS_OPTION_RANGE');
  await wrong({ grouping: { run: 7 } }, 'PROMETHEUS_OPTION_KIND');
  await wrong({ mode: 'append' }, 'PROMETHEUS_OPTION_RANGE');
  await wrong({ format: 'openmetrics' }, 'PROMETHEUS_OPTION_RANGE');
  await wrong({ timeoutSeconds: 0 }, 'PROMETHEUS_OPTION_RANGE');
  await wrong({ groupings: {} }, 'PROMETHEUS_UNKNOWN_OPTION');
  await assert.rejects(() => pushMetrics({} as never, target), /PROMETHEUS_SOURCE/);
});
