import { tableFromIPC } from '@uwdata/flechette';
import { parquetReadObjects } from 'hyparquet';
import { type ExportOptions, exportStore, MemoryFiles, openStore, type Store } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { intervalOf, LATENCY, QUEUE, REQUESTS } from '../query/stored.ts';

const START = Date.UTC(2026, 10, 28, 23, 50);

/** Twenty minutes, half of them on the next day. */
async function filled(): Promise<Store> {
  const store = await openStore({ files: new MemoryFiles() });
  for (let i = 0; i < 20; i++) {
    const series = ['a', 'b'].flatMap((model) => [
      { instrument: LATENCY, model, region: 'eu', values: [0.5, 0, -2, i] },
      { instrument: REQUESTS, model, region: '', values: [i] },
      { instrument: QUEUE, model, region: '', values: [7] },
    ]);
    await store.append(
      intervalOf({ member: 'main', startedAtUnixMs: START + i * 60_000, durationSeconds: 60, series }, i),
    );
  }
  return store;
}

async function rowsOf(files: MemoryFiles, path: string): Promise<Record<string, unknown>[]> {
  const bytes = await files.read(path);
  return parquetReadObjects({ file: bytes.slice().buffer as ArrayBuffer });
}

test('an export to a directory has a file of Parquet for each day, with everything in it', async () => {
  const store = await filled();
  const files = new MemoryFiles();
  const result = await exportStore(store, files, { name: 'host-1' });
  assert.equal(result.files, ['day=2026-11-28/host-1.parquet', 'day=2026-11-29/host-1.parquet']);
  assert.is(result.rows, 20 * 7);
  const rows = (await Promise.all(result.files.map((path) => rowsOf(files, path)))).flat();
  assert.is(rows.length, 20 * 7);
  const sums = (kind: string, column: string) =>
    rows.filter((row) => row.kind === kind).reduce((sum, row) => sum + Number(row[column]), 0);
  assert.is(sums('histogram', 'count'), 160);
  assert.is(sums('counter', 'value'), 2 * 190);
  assert.is(sums('coverage', 'duration_seconds'), 1200);
  const [first] = rows.filter(({ name }) => name === 'inference_seconds');
  assert.is(first?.metric, 'ipfs_aiml_inference_seconds');
  assert.is(first?.model_id, 'a');
  assert.equal([first?.zero_count, first?.negative_bucket_count], [2n, [1n]]);
  await store.close();
});

test('an export again replaces the files of its name, and leaves those of others', async () => {
  const store = await filled();
  const files = new MemoryFiles();
  for (const name of ['one', 'two', 'one']) await exportStore(store, files, { name });
  assert.equal((await files.list('day=2026-11-28')).toSorted(), ['one.parquet', 'two.parquet']);
  await store.close();
});

test('an export as CSV has the same rows, lists as JSON, and says how far it is', async () => {
  const store = await filled();
  const files = new MemoryFiles();
  const told: number[][] = [];
  const { files: written, rows } = await exportStore(store, files, {
    format: 'csv',
    onProgress: ({ days, daysDone, rows }) => told.push([days, daysDone, rows]),
  });
  assert.equal(told, [
    [2, 0, 0],
    [2, 1, 10 * 7],
    [2, 2, 20 * 7],
  ]);
  const lines: string[] = [];
  for (const path of written) {
    const [head = '', ...rest] = new TextDecoder()
      .decode(await files.read(path))
      .trim()
      .split('\r\n');
    assert.match(head, /^member,kind,category,metric,unit,labels,model_id,.*,bucket_index,bucket_count,/);
    lines.push(...rest);
  }
  assert.is(lines.length, rows);
  const [latency = ''] = lines.filter((line) => line.includes('ipfs_aiml_inference_seconds'));
  assert.match(latency, /"\{""model_id"":""a"",""region"":""eu""\}",a,/);
  assert.match(latency, /,2026-11-28T23:50:00\.000Z,2026-11-28T23:51:00\.000Z,60,/);
  await store.close();
});

test('a name that a spreadsheet would compute is text in CSV', async () => {
  const store = await openStore({ files: new MemoryFiles() });
  const series = [{ instrument: REQUESTS, model: '=cmd()', region: '', values: [1] }];
  await store.append(intervalOf({ member: 'main', startedAtUnixMs: START, durationSeconds: 60, series }, 0));
  const files = new MemoryFiles();
  const { files: written } = await exportStore(store, files, { format: 'csv' });
  assert.match(new TextDecoder().decode(await files.read(written[0] as string)), /,'=cmd\(\),/);
  await store.close();
});

test('an export to a stream is one file, and takes filters and a range of time', async () => {
  const store = await filled();
  for (const format of ['parquet', 'arrow'] as const) {
    const pieces: Uint8Array[] = [];
    let isClosed = false;
    const target = new WritableStream<Uint8Array>({
      write: (bytes) => void pieces.push(bytes),
      close: () => {
        isClosed = true;
      },
    });
    const options = { format, metric: 'requests_total', modelId: 'b', startTime: START + 5 * 60_000 };
    const { rows, bytes, files } = await exportStore(store, target, options);
    assert.equal([files, isClosed], [[], true]);
    const all = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
    assert.is(all.length, bytes);
    const values =
      format === 'arrow'
        ? [...tableFromIPC(all).getChild('value')]
        : (await parquetReadObjects({ file: all.buffer })).map(({ value }) => value);
    assert.is(values.length, rows);
    // Fifteen of them, and as many rows that say what was observed.
    assert.equal(
      values.filter((value) => typeof value === 'number'),
      Array.from({ length: 15 }, (_, i) => i + 5),
    );
  }
  await store.close();
});

test('a stream that fails is aborted, and the export rejects with its reason', async () => {
  const store = await filled();
  const reason = new Error('the client is gone');
  const target = new WritableStream<Uint8Array>({
    write: () => {
      throw reason;
    },
  });
  assert.is(await assert.rejects(exportStore(store, target)), reason);
  const controller = new AbortController();
  let aborted: unknown;
  const other = new WritableStream<Uint8Array>({
    write: () => controller.abort(reason),
    abort: (error) => {
      aborted = error;
    },
  });
  assert.is(await assert.rejects(exportStore(store, other, { signal: controller.signal })), reason);
  assert.is(aborted, reason);
  await store.close();
});

for (const [options, code] of [
  [{ format: 'tsv' }, 'STORE_EXPORT'],
  [{ onProgress: 1 }, 'TELEMETRY_ARGUMENT_KIND'],
  [{ partition: 'hour' }, 'STORE_EXPORT'],
  [{ name: '' }, 'STORE_EXPORT'],
  [{ fromat: 'arrow' }, 'STORE_EXPORT'],
  [{ stepSeconds: 60 }, 'STORE_EXPORT'],
  [{ category: 'none' }, 'TELEMETRY_QUERY'],
] as const) {
  test(`an export with ${JSON.stringify(options)} is refused`, async () => {
    const store = await openStore({ files: new MemoryFiles() });
    const error = await assert.rejects(exportStore(store, new MemoryFiles(), options as ExportOptions));
    assert.is((error as { code?: string }).code, code);
    await store.close();
  });
}

test('an export of nothing writes no file, and a stream without rows', async () => {
  const store = await openStore({ files: new MemoryFiles() });
  assert.equal((await exportStore(store, new MemoryFiles())).files, []);
  const error = await assert.rejects(exportStore(store, 7 as never));
  assert.is((error as { code?: string }).code, 'STORE_EXPORT');
  await store.close();
});
