// From variants and test files to counts: builds, bundles, opens each runtime and runs its files.
import { availableParallelism } from 'node:os';
import { buildIfStale } from './build.mjs';
import { bundleTests } from './bundle.mjs';
import { openChromium } from './chromium.mjs';
import { failedFile, runFile } from './file.mjs';
import { openProcessRuntime } from './process.mjs';
import { Report } from './report.mjs';
import { cpuSeconds } from './times.mjs';
import { labelOf } from './variants.mjs';

/**
 * Runs and reports everything; the counts are the last line that is printed.
 *
 * @param {{ variant: import('./variants.mjs').Variant, tests: import('./files.mjs').TestFile[] }[]} runs
 * @param {{ timeoutMs: number, hasTimes?: boolean }} options `timeoutMs` for each file
 * @returns {Promise<number>} the exit code
 */
export async function runVariants(runs, { timeoutMs, hasTimes }) {
  const meant = runs.filter(({ tests }) => tests.length > 0);
  if (meant.length === 0) {
    console.error('No test file is meant by this filter in these runtimes.');
    return 2;
  }
  const report = new Report(hasTimes);
  if (!buildIfStale()) {
    report.add('build', '', [failedFile('scripts/build.mjs', '(build)', 'the library does not build')]);
    return report.close();
  }
  const bundles = new Bundles();
  for (const { variant, tests } of meant) {
    const [startedAtMs, cpuBefore] = [performance.now(), cpuSeconds()];
    const { version, results } = await runVariant(
      variant,
      tests,
      await bundles.for(variant, tests),
      timeoutMs,
    );
    report.add(labelOf(variant), version, results, {
      seconds: (performance.now() - startedAtMs) / 1000,
      cpuSeconds: cpuSeconds() - cpuBefore,
    });
  }
  return report.close();
}

/** Bundles what a variant needs, once for all variants that share it. */
class Bundles {
  #made = new Map();

  async for({ runtime, condition }, tests) {
    const forPage = runtime === 'chromium';
    const target = `${condition} ${forPage}`;
    const made = this.#made.get(target) ?? new Map();
    this.#made.set(target, made);
    const missing = tests.filter(({ path }) => !made.has(path));
    for (const [path, bundle] of await bundleTests(missing, { condition, forPage })) made.set(path, bundle);
    return made;
  }
}

async function runVariant(variant, tests, bundles, timeoutMs) {
  let runtime;
  try {
    runtime = await (variant.runtime === 'chromium' ? openChromium() : openProcessRuntime(variant.runtime));
  } catch (error) {
    return { version: '', results: [failedFile(variant.runtime, '(start)', error.message)] };
  }
  const queue = [...tests];
  const results = [];
  const worker = async () => {
    for (let test = queue.shift(); test; test = queue.shift()) {
      results.push(await runFile(runtime, variant, test, bundles.get(test.path), timeoutMs));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  await runtime.close();
  results.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { version: runtime.version, results };
}
