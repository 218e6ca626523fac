/** The demo's work: two backends, one of them flaky, under one log. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { storageHooks, type Telemetry } from 'inferometer';
import { seededRandom, wholeNumber } from '../demo/random.ts';
import { flakyBackend } from './flaky-backend.ts';
import { folderBackend } from './folder-backend.ts';
import type { OperationType } from './journal.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

export interface RunOptions {
  readonly telemetry: Telemetry;
  /** An empty folder for the journal and the backends; removed at the end. */
  readonly folder: string;
  readonly operations: number;
  /** Between two operations. */
  readonly delaySeconds: number;
}

const TYPES: readonly OperationType[] = ['add', 'add', 'get', 'remove'];
const FAILURE_RATIO = 0.35;

/** Appends and drains: half of the operations are appended before the log is drained, as after a restart. */
export async function runLog({ telemetry, folder, operations, delaySeconds }: RunOptions): Promise<void> {
  const random = seededRandom(7);
  const steady = await folderBackend('disk', join(folder, 'disk'));
  const remote = await folderBackend('remote', join(folder, 'remote'));
  const flaky = flakyBackend(remote, { random, failureRatio: FAILURE_RATIO, delayMs: 4 });
  const options = {
    path: join(folder, 'log.jsonl'),
    backends: [steady, flaky],
    hooks: storageHooks(telemetry),
    retryDelayMs: 2,
  };
  try {
    const log = await WriteAheadLog.open(options);
    try {
      for (let i = 0; i < operations; i++) {
        const type = TYPES[wholeNumber(random, 0, TYPES.length - 1)] as OperationType;
        const backend = random() < 0.5 ? 'disk' : 'remote';
        const key = `object-${wholeNumber(random, 0, Math.floor(i / 4))}`;
        await log.append({ type, backend, key, content: `content ${i}` });
        if (delaySeconds > 0) await wait(delaySeconds * 1000);
        if (i === Math.floor(operations / 2)) await log.drain();
      }
      await log.drain();
    } finally {
      await log.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
