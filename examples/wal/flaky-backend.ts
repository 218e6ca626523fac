/** A backend as one meets them: slow now and then, and not always there. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../demo/random.ts';
import type { Backend } from './backend.ts';

export interface Temper {
  readonly random: Random;
  /** Share of the attempts that fail, 0 to 1. */
  readonly failureRatio: number;
  /** Longest delay of an attempt. */
  readonly delayMs: number;
}

export function flakyBackend(backend: Backend, { random, failureRatio, delayMs }: Temper): Backend {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    await wait(random() * delayMs);
    if (random() < failureRatio) throw new Error(`${backend.name} did not answer`);
    return work();
  };
  return {
    name: backend.name,
    add: (key, content) => attempt(() => backend.add(key, content)),
    get: (key) => attempt(() => backend.get(key)),
    remove: (key) => attempt(() => backend.remove(key)),
  };
}
