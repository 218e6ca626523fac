// Starts WebKit: the small browser of WebKitGTK, by the driver that Debian has for it (WEBKIT_DRIVER_PATH, else one on the PATH), or
// without a driver.
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotHere } from '../runners/not-here.mjs';
import { spawnOwned } from '../runners/own-process.mjs';
import { openDisplay } from './display.mjs';
import { onPath } from './on-path.mjs';
import { WebDriverSession } from './webdriver.mjs';

/** No accelerated drawing, no bus of a desktop. */
const environment = {
  WEBKIT_DISABLE_COMPOSITING_MODE: '1',
  WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  LIBGL_ALWAYS_SOFTWARE: '1',
  NO_AT_BRIDGE: '1',
};

/** Navigating does not wait for the page, which may have work for minutes. */
const capabilities = { browserName: 'MiniBrowser', pageLoadStrategy: 'none' };

/** A driver that starts says nothing. */
const START_MS = 20_000;

/**
 * @typedef {object} RunningWebkit with a fresh profile
 * @property {WebDriverSession} session
 * @property {Promise<unknown>} ended when it has, for whatever reason
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} Webkit
 * @property {string} version
 * @property {() => Promise<RunningWebkit>} start
 * @property {() => Promise<void>} close
 */

/**
 * @returns {Promise<Webkit>}
 * @throws {NotHere}
 */
export async function launchWebkit() {
  const driver = process.env.WEBKIT_DRIVER_PATH || onPath('WebKitWebDriver');
  if (!driver) throw new NotHere('WebKit is not here: apt install webkit2gtk-driver xvfb');
  const display = await openDisplay();
  const env = { ...process.env, ...environment, ...display.env };
  return {
    version: await versionOf(driver, env),
    start: () => start(driver, env),
    close: async () => display.close(),
  };
}

/**
 * @typedef {object} PlainWebkit whose profile outlives its processes
 * @property {(urls: readonly string[]) => { pid: number, close: () => Promise<void> }} open in a tab each, of one browser
 * @property {() => Promise<void>} close
 */

/**
 * The same browser as people start it: a driver gives up a browser, and all that it keeps, where the process of a page is gone.
 *
 * @returns {Promise<PlainWebkit>}
 * @throws {NotHere}
 */
export async function launchPlainWebkit() {
  const program = miniBrowser();
  if (!program) throw new NotHere('WebKit is not here: apt install webkit2gtk-driver xvfb');
  const display = await openDisplay();
  const profile = mkdtempSync(join(tmpdir(), 'inferometer-webkit-'));
  const folders = {
    HOME: profile,
    XDG_DATA_HOME: profile,
    XDG_CACHE_HOME: profile,
    XDG_CONFIG_HOME: profile,
  };
  const env = { ...process.env, ...environment, ...display.env, ...folders };
  return {
    open(urls) {
      const child = spawnOwned(program, urls, { env, stdio: 'ignore' });
      const ended = once(child, 'exit');
      const close = async () => {
        child.kill();
        await ended;
      };
      return { pid: child.pid, close };
    },
    async close() {
      display.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** It is in no PATH. */
function miniBrowser() {
  const library = (folder) => {
    try {
      return readdirSync(folder).map((name) => join(folder, name));
    } catch {
      return [];
    }
  };
  return library('/usr/lib')
    .flatMap(library)
    .filter((folder) => /webkit2gtk-4/.test(folder))
    .flatMap(library)
    .find((path) => path.endsWith('/MiniBrowser'));
}

/** Only a browser says it. */
async function versionOf(driver, env) {
  const { session, close } = await start(driver, env);
  await close();
  return session.capabilities.browserVersion;
}

/** A driver has one session at a time, so each gets one of its own. */
async function start(driver, env) {
  const port = await freePort();
  const child = spawnOwned(driver, ['--host=127.0.0.1', `--port=${port}`], { env, stdio: 'ignore' });
  const end = () => child.kill();
  const ended = once(child, 'exit');
  const server = `http://127.0.0.1:${port}`;
  try {
    await isReady(server);
    const session = await WebDriverSession.open(server, capabilities);
    const close = async () => {
      await session.close().catch(() => {}); // it may be gone
      end();
    };
    return { session, ended, close };
  } catch (error) {
    end();
    throw error;
  }
}

async function isReady(server) {
  const giveUpAtMs = performance.now() + START_MS;
  for (;;) {
    try {
      await fetch(`${server}/status`);
      return;
    } catch (error) {
      if (performance.now() > giveUpAtMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
