// How programs end, and what the store has then: real processes, in Node, Deno and Bun.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { executableOf } from '../../runners/executables.mjs';
import { inferencesIn } from './support.ts';

const PROGRAM = 'test/store/recording/ending.mjs';

const RUNTIMES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Node: [process.execPath],
  Deno: [executableOf('deno'), 'run', '--quiet', '--allow-all'],
  Bun: [executableOf('bun'), 'run'],
};

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
  /** What the store has. */
  readonly inferences: number;
}

/** Runs the program to its end. @param disturb called once it is ready, with the process and what it prints. */
async function ended(
  runtime: string,
  way: string,
  options: object = {},
  disturb: (child: ChildProcess, saw: (text: string) => Promise<void>) => unknown = () => {},
): Promise<Ended> {
  const place = await mkdtemp(join(tmpdir(), 'inferometer-ending-'));
  try {
    const [command, ...args] = RUNTIMES[runtime] as readonly [string, ...string[]];
    const child = spawn(command, [...args, PROGRAM, place, way, JSON.stringify(options)]);
    let output = '';
    const lookers = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        for (const look of lookers) look();
      });
    }
    const saw = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (output.includes(text)) resolve();
        };
        lookers.add(look);
        look();
      });
    const closed = new Promise<[number | null, string | null]>((resolve) => {
      child.on('close', (code, signal) => resolve([code, signal]));
    });
    await Promise.race([saw('ready').then(() => disturb(child, saw)), closed]);
    const [code, signal] = await closed;
    // Whoever opens it next finds no lock, and nothing damaged.
    const store = await openStore({ path: place, writeOnExit: false });
    assert.equal(store.status().damage, []);
    await store.close();
    return { code, signal, output, inferences: await inferencesIn(readStore({ path: place })) };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

const terminate = (child: ChildProcess) => child.kill('SIGTERM');

for (const runtime of Object.keys(RUNTIMES)) {
  test(`${runtime}: a program that has nothing left to do ends with its last interval written`, async () => {
    const { code, inferences, output } = await ended(runtime, 'end');
    assert.equal([code, inferences], [0, 5], output);
  });

  test(`${runtime}: process.exit() writes the last interval, and keeps its code`, async () => {
    const { code, inferences, output } = await ended(runtime, 'exit');
    assert.equal([code, inferences], [3, 5], output);
  });

  test(`${runtime}: what was on its way to the disk at process.exit() is there once`, async () => {
    for (const fsync of ['always', 'interval', 'never']) {
      const { code, inferences, output } = await ended(runtime, 'appending', { fsync });
      assert.equal([code, inferences], [0, 6], `${fsync}: ${output}`);
    }
  });

  test(`${runtime}: so is an interval that was being encoded`, async () => {
    const { code, inferences, output } = await ended(runtime, 'encoding');
    assert.equal([code, inferences], [0, 6], output);
  });

  test(`${runtime}: an uncaught exception, or rejection, is reported as ever, and the last interval written`, async () => {
    for (const way of ['throw', 'reject']) {
      const { code, inferences, output } = await ended(runtime, way);
      assert.equal([code, inferences], [1, 5], output);
      assert.match(output, /as planned/);
    }
  });

  test(`${runtime}: SIGTERM and SIGINT end the process as they would, with the last interval written`, async () => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      const { signal, inferences, output } = await ended(runtime, 'wait', {}, (child) => child.kill(name));
      assert.equal([signal, inferences], [name, 5], output);
    }
  });

  test(`${runtime}: without writeOnSignals a signal loses the interval that goes on, and no more`, async () => {
    const { signal, inferences, output } = await ended(runtime, 'wait', { writeOnSignals: false }, terminate);
    assert.equal([signal, inferences], ['SIGTERM', 2], output);
  });

  test(`${runtime}: without writeOnExit every end loses it`, async () => {
    const { code, inferences, output } = await ended(runtime, 'exit', { writeOnExit: false });
    assert.equal([code, inferences], [3, 2], output);
  });

  test(`${runtime}: a program that listens to the signal decides by itself when it ends, and how`, async () => {
    const { code, signal, inferences, output } = await ended(runtime, 'listening', {}, terminate);
    assert.equal([code, signal, inferences], [7, null, 6], output);
  });

  test(`${runtime}: one that ignores the signal goes on`, async () => {
    const { signal, output } = await ended(runtime, 'ignoring', {}, async (child, saw) => {
      terminate(child);
      await saw('ignored');
      child.kill('SIGKILL');
    });
    assert.is(signal, 'SIGKILL', output);
  });

  test(`${runtime}: SIGKILL loses what the last flush did not have, under each policy`, async () => {
    for (const fsync of ['always', 'interval', 'never']) {
      const kill = (child: ChildProcess) => child.kill('SIGKILL');
      const { signal, inferences, output } = await ended(runtime, 'flushing', { fsync }, kill);
      assert.equal([signal, inferences], ['SIGKILL', 5], `${fsync}: ${output}`);
    }
  });
}

test('a program that goes on after it was idle has both intervals', async () => {
  for (const runtime of Object.keys(RUNTIMES)) {
    const { code, inferences, output } = await ended(runtime, 'later');
    assert.equal([code, inferences], [0, 9], `${runtime}: ${output}`);
  }
});
