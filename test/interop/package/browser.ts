// Every export of `inferometer/browser`, called as a program would.
import * as browser from 'inferometer/browser';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

async function* words() {
  yield 'a';
  yield 'b';
}

export const calls = {
  createPageTelemetry: async () => {
    const queue: browser.QueueOptions = { maxIntervals: 10, persist: false };
    const options: browser.PageTelemetryOptions<'tenant'> = {
      url: 'http://127.0.0.1:9/ingest',
      key: 'write-only-key',
      labelNames: ['tenant'],
      queue,
    };
    const telemetry: browser.PageTelemetry<'tenant'> = browser.createPageTelemetry(options);
    const output = await telemetry.trackInference(
      { modelId: 'm', labels: { tenant: 'a' } },
      async () => 'text',
    );
    expect(output === 'text');
    telemetry.consent(false);
    const delivered: browser.Delivered = await telemetry.flush();
    expect(delivered.acknowledged === 0 && delivered.waiting === 0);
    telemetry.dispose();
  },
  otlpReceiver: () => {
    const options: browser.OtlpReceiverOptions = { headers: { 'X-Api-Key': 'k' } };
    const receiver: browser.Receiver = browser.otlpReceiver(options);
    expect(receiver.headers['x-api-key'] === 'k');
    const telemetry = browser.createPageTelemetry({ url: 'http://127.0.0.1:9/v1/metrics', receiver });
    telemetry.dispose();
  },
  withOwnMetrics: () => {
    const telemetry: browser.PageTelemetry & browser.PageMetrics = browser.withOwnMetrics(
      browser.createPageTelemetry({ url: 'http://127.0.0.1:9/ingest', key: 'write-only-key' }),
    );
    const hits: browser.PageMetric<browser.PageCounter> = telemetry.counter({
      name: 'hits_total',
      help: 'H.',
    });
    hits.withLabels().add();
    const level: browser.PageGauge = telemetry.gauge({ name: 'level', help: 'L.' }).withLabels();
    level.set(1);
    const sizes: browser.PageHistogram = telemetry.histogram({ name: 'sizes', help: 'S.' }).withLabels();
    sizes.record(1);
    telemetry.consent(false);
    telemetry.dispose();
  },
  trackStream: async () => {
    const telemetry = browser.createPageTelemetry({
      url: 'http://127.0.0.1:9/ingest',
      key: 'write-only-key',
    });
    const handle: browser.TrackingHandle = telemetry;
    const options = { modelId: 'm' } satisfies browser.StreamOptions;
    const chunks: string[] = [];
    for await (const chunk of browser.trackStream(handle, options, words())) chunks.push(chunk);
    expect(chunks.join() === 'a,b');
    telemetry.consent(false);
    telemetry.dispose();
  },
} satisfies Record<keyof typeof browser, () => unknown>;
