/** This command once more, in a process of its own. */
import { builtinModule } from '../../runtime/index.ts';
import { CommandError } from '../frame/errors.ts';
import type { NodeChild, NodeChildProcess } from './node-types.ts';
import { host } from './process.ts';

/**
 * Runs this command with these words, and gives what it printed.
 *
 * @throws CommandError with what it said, where it does not exit with 0; the reason of the signal
 */
export async function runAgain(words: readonly string[], signal: AbortSignal): Promise<string> {
  const { spawn } = builtinModule<NodeChildProcess>('node:child_process') as NodeChildProcess;
  // Deno runs scripts by a word of its own, with what they may do.
  const before = 'Deno' in globalThis ? ['run', '-A'] : (host.execArgv ?? []);
  const child: NodeChild = spawn(host.execPath, [...before, host.argv[1] as string, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...host.env, NO_COLOR: '1' },
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended]);
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (code === 0) return stdout;
  throw new CommandError(stderr.trim().replace(/^inferometer: /, '') || `its process ended with ${code}`);
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  return text;
}
