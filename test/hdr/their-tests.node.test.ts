/**
 * The tests that hdr-histogram-js 3.0.1 publishes with itself, run against ours: what they require is replaced, the
 * rest is as it was written.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import * as ours from 'inferometer/hdr';
import { test } from '../harness.ts';
import { jest } from './jest.ts';

const require = createRequire(join(process.cwd(), 'package.json'));
const published = dirname(require.resolve('hdr-histogram-js'));

const files = [
  'Histogram',
  'TypedArrayHistogram',
  'PackedHistogram',
  'Recorder',
  'RecordedValuesIterator',
  'HistogramLogReader',
  'HistogramLogWriter',
  'ByteBuffer',
  'encoding',
  'index',
  'log',
];

/** What they hold that we do not, on purpose: see docs/coming-from-hdr-histogram-js.md. */
const otherwise = new Set([
  // Nothing needs to be loaded first, and the engines are one.
  'should throw a clear error message',
  'should throw a clear error message when added to a JS regular Histogram',
  'should throw a clear error message when trying to add a JS regular Histogram',
  'should throw a clear error message when substracted to a JS regular Histogram',
  'should be a little bit more than js footprint for packed histograms',
  // There is one number for no least value, and it is not above Number.MAX_SAFE_INTEGER.
  'should reset data in order to reuse histogram',
  // The header of theirs is wrong, and deflaters differ.
  'should encode and compress an histogram to a base64 string',
  // V1 is read.
  'should throw an error when trying to decompress an histogram using V1 encoding',
]);

/** Their logs that are not published; migration.test.ts has the like. */
const ofUnpublishedLogs = new Set([
  'should use basetime to set timestamps on histogram',
  'should default startTime using 1st observed time',
  'should parse histogram even if there are trailing whitespaces',
]);

const modules = new Map<string, unknown>(Object.entries(ours));

/** Their modules by the names that the tests require them by: ours, where we have them. */
function requireInstead(id: string): unknown {
  if (id === 'fs') return { readFileSync: readLog };
  const name = id.replace(/^\.\/?/, '');
  const of = (module: unknown) => ({ ...ours, default: module });
  if (name === 'Histogram') return { NO_TAG: 'NO TAG' };
  if (['', 'index', 'encoding', 'wasm'].includes(name)) return of(ours);
  return modules.has(name) ? of(modules.get(name)) : require(join(published, name));
}

function readLog(path: string): string {
  const log = join('test/vectors/hdr', basename(path));
  return existsSync(log) ? readFileSync(log, 'utf8') : '';
}

for (const file of files) {
  const { tests, globals } = jest();
  const source = readFileSync(join(published, `${file}.spec.js`), 'utf8');
  const run = new Function('require', 'exports', '__dirname', ...Object.keys(globals), source);
  run(requireInstead, {}, published, ...Object.values(globals));
  const names = new Map<string, number>();
  for (const { name, run } of tests) {
    const n = (names.get(name) ?? 0) + 1;
    names.set(name, n);
    if (otherwise.has(name) || ofUnpublishedLogs.has(name)) continue;
    test(`${file}: ${name}${n > 1 ? ` (${n})` : ''}`, run);
  }
}
