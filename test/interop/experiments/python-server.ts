// A server in Python, which can be killed and started again.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

export interface PythonServer {
  readonly url: string;
  start(): Promise<void>;
  /** With everything that it has started, and without a warning. */
  kill(): Promise<void>;
}

const STARTING_MS = 120_000;

/** @param path that is answered once it is there */
export function pythonServer(
  executable: string,
  args: readonly string[],
  { port, path, environment = {} }: { port: number; path: string; environment?: Record<string, string> },
): PythonServer {
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let said = '';
  return {
    url,
    async start() {
      // A group of its own: its workers are killed with it.
      child = spawn(executable, args, {
        detached: true,
        env: { ...process.env, ...environment },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (data) => {
          said = `${said}${data}`.slice(-2000);
        });
      const started = child;
      const until = Date.now() + STARTING_MS;
      while (!(await answers(`${url}${path}`))) {
        if (Date.now() > until || started.exitCode !== null) throw new Error(`it did not start: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async kill() {
      if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const { pid } = child;
      const exited = new Promise((resolve) => child?.once('exit', resolve));
      process.kill(-pid, 'SIGKILL');
      await exited;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
