// The same numbers under every name set, in every way out.
import { createTelemetry, type DataPoint, type MetricSnapshot, type Telemetry } from 'inferometer';
import { createMetricProducer, type DataPoint as OtelPoint } from 'inferometer/opentelemetry';
import { createMetricsHandler, expositionText, type Names } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { collected, pointsOf } from '../opentelemetry/support.ts';
import { parseExposition } from '../prometheus/parse-exposition.ts';
import { ACCEPT, bodyBytes, bodyText } from '../prometheus/read-body.ts';
import { readFamilies } from '../prometheus/read-families.ts';
import { whileSending } from '../remote-write/support.ts';
import { everything, options, recordEverything } from './everything.ts';

const NAME_SETS: readonly Names[] = ['kit', 'semconv-v1.41', 'semconv-genai-latest'];

/** As the names of each set are in Prometheus, those that are no name of the kit. */
const CONVENTIONAL: Readonly<Record<Names, readonly string[]>> = {
  kit: ['http_server_active_requests', 'http_server_request_duration_seconds'],
  'semconv-v1.41': [
    'db_client_operation_duration_seconds',
    'gen_ai_client_operation_duration_seconds',
    'gen_ai_client_operation_time_per_output_chunk_seconds',
    'gen_ai_client_operation_time_to_first_chunk_seconds',
    'gen_ai_client_token_usage',
    'gen_ai_server_time_per_output_token_seconds',
    'gen_ai_server_time_to_first_token_seconds',
    'http_server_active_requests',
    'http_server_request_duration_seconds',
    'messaging_process_duration_seconds',
  ],
  'semconv-genai-latest': [
    'db_client_operation_duration_seconds',
    'gen_ai_client_embeddings_duration_seconds',
    'gen_ai_client_inference_duration_seconds',
    'gen_ai_client_inference_operation_output_tokens',
    'gen_ai_client_inference_time_per_output_chunk_seconds',
    'gen_ai_client_inference_time_to_first_chunk_seconds',
    'gen_ai_client_inference_usage_output_tokens_total',
    'gen_ai_server_time_per_output_token_seconds',
    'gen_ai_server_time_to_first_token_seconds',
    'http_server_active_requests',
    'http_server_request_duration_seconds',
    'messaging_process_duration_seconds',
  ],
};

interface Numbers {
  readonly labels: string;
  readonly number: string;
}

const numberOf = (point: DataPoint) =>
  'value' in point ? String(point.value) : `${point.histogram.count} ${point.histogram.sum}`;

function recordedIn(metrics: readonly MetricSnapshot[]): string[] {
  return metrics.flatMap(({ series }) => series.map(numberOf)).sort();
}

/** Series by their labels without le: what was written of each, as one number. */
function writtenIn(text: string): Numbers[] {
  return parseExposition(text).flatMap(({ name, type, samples }) => {
    if (type !== 'histogram') {
      return samples.map(({ labels, value }) => ({ labels: JSON.stringify([name, labels]), number: value }));
    }
    const sums = samples.filter((sample) => sample.name === `${name}_sum`);
    return sums.map(({ labels, value: sum }) => {
      const key = JSON.stringify(labels);
      const count = samples.find((one) => one.name === `${name}_count` && JSON.stringify(one.labels) === key);
      return { labels: JSON.stringify([name, labels]), number: `${count?.value} ${sum}` };
    });
  });
}

const numbers = (all: readonly Numbers[]) => all.map(({ number }) => number).sort();
const sorted = (all: Iterable<string>) => [...all].sort();

/** Nothing changes while it is read several times: a snapshot of everything. */
async function still(): Promise<{ telemetry: Telemetry; recorded: string[] }> {
  const telemetry = await everything();
  return { telemetry, recorded: recordedIn(telemetry.snapshot().metrics) };
}

