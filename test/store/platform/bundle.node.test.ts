// What bundlers for browsers make of the store.
import { build } from 'esbuild';
import { assert, test } from '../../harness.ts';

test('a store bundles for a browser without a warning, and imports nothing of Node', async () => {
  const { warnings, metafile } = await build({
    stdin: { contents: "export * from 'inferometer/store';", resolveDir: '.' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
    outdir: 'nowhere',
    logLevel: 'silent',
  });
  assert.equal(
    warnings.map(({ text }) => text),
    [],
  );
  const imports = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  assert.equal(
    imports.filter(({ external }) => external).map(({ path }) => path),
    [],
  );
});

test('who records alone carries nothing of the store', async () => {
  const { metafile } = await build({
    stdin: { contents: "export { createTelemetry } from 'inferometer';", resolveDir: '.' },
    bundle: true,
    format: 'esm',
    splitting: true,
    platform: 'browser',
    metafile: true,
    write: false,
    outdir: 'nowhere',
    logLevel: 'silent',
  });
  const outputs = Object.entries(metafile.outputs);
  const [, entry] = outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>') ?? [];
  const reached = new Set<string>();
  const visit = (output: typeof entry) => {
    for (const path of Object.keys(output?.inputs ?? {})) reached.add(path);
    for (const { path, kind } of output?.imports ?? []) {
      if (kind === 'import-statement') visit(metafile.outputs[path]);
    }
  };
  visit(entry);
  assert.ok(reached.size > 2);
  assert.equal(
    [...reached].filter((path) => /store|arrow|parquet/.test(path)),
    [],
  );
});
