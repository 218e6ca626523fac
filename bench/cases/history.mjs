/**
 * What the history of intervals keeps: the bytes of one busy series in one interval, and all that telemetry keeps
 * after a week of intervals, 2,000 series of each of 20 metrics, one in a hundred of them busy in each. A clock of the
 * bench's own makes the week short. Counted as in memory.mjs.
 *
 * And how long the end of an interval holds up the event loop, where all 40,000 series were busy: the longest of its
 * slices, and all of them. The collector cuts by the clock, so this one is the system's.
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
  ).flatMap((metric) => Array.from({ length: SERIES }, (_, s) => metric.withLabels({ series: String(s) })));
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

/** What ending an interval takes, in ms: once the first ones have given every series its buckets. */
async function endOfInterval(measure) {
  let due;
  const { createTelemetry } = await import('inferometer');
  const timer = {
    after: (_, run) => {
      due = run;
      return () => {};
    },
  };
  const telemetry = createTelemetry({ timer });
  const all = seriesOf(telemetry, METRICS);
  const values = latencies('seconds');
  const results = [];
  for (let interval = 0; interval < 6; interval++) {
    for (const [i, series] of all.entries()) {
      for (let k = 0; k < 50; k++) series.record(values[(interval * 31 + i * 50 + k) % values.length]);
    }
    let isOver = false;
    const unsubscribe = telemetry.collector.subscribe(() => {
      isOver = true;
    });
    const slices = [];
    while (!isOver) {
      const startedMs = performance.now();
      due();
      slices.push(performance.now() - startedMs);
      await new Promise((resolve) => setTimeout(resolve));
    }
    unsubscribe();
    results.push(measure(slices));
  }
  return results.sort((a, b) => a - b)[results.length / 2];
}

const common = { unit: 'bytes', nodeOnly: true, exposeGc: true, rounds: 1 };

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
  {
    ...common,
    unit: 'ms',
    rounds: 3,
    name: 'history/end',
    title: 'end of an interval in which 40,000 series were busy, with a subscriber',
    per: 'interval',
    contenders: [
      { name: 'longest block', once: () => endOfInterval((slices) => Math.max(...slices)) },
      { name: 'all slices', once: () => endOfInterval((slices) => slices.reduce((sum, ms) => sum + ms, 0)) },
    ],
  },
];
