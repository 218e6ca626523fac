// Every runtime that tests run in, by the name that the command line has for it.
import { openChromium, openFirefox, openWebkit } from './browsers.mjs';
import { openPages } from './pages.mjs';
import { openProcesses } from './process.mjs';
import { openWorkerd } from './workerd.mjs';

/**
 * @typedef {object} Job
 * @property {string} bundle the test file with what it needs, as one file
 * @property {'page' | 'worker' | 'shared-worker' | 'service-worker'} [context] of a browser, in which it runs
 * @property {string} [kernel] what the library is told to load: a file of Wasm, from the root, or `js`; its own choice if left out
 * @property {number} timeoutMs
 * @property {(event: object) => void} onEvent what the harness says, in order
 */

/**
 * @typedef {object} Runtime
 * @property {string} version
 * @property {(job: Job) => Promise<{ problem?: string, output: string }>} run what went wrong beside the tests, and what was printed
 * @property {() => Promise<void>} close
 */

const openers = {
  chromium: () => openPages(openChromium),
  firefox: () => openPages(openFirefox),
  webkit: () => openPages(openWebkit),
  workerd: () => openWorkerd(),
};

/**
 * @param {string} name
 * @param {{ mayInstall: boolean }} options whether what is large and not here is installed
 * @returns {Promise<Runtime>}
 * @throws {import('../not-here.mjs').NotHere} where this machine does not have it
 * @throws {Error} when it does not start
 */
export function openRuntime(name, options) {
  return openers[name]?.() ?? openProcesses(name, options);
}
