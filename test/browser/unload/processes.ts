// Processes of a browser that was started here, as Linux lists them.
import { readdirSync, readFileSync } from 'node:fs';

/** Ends all that descend from this process and have such a command line, without a word to them. */
export function killDescendants(pid: number | undefined, command: RegExp): void {
  const killed = descendantsOf(pid ?? 0).filter((one) => command.test(commandOf(one)));
  if (killed.length === 0) throw new Error(`${pid} has no process ${command}`);
  for (const one of killed) process.kill(one, 'SIGKILL');
}

function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (const waiting = [pid]; waiting.length > 0; ) {
    const own = children.get(waiting.pop() as number) ?? [];
    found.push(...own);
    waiting.push(...own);
  }
  return found;
}

/** -1 of one that has ended meanwhile. */
function parentOf(pid: number): number {
  // Behind the name, in which anything may stand: its state, and its parent.
  const [, parent = -1] = /^.*\) \S (\d+)/s.exec(textOf(`/proc/${pid}/stat`)) ?? [];
  return Number(parent);
}

function commandOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
