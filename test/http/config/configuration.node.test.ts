// D: the configuration: read, changed while telemetry runs, kept for the next start.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry, getInferenceMetrics, type Telemetry } from 'inferometer';
import { createHandler, serve, telemetryConfiguration } from 'inferometer/http';
import { openStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { type Asking, askingOf } from '../serving.ts';

const CONFIG = '/api/v0/wal/telemetry/config';
const folder = mkdtempSync(join(tmpdir(), 'inferometer-config-'));

const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const form = (fields: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});

async function configured(use: (asking: Asking) => Promise<void>, configPath?: string): Promise<void> {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  await askingOf(telemetry, use, configPath === undefined ? {} : { configPath });
}

test('D GET config: the fields of the document, as they are in force', () =>
  configured(async ({ json }) => {
    const { operation, config } = await json(CONFIG);
    assert.is(operation, 'get_telemetry_config');
    assert.equal(config, {
      enabled: true,
      metrics_path: null,
      retention_days: 30,
      sampling_interval: 60,
      enable_detailed_timing: true,
      operation_hooks: true,
    });
  }));

test('D POST config: applied while telemetry runs, as JSON and as a form', () =>
  configured(async ({ json, telemetry }) => {
    const { config, warning } = await json(
      CONFIG,
      post({ sampling_interval: 5, enable_detailed_timing: false }),
    );
    assert.equal([(config as Record<string, unknown>).sampling_interval, warning], [5, undefined]);
    const off = await json(CONFIG, form({ enabled: 'false', sampling_interval: '7.5' }));
    assert.equal(
      [
        (off.config as Record<string, unknown>).enabled,
        (off.config as Record<string, unknown>).sampling_interval,
      ],
      [false, 7.5],
    );
    const counted = () => getInferenceMetrics(telemetry, 'm')?.latency?.count;
    telemetry.trackInference({ modelId: 'm' }, () => 1);
    assert.is(counted(), undefined);
    await json(CONFIG, post({ enabled: true }));
    telemetry.trackInference({ modelId: 'm' }, () => 1);
    assert.is(counted(), 1);
  }));

test('D POST config: the warning of the document for what takes effect with the next start', () =>
  configured(async ({ json }) => {
    const all = {
      enabled: true,
      metrics_path: '/var/lib/telemetry',
      retention_days: 30,
      sampling_interval: 60,
      enable_detailed_timing: true,
      operation_hooks: true,
    };
    const { warning } = await json(CONFIG, post(all));
    assert.is(
      warning,
      'The following settings cannot be updated without restarting: metrics_path, operation_hooks',
    );
  }));

test('D POST config: every field that is wrong is named, and nothing is changed', () =>
  configured(async ({ json }) => {
    const wrong = { enabled: true, retention_days: 0, sampling_interval: 'often', colour: 'blue' };
    const answer = await json(CONFIG, post({ ...wrong, enable_detailed_timing: false }), 400);
    const errors = answer.errors as { parameter: string; error: string; allowed: string[] }[];
    assert.equal(errors.map(({ parameter }) => parameter).sort(), [
      'colour',
      'retention_days',
      'sampling_interval',
    ]);
    for (const { error, allowed } of errors) assert.ok(error.length > 10 && allowed.length > 0);
    const { config } = await json(CONFIG);
    assert.is((config as Record<string, unknown>).enable_detailed_timing, true);
  }));

test('retention is that of the store, also while it is open', async () => {
  await using store = await openStore({ path: join(folder, 'store'), retentionDays: 14 });
  using telemetry: Telemetry = createTelemetry({ store, logLevel: 'silent' });
  await askingOf(telemetry, async ({ json }) => {
    const { config } = (await json(CONFIG)) as { config: Record<string, unknown> };
    assert.equal([config.retention_days, config.metrics_path], [14, join(folder, 'store')]);
    await json(CONFIG, post({ retention_days: 3 }));
    assert.is(store.status().retentionDays, 3);
  });
});

