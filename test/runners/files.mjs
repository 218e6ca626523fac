// Which test files there are; variants.mjs says where each of them runs.
import { readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Tests of the sources rather than of the library: they read files and run once, in Node. */
const aboutTheSources = new Set(['test/architecture.test.ts']);

/**
 * @typedef {object} TestFile
 * @property {string} path from the root, with forward slashes
 * @property {'node' | 'page' | 'workerd'} [only] where it runs; everywhere if left out. In Node it may import `node:` and development
 *   packages
 * @property {'worker'} [context] of a page, in which it runs; the page itself if left out
 */

/** The test files whose path contains `filter`. @returns {TestFile[]} */
export function findTests(filter = '') {
  return filesEndingWith('.test.ts', 'test', filter).map((path) => {
    if (aboutTheSources.has(path)) return { path, only: 'node' };
    const [, kind] = /\.(node|page|worker|workerd)\.test\.ts$/.exec(path) ?? [];
    return kind === 'worker' ? { path, only: 'page', context: kind } : { path, only: kind };
  });
}

/** Those that install much and take long run where their name is asked for. */
const ON_REQUEST = [
  'agents',
  'bundlers',
  'drift-false-alarms',
  'integrations-types',
  'lambda',
  'local-models',
  'local-models-overhead',
  'next',
  'package-remedies',
  'unload-chromium',
  'unload-firefox',
  'unload-webkit',
];

/** The checks against peers whose path contains `filter`: all of them run in Node. @returns {TestFile[]} */
export function findInteropTests(filter = '') {
  const paths = filesEndingWith('.interop.ts', 'test/interop', filter).filter((path) => {
    return filter !== '' || !ON_REQUEST.some((name) => path.endsWith(`/${name}.interop.ts`));
  });
  return paths.map((path) => ({ path, only: 'node' }));
}

function filesEndingWith(ending, folder, filter) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((path) => `${folder}/${path.split(sep).join('/')}`)
    .filter((path) => path.endsWith(ending) && path.includes(filter) && !path.includes('/node_modules/'))
    .sort();
}
