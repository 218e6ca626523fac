/**
 * What the history of intervals keeps: the bytes of one busy series in one interval, and all that telemetry keeps
 * after a week of intervals, 2,000 series of each of 20 metrics, one in a hundred of them busy in each. A clock of the
 * bench's own makes the week short. Counted as in memory.mjs.
 */
import { latencies } from '../worker/data.mjs';

const SERIES = 2_000;
const METRICS = 20;
const WEEK_MINUTES = 7 * 24 * 60;
const MINUTE_MS = 60_000;

function usedBytes() {
  globalThis.gc();
  const { heapUsed, external } = globalThis.process.memoryUsage();
  return heapUsed + external;
}

/** A telemetry whose minutes pass when they are told to. */
async function open(options) {
  const { createTelemetry } = await import('inferometer');
  let now = 0;
  let due;
  const telemetry = createTelemetry({
    ...options,
    clock: { monotonicMs: () => now, wallUnixMs: () => now },
    timer: {
      after: (_, run) => {
        due = run;
        return () => {};
      },
    },
  });
  const pass = () => {
    now += MINUTE_MS;
    due();
  };
  return { telemetry, pass };
}

function seriesOf(telemetry, metrics) {
  return Array.from({ length: metrics }, (_, m) =>
    telemetry.histogram({ name: `own_${m}_seconds`, help: 'Own.', labels: ['series'], unit: 'seconds' }),
  ).flatMap((metric) => Array.from({ length: SERIES }, (_, s) => metric.with({ series: String(s) })));
}

async function bytesPerInterval() {
  const { telemetry, pass } = await open({ maxHistoryBytes: 2 ** 40 });
  const all = seriesOf(telemetry, 1);
  const values = latencies('seconds');
  const minute = (m) => {
    for (const [i, series] of all.entries()) {
      for (let k = 0; k < 10; k++) series.record(values[(m * 31 + i * 10 + k) % values.length]);
    }
    pass();
  };
  // The first minutes give every series its buckets.
  for (let m = 0; m < 20; m++) minute(m);
  const before = usedBytes();
  const intervals = 50;
  for (let m = 0; m < intervals; m++) minute(20 + m);
  return (usedBytes() - before) / (intervals * SERIES);
}

async function bytesAfterWeek() {
  const before = usedBytes();
  const { telemetry, pass } = await open({});
  const all = seriesOf(telemetry, METRICS);
  const values = latencies('seconds');
  for (let minute = 0; minute < WEEK_MINUTES; minute++) {
    for (let i = minute % 100; i < all.length; i += 100) all[i].record(values[(minute + i) % values.length]);
    pass();
  }
  const bytes = usedBytes() - before;
  const { getMetrics } = await import('inferometer');
  if (getMetrics(telemetry, { operationType: 'none' }).range.durationSeconds !== WEEK_MINUTES * 60) {
    throw new Error('the week was not a week');
  }
  return bytes;
}

const common = { unit: 'bytes', runtimes: ['node'], exposeGc: true, rounds: 1 };

export const historyCases = [
  {
    ...common,
    name: 'history/interval',
    title: 'memory of a busy series in an interval of the history',
    per: 'series and interval',
    contenders: [{ name: 'inferometer', once: bytesPerInterval }],
  },
  {
    ...common,
    name: 'history/week',
    title: 'memory after a week of intervals, 2,000 series x 20 metrics',
    per: 'telemetry',
    contenders: [{ name: 'inferometer', once: bytesAfterWeek }],
  },
];
