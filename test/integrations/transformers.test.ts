// The progress of a download, by the events that transformers.js calls its callback with, in the order of its versions. The package
// itself is tried in test/interop/local-models.interop.ts.
import { createTelemetry } from 'inferometer';
import {
  type DownloadProgress,
  type TransformersProgress,
  transformersProgress,
} from 'inferometer/integrations/transformers';
import { assert, test } from '../harness.ts';
import { countOf, ManualClock, refusals, sampleOf } from '../telemetry/support.ts';
import { countsBy } from './recorded.ts';

const MODEL = { name: 'tiny/bert' };
const events = (file: string, total: number, steps: number): TransformersProgress[] => [
  { ...MODEL, status: 'initiate', file },
  { ...MODEL, status: 'download', file },
  ...Array.from({ length: steps }, (_, i) => ({
    ...{ ...MODEL, status: 'progress', file },
    ...{ loaded: (total * (i + 1)) / steps, total },
  })),
  { ...MODEL, status: 'done', file },
];

test('forty thousand events are a few tellings, and all of the bytes', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const told: DownloadProgress[] = [];
  const callback = transformersProgress(telemetry, { onProgress: (one) => told.push(one) });
  for (const event of [...events('config.json', 600, 1), ...events('onnx/model.onnx', 40_000_000, 40_000)]) {
    clock.advance(0.0001);
    callback(event);
  }
  callback({ status: 'ready', ...{ task: 'x', model: 'tiny/bert' } });
  assert.ok(told.length <= 4 / 0.25 + 3, `${told.length} tellings`);
  const last = told.at(-1);
  assert.equal([last?.isDone, last?.ratio, last?.files], [true, 1, 2]);
  assert.is(last?.loadedBytes, 40_000_600);
  assert.ok(told.every(({ ratio }, i) => i === 0 || ratio >= (told[i - 1] as DownloadProgress).ratio));
  const bytes = countsBy(telemetry, 'model_download_bytes_total', 'model_id');
  assert.equal(bytes, { 'tiny/bert': 40_000_600 });
  assert.is(countOf(telemetry, 'model_download_seconds', { model_id: 'tiny/bert' }), 1);
  assert.is(sampleOf(telemetry, 'model_download_progress_ratio', { model_id: 'tiny/bert' }), 1);
});

test('a file that is begun anew counts once', () => {
  const telemetry = createTelemetry();
  const callback = transformersProgress(telemetry);
  const [initiate, download, ...rest] = events('model.onnx', 1000, 4) as TransformersProgress[];
  for (const event of [initiate, download, rest[0], rest[1], initiate, download, ...rest]) {
    callback(event as TransformersProgress);
  }
  callback.end();
  assert.equal(countsBy(telemetry, 'model_download_bytes_total', 'model_id'), { 'tiny/bert': 1000 });
  assert.equal(countsBy(telemetry, 'model_download_files_total', 'model_id'), { 'tiny/bert': 1 });
});

test('what the callback of a program throws is counted, and its download goes on', () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const callback = transformersProgress(telemetry, {
    onProgress: () => {
      throw new Error('no such bar');
    },
  });
  for (const event of events('model.onnx', 1000, 2)) callback(event);
  callback.end();
  assert.ok(refusals(telemetry, 'callback_failed') > 0);
  assert.equal(countsBy(telemetry, 'model_download_bytes_total', 'model_id'), { 'tiny/bert': 1000 });
});

test('events that make no sense cost themselves', () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const callback = transformersProgress(telemetry, { modelId: 'm' });
  for (const event of [{}, null, { status: 'progress', file: 'a', loaded: Number.NaN, total: -1 }]) {
    callback(event as TransformersProgress);
  }
  for (const event of events('a', 10, 1)) callback(event);
  callback.end();
  assert.equal(countsBy(telemetry, 'model_download_bytes_total', 'model_id'), { m: 10 });
});
