// Failures of storage have the class of their error, however the operation was tracked.
import {
  createTelemetry,
  getFindings,
  getStorageMetrics,
  instrument,
  storageHandle,
  storageHooks,
  type Telemetry,
  trackStorageOperation,
} from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../../../harness.ts';
import { countOf } from '../../support.ts';

const GET = { operationType: 'get', backend: 's3' };
class SlowDown extends Error {
  override readonly name = 'SlowDown';
}

const ways: Record<string, (telemetry: Telemetry, error: unknown) => unknown> = {
  trackStorageOperation: (telemetry, error) =>
    trackStorageOperation(telemetry, GET, async () => {
      throw error;
    }),
  start: (telemetry, error) => telemetry.start('get', { backend: 's3' }).fail(error),
  storageHandle(telemetry, error) {
    const handle = storageHandle(telemetry, GET);
    handle.fail(handle.start(), error);
  },
  storageHooks(telemetry, error) {
    const { operationStarted, statusChanged } = storageHooks(telemetry);
    const operationId = String(error);
    operationStarted({ ...GET, operationId, status: 'processing' });
    statusChanged({ operationId, status: 'failed', error });
  },
  instrument(telemetry, error) {
    const store = {
      async get() {
        throw error;
      },
    };
    return instrument(telemetry, store, { backend: 's3' }).get();
  },
};

for (const [way, fail] of Object.entries(ways)) {
  test(`${way}: a failure is counted by the class of its error`, async () => {
    const telemetry = createTelemetry();
    await Promise.resolve(fail(telemetry, new SlowDown())).catch(() => {});
    await Promise.resolve(fail(telemetry, new DOMException('', 'AbortError'))).catch(() => {});
    const count = (outcome: string, error_type: string) =>
      countOf(telemetry, 'wal_operation_failure_latency_seconds', {
        operation_type: 'get',
        backend: 's3',
        outcome,
        error_type,
      });
    assert.equal([count('error', 'SlowDown'), count('aborted', 'AbortError')], [1, 1]);
    const [operation] = getStorageMetrics(telemetry).operations;
    assert.equal(operation?.errorTypes, { SlowDown: 1 });
    assert.equal([operation?.outcomes.error, operation?.outcomes.aborted], [1, 1]);
  });
}

test('without an error it is the word for that, or the outcome', () => {
  const telemetry = createTelemetry();
  telemetry.start('get', { backend: 's3' }).fail();
  telemetry.start('get', { backend: 's3' }).abort();
  telemetry.start('get', { backend: 's3' })[Symbol.dispose]();
  const page = expositionText(telemetry);
  for (const [outcome, type] of [
    ['error', '_OTHER'],
    ['aborted', 'aborted'],
    ['unknown', 'unknown'],
  ]) {
    assert.match(page, `outcome="${outcome}",error_type="${type}"`);
  }
});

test('OpenTelemetry has it as error.type, and what was given up as its status too', () => {
  const telemetry = createTelemetry();
  telemetry.start('get', { backend: 's3' }).fail(new SlowDown());
  telemetry.start('get', { backend: 's3' }).abort();
  telemetry.start('get', { backend: 's3' }).ok();
  const page = expositionText(telemetry, { names: 'semconv-genai-latest' });
  const counts = page
    .split('\n')
    .filter((line) => line.startsWith('db_client_operation_duration_seconds_count'));
  assert.is(counts.length, 3);
  assert.is(counts.filter((line) => line.includes('error_type="SlowDown"')).length, 1);
  assert.is(
    counts.filter((line) => /inferometer_status="aborted".*error_type="aborted"/.test(line)).length,
    1,
  );
  assert.is(counts.filter((line) => !line.includes('error_type')).length, 1);
});

test('classes are bounded as any other label: by the limit of series', () => {
  const telemetry = createTelemetry({ seriesLimit: 20 });
  for (let i = 0; i < 50; i++) {
    telemetry.start('get', { backend: 's3' }).fail(Object.assign(new Error('x'), { name: `Error${i}` }));
  }
  telemetry
    .start('get', { backend: 's3' })
    .fail(Object.assign(new Error('x'), { name: 'a sentence, no class' }));
  const { metrics } = telemetry.snapshot();
  const failures = metrics.find(({ fullName }) => fullName === 'wal_operation_failure_latency_seconds');
  assert.ok((failures?.series.length ?? 0) <= 21);
  assert.is(getStorageMetrics(telemetry).operations[0]?.outcomes.error, 51);
});

test('findings and reports say it', async () => {
  const telemetry = createTelemetry();
  for (const error of [new SlowDown(), new SlowDown(), new TypeError('x')]) {
    telemetry.start('get', { backend: 's3' }).fail(error);
  }
  const [finding] = getFindings(telemetry);
  assert.match(finding?.details ?? '', 'By class of error: SlowDown 2, TypeError 1.');
  const report = await generateMetricsReport(telemetry, { format: 'json' });
  assert.match(String(report), /"error_types": ?\{\s*"SlowDown": 2/);
  assert.match(
    String(await generateMetricsReport(telemetry, { format: 'markdown' })),
    /\| get +\| s3 +\| SlowDown +\| +2/,
  );
});
