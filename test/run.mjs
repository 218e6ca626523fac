#!/usr/bin/env node
// npm test: the same test files in every runtime, on every build of the kernel. See CONTRIBUTING.md.
import { findTests } from './runners/files.mjs';
import { help, parseOptions, runCommand } from './runners/options.mjs';
import { record } from './runners/results.mjs';
import { runVariants } from './runners/suite.mjs';
import { chooseVariants, testsOf } from './runners/variants.mjs';

/** Longer than any file takes on a slow machine: it only ends what would never end. */
const TIMEOUT_MS = 300_000;

process.exitCode = await runCommand(process.argv.slice(2), parseOptions, help, (options) => {
  const tests = findTests(options.filter);
  const runs = chooseVariants(options).map((variant) => ({ variant, tests: testsOf(variant, tests) }));
  return runVariants(runs, {
    timeoutMs: TIMEOUT_MS,
    hasTimes: options.hasTimes,
    mayInstall: options.isEverywhere || options.runtimes !== undefined,
    onResult: options.isRecorded ? record : undefined,
  });
});
