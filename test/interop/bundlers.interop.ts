// A page that has createTelemetry alone, made by the bundlers that people use as they are by default: it runs, and loads no more
// than docs/runtimes.md says. Runs where it is asked for: `npm run test:interop -- bundlers`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { assert, test } from '../harness.ts';
import { project } from './consumer/project.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/bundlers';

/** Bytes, gzip -9; Rollup does not minify by itself. Ratchets: lower them when bundles get smaller. */
const FLOORS: Readonly<Record<string, number>> = {
  vite: 43_200,
  rspack: 42_300,
  webpack: 55_000,
  rollup: 57_000,
};

/** Optional peers, which these three look for in what `connect` would import. */
const OPTIONAL_PEER = /Can't resolve '@opentelemetry\/|^"@opentelemetry\/.* could not be resolved/;

for (const [bundler, floor] of Object.entries(FLOORS)) {
  test(`${bundler}: a page is no bigger than promised, runs, and nothing but optional peers is missed`, () => {
    installPackages(FOLDER, 'webpack');
    const folder = mkdtempSync(join(tmpdir(), 'inferometer-bundlers-'));
    try {
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
      writeFileSync(
        join(folder, 'page.mjs'),
        `import { createTelemetry } from 'inferometer';
         const telemetry = createTelemetry();
         telemetry.trackInference({ modelId: 'm' }, () => 1);
         const { metrics } = telemetry.snapshot();
         console.log(metrics.some(({ fullName }) => fullName.endsWith('inference_seconds')));`,
      );
      cpSync(join(project, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
      for (const name of ['webpack', 'rollup', 'vite', '@rspack', '@rollup']) {
        symlinkSync(resolve(FOLDER, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
      }
      cpSync(join(FOLDER, 'bundle.mjs'), join(folder, 'bundle.mjs'));
      const run = (...args: string[]) =>
        execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      const { files, warnings } = JSON.parse(run('bundle.mjs', bundler).trim().split('\n').at(-1) as string);
      assert.equal(
        warnings.filter((warning: string) => !OPTIONAL_PEER.test(warning)),
        [],
      );
      const bytes = gzipSync(Buffer.concat(files.map((file: string) => readFileSync(file))), { level: 9 });
      assert.ok(bytes.length <= floor, `${bytes.length} bytes, promised ${floor}`);
      // As pages and workers have it.
      const self = 'data:text/javascript,globalThis.self=globalThis';
      assert.is(run('--import', self, files[0]).trim(), 'true');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