for (const names of NAME_SETS) {
  test(`${names}: text, live and of a snapshot, through a handler and with a prefix`, async () => {
    const { telemetry, recorded } = await still();
    const text = expositionText(telemetry, { names });
    assert.equal(numbers(writtenIn(text)), recorded);
    assert.equal(expositionText(telemetry.snapshot(), { names }), text);
    assert.is(await bodyText(telemetry, { names }), text);
    const kit = new Set([...telemetry.snapshot().metrics].map(({ fullName }) => fullName));
    const written = parseExposition(text).map(({ name }) => name);
    assert.equal(
      sorted(written.filter((name) => !kit.has(name) || name.startsWith('http_'))),
      CONVENTIONAL[names],
    );
    const handler = createMetricsHandler(telemetry, { names, prefix: 'one_' });
    const page = await (await handler(new Request('http://localhost/metrics'))).text();
    assert.equal(
      parseExposition(page).map(({ name }) => name),
      written.map((name) => `one_${name}`),
    );
    telemetry.dispose();
  });

  test(`${names}: classic buckets are exact at the bounds that they have`, async () => {
    const { telemetry } = await still();
    const points = telemetry.snapshot().metrics.flatMap(({ series }) => series);
    for (const { name, type, samples } of parseExposition(expositionText(telemetry, { names }))) {
      if (type !== 'histogram') continue;
      const bounds = new Map<string, string[]>();
      for (const { name: sample, labels, value } of samples) {
        if (sample !== `${name}_bucket` || labels.le === '+Inf') continue;
        const { le, ...own } = labels;
        const key = JSON.stringify(own);
        bounds.set(key, [...(bounds.get(key) ?? []), `${le}:${value}`]);
        const sum = samples.find((one) => one.name === `${name}_sum` && JSON.stringify(one.labels) === key);
        const point = points.find((one) => 'histogram' in one && String(one.histogram.sum) === sum?.value);
        const explicit = point && 'histogram' in point ? point.histogram.explicit : undefined;
        const at = explicit?.bounds.indexOf(Number(le)) ?? -1;
        assert.ok(at >= 0, `${name} at ${le}`);
        const under = explicit?.counts.slice(0, at + 1).reduce((a, b) => a + b, 0);
        assert.is(value, String(under), `${name} at ${le}`);
      }
      const sets = new Set([...bounds.values()].map((all) => String(all.map((one) => one.split(':')[0]))));
      assert.is(sets.size, 1, `every series of ${name} has the same bounds`);
    }
    telemetry.dispose();
  });

  test(`${names}: OpenMetrics and protobuf say what text says`, async () => {
    const { telemetry, recorded } = await still();
    const open = await bodyText(telemetry, { names, accept: ACCEPT.openMetrics, createdSamples: false });
    const lines = (text: string) => text.split('\n').filter((line) => !line.startsWith('#')).length - 1;
    const text = expositionText(telemetry, { names });
    // Histograms that may be negative have neither sum nor count there.
    assert.ok(lines(open) <= lines(text) && lines(open) > lines(text) - 10);
    const families = readFamilies(await bodyBytes(telemetry, { names, accept: ACCEPT.protobuf }));
    const read = families.flatMap(({ metric }) =>
      metric.map(({ gauge, counter, histogram }) =>
        histogram
          ? `${histogram.sampleCount} ${histogram.sampleSum}`
          : String(gauge?.value ?? counter?.value ?? 0),
      ),
    );
    assert.equal(sorted(read), recorded);
    assert.equal(
      families.map(({ name }) => name),
      parseExposition(text).map(({ name }) => name),
    );
    telemetry.dispose();
  });

  test(`${names}: OTLP, cumulative and delta, explicit and exponential`, async () => {
    const { telemetry, recorded } = await still();
    for (const temporality of ['cumulative', 'delta'] as const) {
      for (const histograms of ['explicit', 'exponential'] as const) {
        const producer = createMetricProducer(telemetry, { names, temporality, histograms });
        const metrics = await collected(producer);
        const read = [...metrics.values()].flatMap((metric) => {
          const points = pointsOf(metric) as OtelPoint<number | { count: number; sum: number }>[];
          const attributes = points.map((point) => JSON.stringify(Object.entries(point.attributes).sort()));
          assert.is(new Set(attributes).size, attributes.length, `${metric.descriptor.name} twice`);
          return points.map(({ value }) =>
            typeof value === 'number' ? String(value) : `${value.count} ${value.sum}`,
          );
        });
        const expected = temporality === 'delta' ? recorded.filter((number) => number !== '0') : recorded;
        const compared = temporality === 'delta' ? read.filter((number) => number !== '0') : read;
        assert.equal(sorted(compared), expected, `${temporality} ${histograms}`);
      }
    }
    telemetry.dispose();
  });

  test(`${names}: remote write, classic and native`, async () => {
    for (const nativeHistograms of [false, true]) {
      const given = options();
      await whileSending(
        { names, nativeHistograms },
        async ({ telemetry, receiver, remote }) => {
          await recordEverything(telemetry);
          given.clock.stop();
          const recorded = recordedIn(telemetry.snapshot().metrics);
          const written = parseExposition(expositionText(telemetry, { names })).map(({ name }) => name);
          assert.is(await remote.flush(), true);
          const isOurs = (name: string) => !name.startsWith('inferometer_remote_write');
          assert.equal([...receiver.metadata.keys()].filter(isOurs), written.filter(isOurs));
          const all = receiver.all().filter(({ labels }) => isOurs(labels.__name__ as string));
          const last = (name: string, labels: object) =>
            all
              .find((one) => JSON.stringify(one.labels) === JSON.stringify({ ...labels, __name__: name }))
              ?.samples.at(-1)?.value;
          const read = all.flatMap(({ labels, samples, histograms }) => {
            const name = labels.__name__ as string;
            const native = histograms.at(-1);
            if (native !== undefined) return [`${native.countInt} ${native.sum}`];
            if (labels.le !== undefined || name.endsWith('_sum')) return [];
            const stem = name.replace(/_count$/, '');
            const sum = stem === name ? undefined : last(`${stem}_sum`, labels);
            return [sum === undefined ? String(samples.at(-1)?.value) : `${samples.at(-1)?.value} ${sum}`];
          });
          assert.equal(sorted(read), recorded);
        },
        given,
      );
    }
  });
}

