import { createTelemetry, type DatasetOperationType, getDatasetMetrics } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { countOf, ManualClock, sampleOf } from '../../support.ts';

const letters = { datasetId: 'letters' };

test('each type of operation has a histogram of its own, with its own labels', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const took = (seconds: number) => () => clock.advance(seconds);
  telemetry.trackDatasetOperation(
    { ...letters, operationType: 'dataset_load', format: 'parquet', source: 'ipfs' },
    took(1),
  );
  for (const operation of ['resize', 'normalize']) {
    telemetry.trackDatasetOperation({ ...letters, operationType: 'dataset_preprocess', operation }, took(2));
  }
  telemetry.trackDatasetOperation({ ...letters, operationType: 'dataset_transform' }, took(4));
  const count = (type: string, labels: object) =>
    countOf(telemetry, `ipfs_aiml_${type}_seconds`, { dataset_id: 'letters', ...labels });
  assert.is(count('dataset_load', { format: 'parquet' }), 1);
  assert.is(count('dataset_preprocess', { operation: 'resize' }), 1);
  assert.is(count('dataset_preprocess', { operation: 'normalize' }), 1);
  assert.is(count('dataset_transform', { operation: 'unknown' }), 1);
  const metrics = getDatasetMetrics(telemetry, 'letters');
  assert.equal(
    [metrics?.loadTime, metrics?.preprocessTime, metrics?.transformTime].map((time) => [
      time?.count,
      time?.meanSeconds,
      time?.totalSeconds,
    ]),
    [
      [1, 1, 1],
      [2, 2, 4],
      [1, 4, 4],
    ],
  );
});

test('a size gives bytes per second by type; a load also sets the size of the dataset', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const run = (operationType: DatasetOperationType, datasetSizeBytes: number, seconds: number) =>
    telemetry.trackDatasetOperation({ ...letters, operationType, datasetSizeBytes }, () =>
      clock.advance(seconds),
    );
  run('dataset_load', 1000, 2);
  run('dataset_load', 3000, 2);
  run('dataset_preprocess', 500, 0.5);
  run('dataset_transform', 500, 0);
  const metrics = getDatasetMetrics(telemetry, 'letters');
  assert.is(metrics?.sizeBytes, 3000);
  assert.equal(metrics?.bytesPerSecond, {
    dataset_load: { count: 2, mean: 1000, min: 500, max: 1500 },
    dataset_preprocess: { count: 1, mean: 1000, min: 1000, max: 1000 },
  });
});

test('a failed load is counted apart, and leaves neither a size nor a rate', () => {
  const telemetry = createTelemetry();
  const options = { ...letters, operationType: 'dataset_load', datasetSizeBytes: 10 } as const;
  assert.throws(() => telemetry.trackDatasetOperation(options, () => JSON.parse('{')));
  const metrics = getDatasetMetrics(telemetry, 'letters');
  assert.equal(metrics?.outcomes, { dataset_load: { ok: 0, error: 1, aborted: 0, unknown: 0 } });
  assert.equal([metrics?.loadTime, metrics?.sizeBytes, metrics?.bytesPerSecond], [undefined, undefined, {}]);
});

test('hits and misses of a cache are kept by data source', () => {
  const telemetry = createTelemetry();
  telemetry.recordCacheReads({ ...letters, source: 'ipfs', hits: 9, misses: 1 });
  telemetry.recordCacheReads({ ...letters, source: 'ipfs', hits: 1, misses: 1 });
  telemetry.recordCacheReads({ ...letters, source: 's3', misses: 4 });
  telemetry.recordCacheReads({ ...letters, source: 'disk' });
  assert.equal(getDatasetMetrics(telemetry, 'letters')?.cache, {
    ipfs: { hits: 10, misses: 2, hitRatio: 10 / 12 },
    s3: { hits: 0, misses: 4, hitRatio: 0 },
    disk: { hits: 0, misses: 0, hitRatio: undefined },
  });
  const read = { dataset_id: 'letters', source: 'ipfs', result: 'hit' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_dataset_cache_reads_total', read), 10);
});

test('wrong attributes throw before anything runs', () => {
  const telemetry = createTelemetry();
  const refused = (options: object, code: string) =>
    assert.throwsCode(
      () =>
        telemetry.trackDatasetOperation(options as never, () => {
          throw new Error('ran');
        }),
      code,
    );
  refused({ ...letters, operationType: 'dataset_clean' }, 'TELEMETRY_UNKNOWN_OPERATION');
  refused({ operationType: 'dataset_load' }, 'TELEMETRY_LABEL_KIND');
  refused({ ...letters, operationType: 'dataset_load', format: 1 }, 'TELEMETRY_LABEL_KIND');
  refused({ ...letters, operationType: 'dataset_load', datasetSizeBytes: '1' }, 'TELEMETRY_ATTRIBUTE_KIND');
  const reads = { ...letters, source: 's3' };
  const hits = '1' as unknown as number;
  assert.throwsCode(() => telemetry.recordCacheReads({ ...reads, hits }), 'TELEMETRY_ATTRIBUTE_KIND');
  assert.equal(telemetry.snapshot().metrics, []);
});
