// Clients of storage as they are published, the AWS SDK's for S3 and block stores of IPFS, against a server of our own: what a program
// sees is the same with telemetry as without it, and what was recorded is what the server was asked.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, skip, test } from '../harness.ts';
import { executableOf } from '../runners/executables.mjs';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/storage-clients';

interface Way {
  readonly name: string;
  readonly plain: unknown;
  readonly watched: unknown;
  readonly right: unknown;
  readonly recorded: unknown;
}

interface Results {
  readonly s3: readonly Way[];
  readonly blockstore: readonly Way[];
  /** By status: before the first way, and after each, without telemetry and with it. */
  readonly answers: readonly Readonly<Record<string, number>>[];
}

function resultsOf<T>(command: readonly string[]): T {
  const [executable = '', ...args] = command;
  if (!existsSync(executable)) skip(`${executable} is not here: npm ci`);
  const run = spawnSync(executable, args, { encoding: 'utf8', timeout: 120_000 });
  const printed = run.stdout.split('\n').find((line) => line.startsWith('RESULTS '));
  if (printed === undefined) throw new Error(`${run.stdout}${run.stderr}`);
  return JSON.parse(printed.slice('RESULTS '.length));
}

const RUNTIMES: Readonly<Record<string, readonly string[]>> = {
  Node: [process.execPath],
  Bun: [executableOf('bun')],
  Deno: [executableOf('deno'), 'run', '-A', '--node-modules-dir=manual'],
};

for (const [runtime, command] of Object.entries(RUNTIMES)) {
  test(`${runtime}: S3 and block stores are as before, and recorded once`, () => {
    installPackages(FOLDER, '@aws-sdk/client-s3', '--ignore-scripts');
    const { s3, blockstore, answers } = resultsOf<Results>([...command, `${FOLDER}/read.mjs`]);
    assert.ok(s3.length >= 10 && blockstore.length >= 6);
    for (const { name, plain, watched, right, recorded } of [...s3, ...blockstore]) {
      assert.equal(watched, plain, `${name}: what the program saw`);
      assert.equal(recorded, right, `${name}: what was recorded`);
    }
    // The server was asked the same by both clients of each way.
    for (let i = 1; i + 1 < answers.length; i += 2) {
      assert.equal(answers[i + 1], answers[i], `${s3[(i - 1) / 2]?.name}: what the server was asked`);
    }
  });
}

interface QueueResults {
  readonly counts: { readonly completed: number; readonly failed: number };
  /** Attempts beyond the first ones, as the jobs count them. */
  readonly tried: number;
  readonly events: Recorded;
  readonly worker: Recorded;
}

interface Recorded {
  readonly outcomes: { readonly ok: number; readonly error: number };
  readonly retries: number;
  readonly refused: Readonly<Record<string, number>>;
}

test('jobs of BullMQ are recorded as the queue counts them, by its events and by its worker', async () => {
  installPackages(FOLDER, '@aws-sdk/client-s3', '--ignore-scripts');
  const redis = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));
  if (redis === undefined) skip('redis-server is not here: apt install redis-server');
  const dir = mkdtempSync(join(tmpdir(), 'inferometer-redis-'));
  const port = await freePort();
  const server = spawn(redis, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept')) break;
    const command = [process.execPath, `${FOLDER}/read-queue.mjs`, String(port)];
    const { counts, tried, events, worker } = resultsOf<QueueResults>(command);
    assert.equal(counts, { completed: 4, failed: 2 });
    for (const recorded of [events, worker]) {
      assert.equal(recorded, { outcomes: { ok: 4, error: 2 }, retries: tried, refused: {} });
    }
  } finally {
    server.kill();
    rmSync(dir, { recursive: true, force: true });
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
