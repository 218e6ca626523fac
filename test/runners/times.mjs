// Where the processor's time goes: of a variant as a whole, and of its dearest files.
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** Linux counts in hundredths of a second here, on every machine. */
const TICKS_PER_SECOND = 100;

/**
 * Seconds of user and system time of this process and of all that it started and that has ended. Only Linux says the
 * second part; elsewhere it is left out.
 */
export function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + endedChildrenSeconds();
}

/** `cutime` and `cstime` of proc(5); the name before them may contain anything, so they are counted from its end. */
function endedChildrenSeconds() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/**
 * The files of a variant that took the most, a line each. A page does not know its processor time: there it is the time
 * that passed.
 *
 * @param {import('./file.mjs').FileResult[]} results
 */
export function dearest(results, most = 20) {
  const seconds = ({ cpuSeconds, durationSeconds = 0 }) => cpuSeconds ?? durationSeconds;
  return [...results]
    .sort((a, b) => seconds(b) - seconds(a))
    .slice(0, most)
    .map((result) => `${seconds(result).toFixed(2).padStart(8)} s  ${result.path}`)
    .join('\n');
}
