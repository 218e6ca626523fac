// OpenTelemetry's packages are optional: what is missing is named at once, and what came before does as well.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTelemetry } from 'inferometer';
import type * as OpenTelemetry from 'inferometer/opentelemetry';
import { assert, test } from '../harness.ts';

/** Hands over the library as a program finds it that has these packages and no others. */
async function withPackages(names: readonly string[], body: (room: typeof OpenTelemetry) => unknown) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'inferometer-')));
  try {
    cpSync('dist', join(folder, 'dist'), { recursive: true });
    mkdirSync(join(folder, 'node_modules/@opentelemetry'), { recursive: true });
    for (const name of names)
      symlinkSync(realpathSync(join('node_modules', name)), join(folder, 'node_modules', name));
    await body(await import(pathToFileURL(join(folder, 'dist/opentelemetry/index.js')).href));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('all that is missing is named at once, with the command that installs it', async () => {
  await withPackages(['@opentelemetry/api'], async ({ setupTracing, createTracing }) => {
    const error = await assert.rejects(setupTracing({ exporter: 'zipkin' }), /^OPENTELEMETRY_PEER_MISSING: /);
    const names = ['sdk-trace-base', 'core', 'resources', 'exporter-zipkin'].map(
      (name) => `@opentelemetry/${name}`,
    );
    assert.match(error.message, `Run: npm install ${names.join(' ')}. In a bundle hand them in`);
    assert.match(error.message, /by the options sdk, propagator, resources, exporter\.$/);
    await assert.rejects(createTracing(), /npm install @opentelemetry\/core\. .*options propagator\.$/);
  });
  await withPackages([], async ({ createTracing }) => {
    await assert.rejects(
      createTracing(),
      /npm install @opentelemetry\/api @opentelemetry\/core\. .*options api, propagator\.$/,
    );
  });
});

test('sdk-trace-base does without sdk-trace beside it', async () => {
  const names = ['api', 'core', 'resources', 'sdk-trace-base'].map((name) => `@opentelemetry/${name}`);
  await withPackages(names, async ({ setupTracing }) => {
    const exported: string[] = [];
    const exporter = {
      export(spans: { name: string }[], done: (result: { code: number }) => void) {
        exported.push(...spans.map(({ name }) => name));
        done({ code: 0 });
      },
      shutdown: async () => {},
    };
    const telemetry = createTelemetry();
    const tracing = await setupTracing({ telemetry, exporter: exporter as never, samplingRatio: 1 });
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    await tracing.shutdown();
    assert.equal(exported, ['inference glyphs']);
  });
});