test('what was configured is kept as a whole, and in force after the next start', async () => {
  const configPath = join(folder, 'kept', 'config.json');
  await configured(async ({ json }) => {
    await json(CONFIG, post({ sampling_interval: 11, operation_hooks: false }));
    await json(CONFIG, form({ enable_detailed_timing: 'false' }));
  }, configPath);
  assert.equal(JSON.parse(readFileSync(configPath, 'utf8')), {
    sampling_interval: 11,
    operation_hooks: false,
    enable_detailed_timing: false,
  });
  assert.equal(readdirSync(join(folder, 'kept')), ['config.json']);
  await configured(async ({ json }) => {
    const { config } = (await json(CONFIG)) as { config: Record<string, unknown> };
    assert.equal([config.sampling_interval, config.enable_detailed_timing], [11, false]);
  }, configPath);
});

test('metrics_path and operation_hooks that were posted are options at the next start', async () => {
  const configPath = join(folder, 'next.json');
  assert.equal(await telemetryConfiguration(configPath), { telemetry: {}, store: {} });
  const asked = { metrics_path: '~/next', operation_hooks: false, retention_days: 4, sampling_interval: 9 };
  await configured(async ({ json }) => {
    const { config, warning } = await json(CONFIG, post(asked));
    assert.match(warning as string, 'metrics_path, operation_hooks');
    assert.is((config as Record<string, unknown>).operation_hooks, true);
    // No directory has such a name: it would be found out at the next start.
    await json(CONFIG, post({ metrics_path: 'a\u0000b' }), 400);
  }, configPath);
  const kept = await telemetryConfiguration(configPath);
  assert.equal(kept, {
    telemetry: { operationHooks: false, aggregationIntervalSeconds: 9 },
    store: { path: `${homedir()}/next`, retentionDays: 4 },
  });
  using telemetry: Telemetry = createTelemetry({ ...kept.telemetry, logLevel: 'silent' });
  await askingOf(
    telemetry,
    async ({ json }) => {
      const { config } = (await json(CONFIG)) as { config: Record<string, unknown> };
      assert.equal([config.operation_hooks, config.sampling_interval, config.retention_days], [false, 9, 4]);
    },
    { configPath },
  );
});

test('changes at the same time are made one after the other, and none is lost', async () => {
  const configPath = join(folder, 'race.json');
  await configured(async ({ json }) => {
    await Promise.all([
      json(CONFIG, post({ sampling_interval: 5 })),
      json(CONFIG, post({ enable_detailed_timing: false })),
      json(CONFIG, post({ retention_days: 9 })),
    ]);
  }, configPath);
  const kept = JSON.parse(readFileSync(configPath, 'utf8'));
  assert.equal(kept, { sampling_interval: 5, enable_detailed_timing: false, retention_days: 9 });
});

test('a file that makes no sense stops a server at its start, and is left as it is', async () => {
  const configPath = join(folder, 'broken.json');
  writeFileSync(configPath, '{"sampling_interval": -1}');
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  const error = await assert.rejects(serve(telemetry, { port: 0, configPath }), /^HTTP_CONFIGURATION: /);
  assert.match(error.message, 'sampling_interval');
  assert.is(readFileSync(configPath, 'utf8'), '{"sampling_interval": -1}');
  // A handler, which nobody waits for, answers by the options that it was given.
  await using handler = createHandler(telemetry, { configPath });
  await assert.rejects(handler.ready, /^HTTP_CONFIGURATION: /);
  assert.is((await handler(new Request('http://localhost/health'))).status, 200);
});

test('where the file cannot be written nothing is changed, and the answer names no path', async () => {
  const configPath = join(folder, 'race.json', 'below-a-file.json');
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  await using handler = createHandler(telemetry, { configPath });
  await handler.ready.catch(() => {});
  const response = await handler(new Request(`http://localhost${CONFIG}`, post({ sampling_interval: 3 })));
  assert.is(response.status, 500);
  assert.not.match(await response.text(), folder);
});
