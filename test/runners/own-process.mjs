// Processes that serve for as long as they live end with the one that started them.
import { spawn } from 'node:child_process';

/**
 * As `spawn`; the child is killed when this process exits, and when somebody ends it by a signal.
 *
 * @returns {import('node:child_process').ChildProcess}
 */
export function spawnOwned(command, args, options) {
  exitOnSignals();
  const child = spawn(command, args, options);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  return child;
}

let exits = false;

/** By itself a process that is ended by a signal calls nobody. */
function exitOnSignals() {
  if (exits) return;
  exits = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
}
