// Browsers: a fresh page for each test file, which runs in it or in a worker of it.
import { attend } from './attend.mjs';
import { serveFile } from './page-server.mjs';

/**
 * @typedef {object} Browser what drivers have in common
 * @property {string} version
 * @property {(url: string, ear: import('./attend.mjs').Ear) => Promise<(problem?: string) => Promise<void>>} open a fresh page; gives
 *   what closes it
 * @property {() => Promise<void>} close
 */

/**
 * @param {() => Promise<Browser>} openBrowser
 * @returns {Promise<import('./index.mjs').Runtime>}
 */
export async function openPages(openBrowser) {
  const browser = await openBrowser();
  return { version: browser.version, run: (job) => runFile(browser, job), close: () => browser.close() };
}

function runFile(browser, job) {
  return attend(job, async (ear) => {
    const server = await serveFile(job, ear);
    const closePage = await browser.open(server.url, ear).catch(async (error) => {
      await server.close();
      throw error;
    });
    return async (problem) => {
      await closePage(problem);
      await server.close();
    };
  });
}
