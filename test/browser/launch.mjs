// Starts Chromium: CHROME_PATH, else one on the PATH, else the one that an npm package brings.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { onPath } from './on-path.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, 'node_modules/.cache');
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** It needs no root and no display, and asks the network for nothing. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--js-flags=--expose-gc',
];

/** A running browser with a fresh profile. @returns {Promise<import('playwright-core').Browser>} */
export async function launchChromium() {
  const found = process.env.CHROME_PATH || onPath(...names);
  if (found) return start(found, process.env);
  const folder = unpackedChromium();
  const executable = join(folder, 'chromium');
  try {
    return await start(executable, process.env);
  } catch (error) {
    if (!/error while loading shared libraries/.test(error.message)) throw error;
    // A slim system lacks NSS: the package has a copy, which is used only then since it is older than most.
    return start(executable, { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023/lib') });
  }
}

function start(executablePath, env) {
  return chromium.launch({ executablePath, args: flags, env, timeout: 60_000 });
}

/** Unpacks the package's browser once, beside the package: left alone it would do so in the temporary folder. */
function unpackedChromium() {
  const folder = join(cache, 'chromium');
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  const script = "import('@sparticuz/chromium').then((it) => it.default.executablePath())";
  // The package takes this variable for a sign that it should unpack its shared libraries too.
  const env = { ...process.env, TMPDIR: unfinished, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' };
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: here,
    env,
    stdio: 'inherit',
  });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process was quicker.
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
