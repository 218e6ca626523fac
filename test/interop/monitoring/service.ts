/**
 * A service that is watched: the load of the demo, and beside it what the demo has no use for, so that every metric that a
 * dashboard asks for has series.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectRuntimeMetrics, createTelemetry, startStream, type Telemetry } from 'inferometer';
import { serve } from 'inferometer/http';
import { withTelemetry } from 'inferometer/middleware';
import { createBudget } from 'inferometer/objectives';
import { startMetricsServer } from 'inferometer/prometheus';
import { openStore } from 'inferometer/store';
import { liveLoad } from '../../../examples/demo/live-load.ts';

export interface Service {
  /** `host:port` of its metrics, by the names that they have there. */
  readonly targets: { readonly kit: string; readonly semconv: string };
  stop(): Promise<void>;
}

export async function startService(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-service-'));
  const store = await openStore({ path: folder });
  const telemetry = createTelemetry({
    store,
    aggregationIntervalSeconds: 1,
    objectives: [
      { operationType: 'inference', modelId: 'support-chat', firstTokenWithinSeconds: 0.5, targetRatio: 0.9 },
    ],
    pricePerMillionTokens: { 'support-chat': { input: 2.5, output: 10 } },
  });
  const budget = createBudget(telemetry, { name: 'chat', limit: { tokens: 1e9 }, period: 'day' });
  const stopRuntimeMetrics = collectRuntimeMetrics(telemetry);
  const server = await serve(telemetry, { port: 0 });
  const other = await startMetricsServer(telemetry, { port: 0, names: 'semconv-v1.41' });
  const ended = new AbortController();
  const load = Promise.all([
    liveLoad({ telemetry, signal: ended.signal }),
    otherWork(telemetry, ended.signal),
  ]);
  return {
    targets: { kit: new URL(server.url).host, semconv: `127.0.0.1:${other.port}` },
    async stop() {
      ended.abort();
      await load;
      stopRuntimeMetrics();
      budget.dispose();
      await server.close();
      await other.stop();
      await store.close();
      telemetry.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Requests over HTTP, queues, retries, batches, steps of an optimizer, models that are loaded, recordings that are refused. */
async function otherWork(telemetry: Telemetry, signal: AbortSignal): Promise<void> {
  const answer = withTelemetry(
    telemetry,
    (request) => new Response('ok', { status: request.url.endsWith('/broken') ? 500 : 200 }),
    { route: (request) => new URL(request.url).pathname },
  );
  for (let turn = 0; !signal.aborted; turn++) {
    if (turn === 40) overflow(telemetry);
    for (const path of ['/chat', '/chat', '/broken']) {
      await (await answer(new Request(`http://127.0.0.1${path}`, { method: 'POST' }))).text();
    }
    const queued = telemetry.start('inference', { modelId: 'glyphs', isQueued: true });
    queued.started();
    queued.retry({ status: 429 });
    queued.ok();
    telemetry.start('inference', { modelId: 'glyphs' }).fail(new RangeError('no such image'));
    telemetry.trackInference({ modelId: 'glyphs', operationType: 'batch_inference', batchSize: 8 }, () => 1);
    telemetry.trackInference({ modelId: 'glyphs', operationType: 'embeddings_generation' }, () => 1);
    for (const operationType of ['optimizer_step', 'gradient_update'] as const) {
      telemetry.start(operationType, { modelId: 'ranker' }).ok();
    }
    telemetry.trackModelOperation(
      { operationType: 'model_load', modelId: 'glyphs', framework: 'onnx', modelSizeBytes: 5e6 },
      () => 1,
    );
    telemetry.recordTrainingStats({ modelId: 'ranker', metrics: { broken: Number.NaN } });
    readSlowly(telemetry);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** More datasets than a metric has series, once all others have theirs. */
function overflow(telemetry: Telemetry): void {
  for (let i = 0; i < 2100; i++)
    telemetry.recordCacheReads({ datasetId: `part-${i}`, source: 's3', hits: 1, misses: 0 });
}

/** A stream whose reader rests, and one that fails. */
function readSlowly(telemetry: Telemetry): void {
  const stream = startStream(telemetry, { modelId: 'support-chat' });
  stream.token();
  stream.token();
  stream.end();
  startStream(telemetry, { modelId: 'support-chat' }).fail(new Error('cut'));
}
