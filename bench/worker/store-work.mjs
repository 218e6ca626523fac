/**
 * What the contenders of cases/store.mjs do alike: how much is recorded, the minutes that pass when they are told to, the
 * pauses of the event loop, and where the files are.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { latencies } from './data.mjs';

/** `STORE_BENCH=100x120` tries it with 100 series and 120 minutes. */
const [series = 1000, minutes = 7 * 24 * 60] = (process.env.STORE_BENCH ?? '')
  .split('x')
  .filter(Boolean)
  .map(Number);
export const SERIES = series;
export const MINUTES = minutes;
/** Values that a series records in a minute. */
const VALUES = 10;

export const MINUTE_MS = 60_000;
/** Whole days ago, so that what is merged by hours is old enough. */
export const START_UNIX_MS = Date.UTC(2026, 0, 5);

/** In bench/.cache, which may be deleted at any time. */
export function folderOf(name, { isNew }) {
  const folder = join(process.cwd(), '.cache', 'store', `${name}-${SERIES}x${MINUTES}`);
  if (isNew) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function bytesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, path, name }) => sum + statSync(join(parentPath ?? path, name)).size, 0);
}

/** A telemetry whose minutes pass when they are told to, with so many latency series. */
export async function openMinutes(options = {}, clock = new MinuteClock()) {
  const { createTelemetry } = await import('inferometer');
  let due;
  const timer = {
    after: (milliseconds, run) => {
      // What others wait for, an answer of a server, takes its time.
      if (milliseconds !== MINUTE_MS && milliseconds !== 0) return later(milliseconds, run);
      due = run;
      return () => {};
    },
  };
  const telemetry = createTelemetry({
    maxHistoryEntries: 1,
    seriesLimit: SERIES,
    logLevel: 'silent',
    ...options,
    clock,
    timer,
  });
  const metric = telemetry.histogram({
    name: 'own_seconds',
    help: 'Own.',
    labels: ['series'],
    unit: 'seconds',
  });
  const all = Array.from({ length: SERIES }, (_, s) => metric.withLabels({ series: String(s) }));
  const values = latencies('seconds');
  let ended;
  // As the store gets it, without what a listener takes.
  telemetry.collector.keep((interval) => {
    ended = interval;
  });
  let minute = 0;
  /** Records, and ends the interval, which it returns as the collector has it. */
  const pass = () => {
    for (const [i, one] of all.entries()) {
      for (let k = 0; k < VALUES; k++) one.record(values[(minute * 31 + i * VALUES + k) % values.length]);
    }
    minute += 1;
    clock.now += MINUTE_MS;
    for (ended = undefined; ended === undefined; ) due();
    return ended;
  };
  return { telemetry, clock, pass };
}

function later(milliseconds, run) {
  const timeout = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timeout);
}

/** Moves when it is moved. */
export class MinuteClock {
  now = START_UNIX_MS;

  monotonicMs() {
    return this.now;
  }

  wallUnixMs() {
    return this.now;
  }
}

/** The longest time, in ms, that the event loop had no turn while `work` went on. */
export async function longestPause(work) {
  let longest = 0;
  let last = performance.now();
  let isOver = false;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await new Promise((resolve) => setImmediate(resolve));
  last = performance.now();
  await work();
  turn();
  isOver = true;
  return longest;
}

/** Appends that are measured, after those that warm up. */
const APPENDS = 200;
const WARM_UP = 20;

/**
 * What appending an interval takes.
 *
 * @param keeping opens a place for a policy: `append(interval)`, `pause(i)` after an append, where the policy does something
 *   a little later, and `close()`
 */
export class Appends {
  constructor(keeping) {
    this.keeping = keeping;
  }

  /** The 99th percentile, over appends, of the longest time that the event loop had no turn. */
  async pause(fsync) {
    return quantileOf(await this.samples(fsync, longestPause), 0.99);
  }

  /** The median time until the promise of the policy holds. */
  async time(fsync) {
    const samples = await this.samples(fsync, async (append) => {
      const startedMs = performance.now();
      await append();
      return performance.now() - startedMs;
    });
    return quantileOf(samples, 0.5);
  }

  async samples(fsync, measureOne) {
    const { append, pause, close } = await this.keeping(fsync);
    const { pass } = await openMinutes();
    const samples = [];
    for (let i = 0; i < WARM_UP + APPENDS; i++) {
      const interval = pass();
      const sample = await measureOne(async () => append(interval));
      if (i >= WARM_UP) samples.push(sample);
      await pause?.(i);
    }
    await close();
    return samples;
  }
}

export function quantileOf(samples, quantile) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1)];
}

/** Bytes that are in use at the most while `work` goes on, over those before. */
export async function peakBytes(work) {
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  globalThis.gc?.();
  const before = used();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, used());
  }, 5);
  await work();
  clearInterval(timer);
  return Math.max(peak, used()) - before;
}
