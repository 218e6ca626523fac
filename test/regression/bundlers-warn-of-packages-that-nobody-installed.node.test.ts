// Optional packages stood by their names in `import()`, and webpack, Rspack and Rollup warned of each that was not installed. No bundler
// is to see any: test/interop/bundlers.interop.ts has the bundlers.
import { build } from 'esbuild';
import packageJson from '../../package.json' with { type: 'json' };
import { assert, test } from '../harness.ts';

test('the modules of the package name no package that is not one of its dependencies', async () => {
  const entries = Object.values(packageJson.exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target.default],
  );
  const named = new Set<string>();
  await build({
    entryPoints: entries,
    bundle: true,
    write: false,
    outdir: '.cache/never-written',
    format: 'esm',
    logLevel: 'silent',
    plugins: [
      {
        name: 'names',
        setup(bundler) {
          bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
            if (kind === 'entry-point') return undefined;
            named.add(path);
            return { path, external: true };
          });
        },
      },
    ],
  });
  assert.equal([...named], Object.keys((packageJson as { dependencies?: object }).dependencies ?? {}));
});
