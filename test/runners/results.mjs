// What passed where, kept: docs/runtimes.md is made of it. Without dates, so that it changes when something else ran.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';
import { labelOf, variants } from './variants.mjs';

const path = join(root, 'test/runners/results.json');

/**
 * @typedef {object} Result
 * @property {string} version of the runtime
 * @property {number} files
 * @property {number} passed tests
 * @property {number} skipped tests
 */

/** By the label of the variant. @returns {Record<string, Result>} */
export function readResults() {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Keeps the result of a variant in place of the last one of it, when nothing failed, and in the order of variants.
 *
 * @param {import('./suite.mjs').VariantResult} result
 */
export function record({ variant, version, results }) {
  const label = labelOf(variant);
  const count = (counted) => results.reduce((sum, result) => sum + counted(result), 0);
  if (count(({ failures }) => failures.length) > 0) {
    return console.log(`${label} is not recorded: something failed`);
  }
  const all = readResults();
  all[label] = {
    version,
    files: results.length,
    passed: count(({ passed }) => passed),
    skipped: count(({ skipped }) => skipped.length),
  };
  const known = variants.map(labelOf).filter((one) => one in all);
  const ordered = Object.fromEntries(known.map((one) => [one, all[one]]));
  writeFileSync(path, `${JSON.stringify(ordered, null, 2)}\n`);
}
