/** Where a contender can be started: a process of Node (several versions), Deno or Bun, or a page of Chromium. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { executablesOf } from '../../test/runners/executables.mjs';
import { bundleWorker } from './bundle.mjs';
import { openChromium } from './chromium.mjs';
import { Conversation } from './conversation.mjs';
import { bench, root } from './paths.mjs';

const isWindows = process.platform === 'win32';
const bin = (name) => join(root, 'node_modules/.bin', isWindows ? `${name}.cmd` : name);

const node = (command) => ({ label: 'Node', command, args: [], gcArgs: ['--expose-gc'] });
/** Of test/nodes. */
const otherNode = (name) => node(executablesOf(name, root)[0]);

const PROCESSES = {
  node: node(process.execPath),
  node22: otherNode('node22'),
  node24: otherNode('node24'),
  node26: otherNode('node26'),
  deno: { label: 'Deno', command: bin('deno'), args: ['run', '--quiet', '--allow-all'], gcArgs: [] },
  bun: { label: 'Bun', command: bin('bun'), args: ['run'], gcArgs: [] },
};

/**
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} label as printed: `Node` for every version of it.
 * @property {string} version
 * @property {(words: readonly string[], needs: { exposeGc?: boolean, patienceSeconds?: number }) => Conversation} converse
 *   starts a contender with the words of worker/conversation.mjs.
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Runtime>} */
export async function openRuntime(name) {
  if (name !== 'chromium') return openProcesses(name, await bundleWorker('node'));
  return { name, label: 'Chromium', ...(await openChromium(await bundleWorker('browser'))) };
}

function openProcesses(name, worker) {
  const { label, command, args, gcArgs } = PROCESSES[name];
  const { stdout, error } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  if (error) throw new Error(`${label} was not found at ${command}. ${whatToDo(name)}`);
  return {
    name,
    label,
    version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'of unknown version',
    converse: (words, { exposeGc = false, patienceSeconds }) => {
      const patienceMs = patienceSeconds && patienceSeconds * 1000;
      return new Conversation(
        command,
        [...args, ...(exposeGc ? gcArgs : []), worker, ...words],
        bench,
        patienceMs,
      );
    },
    close: async () => {},
  };
}

function whatToDo(name) {
  if (!/^node\d/.test(name)) return 'Run npm ci in the root.';
  return `test/nodes/package.json has none for ${process.platform} on ${process.arch}: run the bench with that Node instead.`;
}
