// From variants and test files to counts: builds, bundles, opens each runtime and runs its files.
import { availableParallelism } from 'node:os';
import { buildIfStale } from './build.mjs';
import { bundleTests } from './bundle.mjs';
import { failedFile, runFile, skippedFile } from './file.mjs';
import { NotHere } from './not-here.mjs';
import { Report } from './report.mjs';
import { openRuntime } from './runtimes/index.mjs';
import { cpuSeconds } from './times.mjs';
import { labelOf, placeOf } from './variants.mjs';

/**
 * @typedef {object} VariantRun
 * @property {import('./variants.mjs').Variant} variant
 * @property {import('./files.mjs').TestFile[]} tests
 */

/**
 * @typedef {object} VariantResult
 * @property {import('./variants.mjs').Variant} variant
 * @property {string} version of the runtime
 * @property {import('./file.mjs').FileResult[]} results
 */

/**
 * Runs and reports everything; the counts are the last line that is printed.
 *
 * @param {VariantRun[]} runs
 * @param {object} options
 * @param {number} options.timeoutMs for each file
 * @param {boolean} [options.hasTimes] prints the files that took the most, too
 * @param {boolean} [options.mayInstall] installs what is large and not here, rather than skipping it
 * @param {(result: VariantResult) => void} [options.onResult] of each variant that ran
 * @returns {Promise<number>} the exit code
 */
export async function runVariants(runs, options) {
  const meant = runs.filter(({ tests }) => tests.length > 0);
  if (meant.length === 0) {
    console.error('No test file is meant by this filter in these runtimes.');
    return 2;
  }
  const report = new Report(options.hasTimes);
  if (!buildIfStale()) {
    report.add('build', '', [failedFile('scripts/build.mjs', '(build)', 'the library does not build')]);
    return report.close();
  }
  const bundles = new Bundles();
  for (const name of new Set(meant.map(({ variant }) => variant.runtime))) {
    const ofRuntime = meant.filter(({ variant }) => variant.runtime === name);
    await runInRuntime(name, ofRuntime, bundles, report, options);
  }
  return report.close();
}

/** All variants of a runtime, which is opened once. */
async function runInRuntime(name, runs, bundles, report, { timeoutMs, mayInstall = false, onResult }) {
  let runtime;
  try {
    runtime = await openRuntime(name, { mayInstall });
  } catch (error) {
    const standIn = error instanceof NotHere ? skippedFile : failedFile;
    return report.add(name, '', [standIn(name, '(start)', error.message)]);
  }
  const { version } = runtime;
  for (const { variant, tests } of runs) {
    const [startedAtMs, cpuBefore] = [performance.now(), cpuSeconds()];
    const results = await runFiles(runtime, variant, tests, await bundles.for(variant, tests), timeoutMs);
    report.add(labelOf(variant), version, results, {
      seconds: (performance.now() - startedAtMs) / 1000,
      cpuSeconds: cpuSeconds() - cpuBefore,
    });
    onResult?.({ variant, version, results });
  }
  await runtime.close();
}

/** As many at once as there are processors. */
async function runFiles(runtime, variant, tests, bundles, timeoutMs) {
  const queue = [...tests];
  const results = [];
  const worker = async () => {
    for (let test = queue.shift(); test; test = queue.shift()) {
      results.push(await runFile(runtime, variant, test, bundles.get(test.path), timeoutMs));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Bundles what a variant needs, once for all variants that share it. */
class Bundles {
  #made = new Map();

  async for(variant, tests) {
    const target = { condition: variant.condition, place: placeOf(variant) };
    const key = `${target.condition} ${target.place}`;
    const made = this.#made.get(key) ?? new Map();
    this.#made.set(key, made);
    const missing = tests.filter(({ path }) => !made.has(path));
    for (const [path, bundle] of await bundleTests(missing, target)) made.set(path, bundle);
    return made;
  }
}
