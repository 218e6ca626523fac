import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitoringFiles } from 'inferometer/monitoring';
import { assert, test } from '../../harness.ts';
import { RUNTIMES, removeScratch, run, runJson, scratch } from '../run.ts';

for (const runtime of RUNTIMES) {
  test(`${runtime}: the files of the library, where they are asked for`, async () => {
    const folder = join(scratch, runtime);
    const { code, json, stderr } = await runJson(['monitoring', '--out', folder], { runtime });
    assert.is(code, 0, stderr);
    const files = monitoringFiles();
    assert.equal(json.files, [...files.keys()]);
    for (const [name, text] of files) assert.is(readFileSync(join(folder, name), 'utf8'), text, name);
  });
}

test('what is asked for arrives in the files', async () => {
  const folder = join(scratch, 'options');
  const options = [
    ...[
      '--job',
      'chat',
      '--target',
      'a:1',
      '--target',
      'b:2',
      '--prefix',
      'acme_',
      '--storage-prefix',
      '',
      '--histograms',
      'native',
    ],
    ...['--threshold', 'inferenceSeconds=0.25', '--without', 'WorkersIdle', '--rate-window', '2m'],
  ];
  const { code, stdout, stderr } = await run(['monitoring', '-o', folder, ...options]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /^\d+ files in .*options\n/);
  assert.match(stdout, /docker compose -f .*\/compose\.yml up/);
  const expected = monitoringFiles({
    job: 'chat',
    targets: ['a:1', 'b:2'],
    prefix: 'acme_',
    storagePrefix: '',
    histograms: 'native',
    thresholds: { inferenceSeconds: 0.25 },
    alerts: { WorkersIdle: false },
    rateWindowSeconds: 120,
  });
  for (const [name, text] of expected) assert.is(readFileSync(join(folder, name), 'utf8'), text, name);
  assert.is(readdirSync(join(folder, 'runbooks')).includes('WorkersIdle.md'), false);
});

test('what makes no sense is refused before anything is written', async () => {
  const folder = join(scratch, 'refused');
  for (const [options, message] of [
    [['--threshold', 'inferenceSecond=1'], /Did you mean inferenceSeconds\?/],
    [['--threshold', 'inferenceSeconds=fast'], /--threshold inferenceSeconds must be a number/],
    [['--without', 'GPUMemory'], /Did you mean GPUMemoryHigh\?/],
    [['--target', 'nowhere'], /a list of host:port/],
  ] as const) {
    const { code, stderr } = await run(['monitoring', '--out', folder, ...options]);
    assert.is(code, 2);
    assert.match(stderr, message);
  }
  assert.is(existsSync(folder), false);
  removeScratch();
});
