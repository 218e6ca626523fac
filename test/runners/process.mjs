// Node, Deno and Bun: one process per test file.
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { decodeEvent } from './events.mjs';
import { executablesOf } from './executables.mjs';
import { root } from './files.mjs';

/** A file's process should end by itself when its tests have: what still runs then has leaked. */
const LINGER_MS = 10_000;
/** Of what a file prints, this much is kept for the report of a crash. */
const KEPT_CHARACTERS = 20_000;

const runtimes = {
  node: { executables: () => [process.execPath], flags: ['--expose-gc'] },
  deno: {
    executables: () => executablesOf('deno', root),
    flags: ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual', '--v8-flags=--expose-gc'],
  },
  bun: {
    executables: () => executablesOf('bun', root),
    flags: ['--no-install', '--expose-gc'],
  },
};

/** Nothing but the tests: no questions to the network, no cache outside the project. */
const environment = {
  ...process.env,
  NO_COLOR: '1',
  DENO_NO_UPDATE_CHECK: '1',
  DENO_DIR: join(root, '.cache/deno'),
  BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0',
  DO_NOT_TRACK: '1',
};
delete environment.FORCE_COLOR;

/** @throws {Error} when the runtime does not start */
export async function openProcessRuntime(name) {
  const { executables, flags } = runtimes[name];
  const { executable, version } = await firstToAnswer(name, executables());
  const run = (job) => runFile(executable, [...flags, join(root, 'test/runners/start.mjs')], job);
  return { version, run, close: async () => {} };
}

/**
 * @param {{ bundle: string, kernel?: string, timeoutMs: number, onEvent: (event: object) => void }} job
 * @returns {Promise<{ problem?: string, output: string }>} what went wrong beside the tests, and what was printed
 */
function runFile(executable, args, { bundle, kernel, timeoutMs, onEvent }) {
  return new Promise((resolve) => {
    const child = spawn(executable, [...args, bundle, ...(kernel ? [kernel] : [])], {
      cwd: root,
      env: environment,
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

async function firstToAnswer(name, executables) {
  const reasons = [];
  for (const executable of executables) {
    try {
      const { stdout } = await promisify(execFile)(executable, ['--version'], {
        env: environment,
        timeout: 60_000,
      });
      return { executable, version: stdout.match(/\d+\.\d+\.\d+/)?.[0] ?? '' };
    } catch (error) {
      reasons.push(`${executable}: ${error.code ?? error.message}`);
    }
  }
  throw new Error(`${name} does not start; run npm ci. ${reasons.join('; ')}`);
}
