// Node, of several versions, Deno and Bun: one process per test file.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { installNodes } from '../../nodes/install.mjs';
import { executablesOf } from '../executables.mjs';
import { root } from '../files.mjs';
import { decodeEvent } from '../inside/events.mjs';
import { NotHere } from '../not-here.mjs';

/** A file's process should end by itself when its tests have: what still runs then has leaked. */
const LINGER_MS = 10_000;
/** Of what a file prints, this much is kept for the report of a crash. */
const KEPT_CHARACTERS = 20_000;

const node = ['--expose-gc'];
const flagsOf = {
  node,
  node22: node,
  node24: node,
  node26: node,
  deno: ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual', '--v8-flags=--expose-gc'],
  bun: ['--no-install', '--expose-gc'],
};

/** Nothing but the tests: no questions to the network, no cache outside the project. */
const ours = {
  NO_COLOR: '1',
  DENO_NO_UPDATE_CHECK: '1',
  DENO_DIR: join(root, '.cache/deno'),
  BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0',
  DO_NOT_TRACK: '1',
};

/** Asked for when a file is run: what starts the run may add to its own. */
function environment() {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  return { ...inherited, ...ours };
}

/**
 * @param {{ mayInstall: boolean }} options whether another version of Node is installed where it is not here
 * @throws {Error} when the runtime does not start
 */
export async function openProcesses(name, { mayInstall }) {
  const { executable, version } = await (isOtherNode(name)
    ? otherNode(name, mayInstall)
    : firstToAnswer(name, name === 'node' ? [process.execPath] : executablesOf(name, root)));
  const start = join(root, 'test/runners/inside/process.mjs');
  const run = (job) => runFile(executable, [...flagsOf[name], start], job);
  return { version, run, close: async () => {} };
}

function isOtherNode(name) {
  return /^node\d/.test(name);
}

async function otherNode(name, mayInstall) {
  if (mayInstall) installNodes();
  const [executable] = executablesOf(name, root);
  if (existsSync(executable)) return firstToAnswer(name, [executable]);
  throw new NotHere(
    mayInstall
      ? `test/nodes has no ${name} for ${process.platform} on ${process.arch}`
      : `${name} is not here: npm test -- --runtime ${name} installs it, 0.2 GB`,
  );
}

/**
 * @param {{ bundle: string, kernel?: string, timeoutMs: number, onEvent: (event: object) => void }} job
 * @returns {Promise<{ problem?: string, output: string }>} what went wrong beside the tests, and what was printed
 */
function runFile(executable, args, { bundle, kernel, timeoutMs, onEvent }) {
  return new Promise((resolve) => {
    const child = spawn(executable, [...args, bundle, ...(kernel ? [kernel] : [])], {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let problem;
    let hasEnded = false;
    let timer = setTimeout(() => stop(`did not end within ${timeoutMs / 1000} s`), timeoutMs);

    const stop = (reason) => {
      problem = reason;
      child.kill('SIGKILL');
    };
    const keep = (line) => {
      output = `${output}${line}\n`.slice(-KEPT_CHARACTERS);
    };
    createInterface({ input: child.stderr }).on('line', keep);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = decodeEvent(line);
      if (!event) return keep(line);
      onEvent(event);
      if (event.type !== 'end') return;
      hasEnded = true;
      clearTimeout(timer);
      timer = setTimeout(() => stop(`still ran ${LINGER_MS / 1000} s after its last test`), LINGER_MS);
    });
    child.on('error', (error) => {
      problem = `did not start: ${error.message}`;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (!problem && signal) problem = `was killed by ${signal}`;
      if (!problem && !hasEnded) problem = `ended before its tests did, with exit code ${code}`;
      if (!problem && code !== 0) problem = `exited with code ${code} after its tests`;
      resolve({ problem, output });
    });
  });
}

/** @throws {Error} when none does */
export async function firstToAnswer(name, executables) {
  const reasons = [];
  for (const executable of executables) {
    try {
      const { stdout } = await promisify(execFile)(executable, ['--version'], {
        env: environment(),
        timeout: 60_000,
      });
      return { executable, version: stdout.match(/\d+[.-]\d+[.-]\d+/)?.[0] ?? '' };
    } catch (error) {
      reasons.push(`${executable}: ${error.code ?? error.message}`);
    }
  }
  throw new Error(`${name} does not start; run npm ci. ${reasons.join('; ')}`);
}
