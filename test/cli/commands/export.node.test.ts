import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, test } from '../../harness.ts';
import { RUNTIMES, removeScratch, run, runJson, scratch } from '../run.ts';
import { writeStore } from '../stores.ts';

const store = join(scratch, 'store');
await writeStore({ path: store, minutes: 20 });

for (const runtime of RUNTIMES) {
  test(`${runtime}: a file for each day and format, with as many rows in each`, async () => {
    const rows = new Set<number>();
    for (const format of ['parquet', 'arrow', 'csv']) {
      const output = join(scratch, `${runtime}-${format}`);
      const { code, json, stderr } = await runJson(
        ['export', '--store', store, '-o', output, '--format', format],
        { runtime },
      );
      assert.is(code, 0, stderr);
      rows.add(json.rows);
      for (const file of json.files) assert.ok(existsSync(join(output, file)), file);
      assert.match(json.files[0], /^day=\d{4}-\d\d-\d\d\/store\./);
    }
    assert.is(rows.size, 1);
  });
}

test('one metric as CSV: a line for each row, with its labels', async () => {
  const output = join(scratch, 'csv');
  const { stdout } = await run([
    'export',
    '--store',
    store,
    '-o',
    output,
    '--format',
    'csv',
    '--metric',
    'inference_seconds',
    '--name',
    'here',
  ]);
  assert.match(stdout, /^\d+ files? in .*: \d+ rows, /);
  const lines = readdirSync(output).flatMap((day) =>
    readFileSync(join(output, day, 'here.csv'), 'utf8')
      .trim()
      .split('\r\n'),
  );
  assert.match(lines[0] as string, /^member,kind,category,metric,unit,labels,model_id,/);
  assert.ok(
    lines.some((line) =>
      /^main,histogram,inference,ipfs_aiml_inference_seconds,seconds,"\{""model_id"":""dense""/.test(line),
    ),
  );
});

test('nothing in the range is said, and no failure', async () => {
  const { code, stdout } = await run([
    'export',
    '--store',
    store,
    '-o',
    join(scratch, 'none'),
    '--since',
    '2030-01-01',
  ]);
  assert.is(code, 0);
  assert.match(stdout, /Nothing was recorded/);
});

test('a directory that cannot be written is one line and exits with 1', async () => {
  const { code, stderr } = await run(['export', '--store', store, '-o', 'package.json/x']);
  assert.is(code, 1);
  assert.match(stderr, /^inferometer: STORE_FILE[^\n]*\n$/);
  removeScratch();
});