test('labels of HTTP metrics are those of OpenTelemetry in every set', async () => {
  const telemetry = await everything();
  for (const names of NAME_SETS) {
    const family = parseExposition(expositionText(telemetry, { names })).find(
      ({ name }) => name === 'http_server_request_duration_seconds',
    );
    const labels = family?.samples.at(-1)?.labels;
    assert.is(labels?.http_request_method, 'GET');
    assert.is(labels?.http_route, '/users/:id');
    assert.is(labels?.http_response_status_code, '204');
    assert.is(labels?.tenant, 'acme');
  }
  const metrics = await collected(createMetricProducer(telemetry));
  assert.equal(pointsOf(metrics.get('http.server.request.duration'))[0]?.attributes, {
    'http.request.method': 'GET',
    'http.route': '/users/:id',
    'http.response.status_code': 204,
    tenant: 'acme',
    zone: 'a',
  });
  telemetry.dispose();
});

test("one's own metrics keep their names, also one that a convention has", () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  telemetry.inference({ modelId: 'm', batchSize: 1 }).record(0.5);
  telemetry.counter({ name: 'inference_seconds_total', help: 'Own.' }).withLabels().add(2);
  telemetry.gauge({ name: 'gen_ai_client_operation_duration_seconds', help: 'Own.' }).withLabels().set(7);
  for (const names of NAME_SETS) {
    const text = expositionText(telemetry, { names });
    parseExposition(text);
    assert.match(text, 'inference_seconds_total 2');
    assert.match(text, /gen_ai_client_operation_duration_seconds(_gauge)? 7/);
  }
});

test('the overflow series of failures keeps its name, since nobody knows what is in it', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent', seriesLimit: 1, labels: { zone: 'a' } });
  for (const modelId of ['a', 'b']) {
    telemetry.start('inference', { modelId }).fail(new TypeError('no'));
    telemetry.inference({ modelId, batchSize: 1 }).record(0.5);
  }
  const text = expositionText(telemetry, { names: 'semconv-v1.41' });
  assert.match(text, /ipfs_aiml_operation_failure_seconds_count\{otel_metric_overflow="true",zone="a"\} 1/);
  assert.match(
    text,
    /gen_ai_client_operation_duration_seconds_count\{otel_metric_overflow="true",gen_ai_operation_name="inference",zone="a"\} 1/,
  );
  assert.equal(numbers(writtenIn(text)), recordedIn(telemetry.snapshot().metrics));
});

test('a wrong name of a set, or a misspelt option, is refused by every way out', async () => {
  using telemetry = createTelemetry();
  const wrong = { names: 'semconv' as never };
  assert.throwsCode(() => expositionText(telemetry, wrong), 'PROMETHEUS_OPTION_RANGE');
  assert.throwsCode(() => createMetricsHandler(telemetry, wrong), 'PROMETHEUS_OPTION_RANGE');
  assert.throwsCode(() => createMetricProducer(telemetry, wrong), 'OPENTELEMETRY_OPTION_RANGE');
  assert.throwsCode(
    () => createMetricProducer(telemetry, { provider: 1 as never }),
    'OPENTELEMETRY_OPTION_KIND',
  );
  assert.throwsCode(
    () => createMetricProducer(telemetry, { name: 'kit' } as never),
    'OPENTELEMETRY_UNKNOWN_OPTION',
  );
});

test('what all inferences of a program are is said by every way out, and no two series become one', async () => {
  using telemetry = createTelemetry();
  telemetry.inference({ modelId: 'm', batchSize: 1 }).record(0.5);
  telemetry.inference({ modelId: 'm', batchSize: 1, operationType: 'embeddings_generation' }).record(0.5);
  telemetry.start('inference', { modelId: 'm' }).fail(new TypeError('no'));
  const named = { names: 'semconv-v1.41', operationName: 'chat' } as const;
  const expected = ['chat', 'chat', 'embeddings'];
  const metrics = await collected(createMetricProducer(telemetry, named));
  const points = pointsOf(metrics.get('gen_ai.client.operation.duration'));
  assert.equal(points.map(({ attributes }) => attributes['gen_ai.operation.name']).sort(), expected);
  const counts = parseExposition(expositionText(telemetry, named))
    .filter(({ name }) => name === 'gen_ai_client_operation_duration_seconds')
    .flatMap(({ samples }) => samples.filter(({ name }) => name.endsWith('_count')));
  assert.equal(counts.map(({ labels }) => labels.gen_ai_operation_name).sort(), expected);
  for (const operationName of ['embeddings', 'batch_inference']) {
    assert.throwsCode(() => expositionText(telemetry, { operationName }), 'PROMETHEUS_OPTION_RANGE');
  }
  assert.throwsCode(
    () => createMetricProducer(telemetry, { operationName: 1 as never }),
    'OPENTELEMETRY_OPTION_KIND',
  );
});
