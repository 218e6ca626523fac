import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createTelemetry } from 'inferometer';
import { build as buildHdr, encodeIntoCompressedBase64, HdrLogWriter } from 'inferometer/hdr';
import { encodeSnapshot, HdrHistogram, Histogram } from 'inferometer/histogram';
import { openStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { RUNTIMES, removeScratch, run, runJson, scratch } from '../run.ts';
import { writeStore } from '../stores.ts';

const store = join(scratch, 'store');
await writeStore({ path: store, minutes: 30, inferences: 20 });
const [segment = ''] = readdirSync(join(store, 'main/segments')).map((name) =>
  join(store, 'main/segments', name),
);
const vectors = 'test/vectors/hdr';

/** A store of which the last interval is in the journal alone: its process went on. */
const unsealed = join(scratch, 'unsealed');
const opened = await openStore({ path: unsealed });
const telemetry = createTelemetry({ store: opened });
telemetry.trackInference({ modelId: 'm' }, () => 1);
await telemetry.flush();
const [journal = ''] = readdirSync(join(unsealed, 'main/journal')).map((name) =>
  join(unsealed, 'main/journal', name),
);

function written(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

/** The same bytes with one of them changed, under the same name in another directory. */
function damaged(path: string, at: number): string {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  const directory = join(scratch, 'damaged');
  mkdirSync(directory, { recursive: true });
  return written(join('damaged', basename(path)), bytes);
}

for (const runtime of RUNTIMES) {
  test(`${runtime}: a store is read to its last byte, and its distribution drawn`, async () => {
    const { code, stdout, stderr } = await run(['inspect', store], { runtime });
    assert.is(code, 0, stderr);
    assert.match(stdout, /store, .*KiB\n {2}whole, by its checksums\n/);
    assert.match(stdout, /inference_seconds +1,200 /);
    assert.match(stdout, /▾p50.*▾p90.*▾p99/);
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
  });

  test(`${runtime}: what is damaged is said, and exits with 1`, async () => {
    const { code, stdout } = await run(['inspect', damaged(segment, 3000)], { runtime });
    assert.is(code, 1);
    assert.match(
      stdout,
      /segment of a store \(Parquet\).*\n {2}damaged: the bytes from 4 to \d+ are not those that were written/,
    );
  });
}

test('logs of HdrHistogram of every version, with their tags', async () => {
  const { code, json } = await runJson([
    'inspect',
    `${vectors}/jHiccup-2.0.1.logV0.hlog`,
    `${vectors}/jHiccup-2.0.6.logV1.hlog`,
    `${vectors}/tagged-Log.logV2.hlog`,
  ]);
  assert.is(code, 0);
  assert.equal(
    json.map(({ what }: { what: string }) => what),
    Array(3).fill('HDR histogram log'),
  );
  const [v0, v1, tagged] = json;
  assert.equal([v0.facts.intervals, v1.facts.intervals, tagged.facts.intervals], [81, 88, 42]);
  // As HdrHistogram's own tests have them.
  assert.equal([v0.distributions[0].count, v1.distributions[0].count], [61256, 65964]);
  assert.equal(tagged.facts.tags, ['no tag', 'A']);
  const one = await runJson(['inspect', `${vectors}/tagged-Log.logV2.hlog`, '--metric', 'A']);
  assert.equal(
    one.json[0].distributions.map(({ title }: { title: string }) => title),
    ['A'],
  );
});

test('a line of a log that is none is said with its number, and the others are read', async () => {
  const lines = readFileSync(`${vectors}/jHiccup-2.0.7S.logV2.hlog`, 'utf8').split('\n');
  lines[7] = (lines[7] as string).replace('HISTF', 'HISXX');
  const { code, json } = await runJson(['inspect', written('damaged.hlog', lines.join('\n'))]);
  assert.is(code, 1);
  assert.is(json[0].facts.intervals, 61);
  assert.match(json[0].problems[0], /^line 8: /);
});

test('histograms as base64, bytes and JSON', async () => {
  const hdr = buildHdr();
  for (let value = 1; value <= 1000; value++) hdr.recordValue(value);
  const histogram = new Histogram();
  for (let value = 1; value <= 1000; value++) histogram.record(value / 1000);
  const { json } = await runJson([
    'inspect',
    written('one.b64', `${encodeIntoCompressedBase64(hdr)}\n`),
    written('one.bin', encodeSnapshot(histogram.snapshot())),
    written('one.json', JSON.stringify(histogram.snapshot())),
  ]);
  assert.equal(
    json.map(({ what, problems }: { what: string; problems: string[] }) => [what, problems]),
    [
      ['HDR histogram (base64)', []],
      ['histogram snapshot (bytes)', []],
      ['histogram snapshot (JSON)', []],
    ],
  );
  assert.equal(
    json.map(({ distributions: [one] }: { distributions: [{ count: number }] }) => one.count),
    [1000, 1000, 1000],
  );
  assert.is(json[0].distributions[0].percentiles.p50, 500);
  assert.ok(Math.abs(json[1].distributions[0].percentiles.p50 - 0.5) < 0.011 * 0.5);
});

test('a snapshot of a telemetry, with the metric that is asked for', async () => {
  const path = written('telemetry.json', JSON.stringify(telemetry.snapshot()));
  const { code, json } = await runJson(['inspect', path, '--metric', 'inference_seconds']);
  assert.is(code, 0);
  assert.is(json[0].what, 'telemetry snapshot (JSON)');
  assert.is(json[0].distributions[0].title, 'ipfs_aiml_inference_seconds');
});

test('a journal by itself: whole, torn at its end, damaged in its midst', async () => {
  const whole = await runJson(['inspect', journal]);
  assert.is(whole.code, 0, whole.stderr);
  assert.is(whole.json[0].what, 'journal of a store');
  assert.is(whole.json[0].facts.intervals, 1);
  assert.is(whole.json[0].distributions[0].count, 1);
  const torn = join(scratch, basename(journal));
  copyFileSync(journal, torn);
  truncateSync(torn, readFileSync(journal).length - 5);
  const cut = await runJson(['inspect', torn]);
  assert.is(cut.code, 1);
  assert.match(cut.json[0].problems[0], /no whole record: it was being written, or was cut/);
  const changed = await runJson(['inspect', damaged(journal, 60)]);
  assert.is(changed.code, 1);
  assert.match(changed.json[0].problems[0], /bytes 0 to \d+ are no whole record/);
});

test('a segment under another name, a manifest, an export', async () => {
  const renamed = join(scratch, 'renamed.parquet');
  copyFileSync(segment, renamed);
  for (const format of ['parquet', 'arrow', 'csv']) {
    await run(['export', '--store', store, '-o', join(scratch, 'export'), '--format', format]);
  }
  const [day = ''] = readdirSync(join(scratch, 'export'));
  const { code, json } = await runJson([
    'inspect',
    renamed,
    join(store, 'main/manifest-b.json'),
    ...['parquet', 'arrow', 'csv'].map((ending) => join(scratch, 'export', day, `store.${ending}`)),
  ]);
  assert.is(code, 0);
  assert.equal(
    json.map(({ what, is_checked }: { what: string; is_checked: boolean }) => [what, is_checked]),
    [
      ['segment of a store (Parquet)', true],
      ['manifest of a store', true],
      ['export of a store (Parquet)', false],
      ['export of a store (Arrow)', false],
      ['export of a store (CSV)', false],
    ],
  );
  const rows = json.slice(2).map(({ facts }: { facts: { rows: number } }) => facts.rows);
  assert.equal(rows, Array(3).fill(rows[0]));
});

test('a member of a store by itself', async () => {
  const { code, json } = await runJson(['inspect', join(store, 'main')]);
  assert.is(code, 0);
  assert.is(json[0].what, 'member of a store');
  assert.equal(json[0].facts.members, ['main']);
});

test('an empty file, a foreign one, one that is not there, a huge one', async () => {
  const huge = written('huge.bin', '');
  truncateSync(huge, 5 * 2 ** 30);
  const cases: [string, RegExp][] = [
    [written('empty', ''), /empty file.*\n.*there is nothing in it/],
    ['package.json', /not known/],
    ['dist/kernel/simd.wasm', /not known/],
    [written('broken.json', '{"version": 2, '), /JSON.*\n.*damaged: it is no JSON/],
    [written('cut.parquet', readFileSync(segment).subarray(0, 5000)), /damaged/],
    [huge, /not known/],
    [scratch, /not known/],
  ];
  for (const [path, what] of cases) {
    const { code, stdout, stderr } = await run(['inspect', path]);
    assert.is(code, 1, `${path}: ${stdout}${stderr}`);
    assert.match(stdout, what);
  }
  const gone = await run(['inspect', join(scratch, 'gone')]);
  assert.is(gone.code, 1);
  assert.match(gone.stderr, /^inferometer: cannot read .*gone: there is no such file\n$/);
});

test('a log of megabytes is read in pieces', async () => {
  let text = '';
  const log = new HdrLogWriter((part) => (text += part));
  const histogram = new HdrHistogram();
  for (let value = 1; value < 2e6; value += 37) histogram.record(value);
  log.interval(histogram.snapshot(), { startedAtUnixMs: 1e12, endedAtUnixMs: 1e12 + 1000 });
  const copies = Math.ceil(4e6 / text.length);
  const { code, json } = await runJson([
    'inspect',
    written('large.hlog', `#[Histogram log format version 1.3]\n${text.repeat(copies)}`),
  ]);
  assert.is(code, 0);
  assert.is(json[0].facts.intervals, copies);
  assert.is(json[0].distributions[0].count, copies * histogram.count);
  await opened.close();
  removeScratch();
});
