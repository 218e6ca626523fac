/** What cases/store.mjs asks of `inferometer/store`. */
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Appends,
  bytesIn,
  folderOf,
  MINUTE_MS,
  MINUTES,
  MinuteClock,
  openMinutes,
  peakBytes,
  SERIES,
} from '../worker/store-work.mjs';

/** Never by itself. */
const timer = { after: () => () => {} };
/** What a journal is made to hold before it is recovered; the figure is that of 100 MB. */
const RECOVERED_BYTES = Math.min(1e8, SERIES * 1e5);

async function open(folder, options) {
  const { openStore } = await import('inferometer/store');
  return openStore({ path: folder, ...options });
}

const appends = new Appends(async (fsync) => {
  const folder = folderOf(`append-${fsync}`, { isNew: true });
  const store = await open(folder, { fsync, fsyncIntervalSeconds: 0.1 });
  return {
    append: (interval) => store.append(interval, { instance: 'bench' }),
    // What the policy does a little later belongs to it, too.
    pause: async (i) => {
      if (fsync === 'interval' && i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 150));
    },
    close: () => store.close(),
  };
});

export const pauseOfAppends = (fsync) => appends.pause(fsync);
export const timeOfAppends = (fsync) => appends.time(fsync);

/** @param {'journal' | 'sealed'} form */
export async function bytesPerSeriesInterval(form) {
  const folder = folderOf(`bytes-${form}`, { isNew: true });
  const clock = new MinuteClock();
  const store = await open(folder, { clock, timer, segmentSeconds: 3600 });
  const { pass } = await openMinutes({}, clock);
  const intervals = 60;
  for (let i = 0; i < intervals; i++) await store.append(pass(), { instance: 'bench' });
  if (form === 'sealed') {
    clock.now += 2 * 3600_000;
    await store.maintain();
  }
  await store.flush();
  const bytes = bytesIn(folder) / (SERIES * intervals);
  await store.close();
  return bytes;
}

/** A week of minutes, or that week by hours; made once, and kept in bench/.cache. */
async function week(form) {
  const folder = folderOf(`week-${form}`, { isNew: false });
  if (existsSync(join(folder, 'done'))) return folder;
  folderOf(`week-${form}`, { isNew: true });
  const clock = new MinuteClock();
  const hourlyAfterSeconds = form === 'hours' ? 3600 : Infinity;
  const never = { retentionDays: Infinity, dailyAfterSeconds: Infinity };
  const store = await open(folder, {
    clock,
    timer,
    fsync: 'never',
    segmentSeconds: 3600,
    hourlyAfterSeconds,
    ...never,
  });
  const { pass } = await openMinutes({}, clock);
  for (let i = 0; i < MINUTES; i++) {
    await store.append(pass(), { instance: 'bench' });
    if (i % 60 === 59) await store.maintain();
  }
  // Until all is merged that is to be, and what it was merged from is removed.
  for (let hour = 0; hour < 25; hour++) {
    clock.now += 3600_000;
    await store.maintain();
  }
  await store.close();
  writeFileSync(join(folder, 'done'), '');
  return folder;
}

/** Milliseconds; the first query reads what the machine may have forgotten, the second one counts. */
async function timeOfQuery(folder, query, expectedRows) {
  const { readStore } = await import('inferometer/store');
  const reader = await readStore({ path: folder });
  let milliseconds = 0;
  for (let i = 0; i < 2; i++) {
    const startedMs = performance.now();
    let rows = 0;
    for await (const { percentile_99 } of reader.query(query)) rows += percentile_99 > 0 ? 1 : 0;
    milliseconds = performance.now() - startedMs;
    if (rows !== expectedRows) throw new Error(`${rows} rows, expected ${expectedRows}`);
  }
  await reader.close();
  return milliseconds;
}

const P99 = { metric: 'own_seconds', aggregation: 'percentile_99' };

export async function queryOfOneSeries() {
  return timeOfQuery(await week('minutes'), { ...P99, labels: { series: '7' } }, 1);
}

export async function queryOfAllByHour() {
  const query = { ...P99, groupBy: ['series'], stepSeconds: 3600 };
  return timeOfQuery(await week('hours'), query, SERIES * Math.ceil(MINUTES / 60));
}

/** Milliseconds for 100 MB of journal, as a process leaves it that was killed. */
export async function timeOfRecovery() {
  const folder = folderOf('recovery', { isNew: true });
  const store = await open(folder, { fsync: 'never', segmentSeconds: 604_800, segmentBytes: 2 ** 40 });
  const { pass } = await openMinutes();
  const interval = pass();
  let bytes = 0;
  while (bytes < RECOVERED_BYTES) {
    for (let i = 0; i < 20; i++) await store.append(interval, { instance: 'bench' });
    bytes = bytesIn(folder);
  }
  await store.flush();
  const left = folderOf('recovery-left', { isNew: true });
  cpSync(join(folder, 'main/journal'), join(left, 'main/journal'), { recursive: true });
  await store.close();
  const startedMs = performance.now();
  const recovered = await open(left, { segmentSeconds: 604_800, segmentBytes: 2 ** 40 });
  const milliseconds = performance.now() - startedMs;
  if (recovered.status().damage.length > 0) throw new Error('what was recovered is damaged');
  await recovered.close();
  return (milliseconds * 1e8) / bytes;
}

/** Bytes, at the most, while an hour of minutes is appended and sealed, and a series of it asked for. */
export function memoryMeanwhile() {
  const folder = folderOf('memory', { isNew: true });
  return peakBytes(async () => {
    const clock = new MinuteClock();
    const store = await open(folder, { clock, timer, segmentSeconds: 3600 });
    const { pass } = await openMinutes({}, clock);
    for (let i = 0; i < 60; i++) await store.append(pass(), { instance: 'bench' });
    clock.now += 60 * MINUTE_MS;
    await store.maintain();
    for await (const _ of store.query({ ...P99, groupBy: ['series'] }));
    await store.close();
  });
}
