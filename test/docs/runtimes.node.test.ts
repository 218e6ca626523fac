// docs/runtimes.md says of each runtime what passed in it, or that no whole run of it is recorded (that its table is what was kept,
// generated.node.test.ts holds): in the versions that the project installs.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assert, test } from '../harness.ts';

interface Variant {
  readonly runtime: string;
}

const variantsModule = pathToFileURL(resolve('test/runners/variants.mjs')).href;
const { variants, labelOf } = (await import(variantsModule)) as {
  variants: readonly Variant[];
  labelOf(variant: Variant): string;
};
const results: Record<string, { version: string; passed: number }> = json('test/runners/results.json');

function json(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

test('a result is of tests that passed', () => {
  for (const [label, { passed }] of Object.entries(results)) assert.ok(passed > 0, label);
});

test('what is tested no more is not in the page: npm test -- --runtime <name> --record', () => {
  const labels = variants.map(labelOf);
  assert.equal(
    Object.keys(results).filter((label) => !labels.includes(label)),
    [],
  );
});

test('it passed in the versions that are installed: npm test -- --runtime <name> --record', () => {
  const { packages } = json('package-lock.json');
  const nodes = json('test/nodes/package-lock.json').packages;
  const installed = {
    deno: packages['node_modules/deno'].version,
    bun: packages['node_modules/bun'].version,
    // 1.20261117.1 calls itself 2026-11-17.
    workerd: packages['node_modules/workerd'].version.replace(/^1\.(\d{4})(\d\d)(\d\d)\.\d+$/, '$1-$2-$3'),
    node22: nodes['node_modules/node-22-linux-x64'].version,
    node24: nodes['node_modules/node-24-linux-x64'].version,
    node26: nodes['node_modules/node-26-linux-x64'].version,
  };
  for (const [runtime, version] of Object.entries(installed)) {
    const result = results[`${runtime} · simd`];
    if (result !== undefined) assert.is(result.version, version, runtime);
  }
});
