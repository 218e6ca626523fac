import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as inferometer from 'inferometer';
import { createTelemetry, storageHooks } from 'inferometer';
import { assert, test } from '../harness.ts';

function page(name: string): string {
  return readFileSync(join('docs', name), 'utf8');
}

test('the generated pages are what the code says', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
    encoding: 'utf8',
  });
  assert.is(stderr, '');
  assert.is(status, 0);
});

test('every code that the sources name is in errors.md', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join('src', path), 'utf8'))
    .join('\n');
  const codes = new Set(sources.match(/(?<=')(TELEMETRY|HISTOGRAM|KERNEL|REPORT)_[A-Z_]+(?=')/g));
  assert.ok(codes.size > 20);
  const told = page('errors.md');
  assert.equal(
    [...codes].filter((code) => !told.includes(`## ${code}\n`)),
    [],
  );
});

test('no row of errors.md leaves out what is expected', () => {
  assert.equal(page('errors.md').match(/^\|.*\| (only|one of)? *\|.*$/gm) ?? [], []);
});

test('every metric that is recorded is in metrics.md by its full name', () => {
  using telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  telemetry.start('inference', { modelId: 'm' }).fail();
  telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN, metrics: { f1: 1 } });
  storageHooks(telemetry).operationStarted({ operationId: '1', operationType: 'add', backend: 's3' });
  const told = page('metrics.md');
  assert.equal(
    telemetry
      .snapshot()
      .metrics.map(({ fullName }) => fullName)
      .filter((name) => !told.includes(`| \`${name}\` |`)),
    [],
  );
});

test('every option is in errors.md with what it must be', () => {
  const message = assert.throwsCode(
    () => createTelemetry({ nonsense: 1 } as object),
    'TELEMETRY_UNKNOWN_OPTION',
  ).message;
  const names = /expected only ([\w, ]+), got/.exec(message)?.[1]?.split(', ') ?? [];
  assert.ok(names.length > 15);
  assert.equal(
    names.filter((name) => !page('errors.md').includes(`| \`${name}\` |`)),
    [],
  );
});

test('what the page for those who come from ipfs_kit_py calls ours is there', () => {
  using telemetry = createTelemetry();
  const text = page('coming-from-ipfs-kit.md');
  const column = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|')[2] ?? '')
    .join('\n');
  const called = [...column.matchAll(/`((?:track|record|get|should|start|instrument)\w*)\((telemetry)?/g)];
  const elsewhere = ['getComprehensiveReport'];
  assert.ok(called.length >= 15);
  assert.equal(
    called
      .filter(([, name = '', first]) => !(name in (first === undefined ? telemetry : inferometer)))
      .map(([, name = '']) => name)
      .filter((name) => !elsewhere.includes(name)),
    [],
  );
});
