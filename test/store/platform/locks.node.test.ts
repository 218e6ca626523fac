// Processes that want one store: of those that find a dead owner, one has it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { openStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { executableOf } from '../../runners/executables.mjs';

const SCRIPT = 'test/store/platform/take-lock.mjs';
const RUNTIMES: readonly (readonly [string, ...string[]])[] = [
  [process.execPath, SCRIPT],
  [executableOf('deno'), 'run', '-A', SCRIPT],
  [executableOf('bun'), SCRIPT],
];

function newPlace(): string {
  return mkdtempSync(`${tmpdir()}/inferometer-store-`);
}

class Wanting {
  readonly child: ChildProcess;
  /** `taken`, or the code of the error. */
  readonly outcome: Promise<string>;

  constructor([command, ...args]: readonly [string, ...string[]], path: string) {
    const child = spawn(command, [...args, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child = child;
    this.outcome = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.stdout?.once('data', (data: Buffer) => resolve(String(data).trim()));
    });
  }

  /** As `kill -9` does: nothing is released. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

test('of processes in Node, Deno and Bun that race for the lock of a dead one, exactly one has it', async () => {
  const path = newPlace();
  const first = new Wanting(RUNTIMES[0] as (typeof RUNTIMES)[0], path);
  assert.is(await first.outcome, 'taken');
  await first.kill();
  for (let round = 0; round < 2; round++) {
    const wanting = [...RUNTIMES, ...RUNTIMES].map((runtime) => new Wanting(runtime, path));
    const outcomes = await Promise.all(wanting.map(({ outcome }) => outcome));
    assert.equal(outcomes.sort(), [...Array(5).fill('STORE_LOCKED'), 'taken']);
    await Promise.all(wanting.map((one) => one.kill()));
  }
});

test('a pid that came again is not the owner', async () => {
  const path = newPlace();
  await (await openStore({ path })).close();
  const store = await openStore({ path });
  const lock = `${path}/main/${readdirSync(`${path}/main`).find((name) => name.startsWith('lock-'))}`;
  const owner = JSON.parse(readFileSync(lock, 'utf8'));
  assert.is(owner.pid, process.pid);
  assert.is(owner.host, hostname());
  await store.close();
  // This process has the pid, and began at another time than the owner.
  if (owner.startedAt !== '') {
    const before = { ...owner, token: 'before', startedAt: String(Number(owner.startedAt) - 1) };
    writeFileSync(lock, JSON.stringify(before));
    await (await openStore({ path })).close();
  }
  // It lives, and is the owner, whoever else says so.
  writeFileSync(lock, JSON.stringify({ ...owner, token: 'another copy of the library' }));
  if (owner.startedAt !== '') await assert.rejects(openStore({ path }), /process \d+ of/);
});

test('the owner on another machine is known by the time of its file: one that stands still is dead', async () => {
  const [dead, alive] = [newPlace(), newPlace()];
  for (const path of [dead, alive]) {
    await (await openStore({ path })).close();
    const owner = { token: path, pid: 1, scope: 'elsewhere', startedAt: '1', host: 'elsewhere' };
    mkdirSync(`${path}/main`, { recursive: true });
    writeFileSync(`${path}/main/lock-3`, JSON.stringify(owner));
  }
  const beat = setInterval(() => utimesSync(`${alive}/main/lock-3`, new Date(), new Date()), 3000);
  try {
    const [taken, refused] = await Promise.allSettled([
      openStore({ path: dead }),
      openStore({ path: alive }),
    ]);
    assert.is(taken.status, 'fulfilled');
    if (taken.status === 'fulfilled') await taken.value.close();
    assert.is(refused.status, 'rejected');
    assert.match(String((refused as PromiseRejectedResult).reason), 'process 1 of elsewhere');
  } finally {
    clearInterval(beat);
  }
});
