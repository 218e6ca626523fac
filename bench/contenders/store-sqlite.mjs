/**
 * The same by node:sqlite, as it would be written by hand: a row for each series and interval, with its histogram as our
 * bytes, by series and time; hours are a table of their own. What merges histograms is ours, in both.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Appends,
  bytesIn,
  folderOf,
  MINUTES,
  openMinutes,
  peakBytes,
  SERIES,
} from '../worker/store-work.mjs';

const HOUR_MS = 3600_000;

/** As near to the policies of the store as its settings come. */
const SYNCHRONOUS = { always: 'FULL', interval: 'NORMAL', never: 'OFF' };

async function open(folder, fsync = 'interval') {
  const { DatabaseSync } = await import('node:sqlite');
  const { decodeSnapshot, encodeSnapshot } = await import('inferometer/histogram');
  const database = new DatabaseSync(join(folder, 'history.sqlite'));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${SYNCHRONOUS[fsync]}`);
  for (const table of ['minutes', 'hours']) {
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (series TEXT, started INTEGER, count REAL, sum REAL, min REAL,
      max REAL, histogram BLOB, PRIMARY KEY (series, started)) WITHOUT ROWID`);
  }
  const insert = (table) => database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const inserts = { minutes: insert('minutes'), hours: insert('hours') };
  const add = (table, series, started, histogram) => {
    const { count, sum, min, max } = histogram;
    inserts[table].run(series, started, count, sum, min, max, encodeSnapshot(histogram));
  };
  const transaction = (work) => {
    database.exec('BEGIN');
    work();
    database.exec('COMMIT');
  };
  const append = ({ startedAtUnixMs, metrics }) =>
    transaction(() => {
      const { series } = metrics.find(({ instrument }) => instrument.name === 'own_seconds');
      for (const { labels, histogram } of series) add('minutes', labels.series, startedAtUnixMs, histogram);
    });
  return { database, add, append, transaction, decodeSnapshot };
}

const appends = new Appends(async (fsync) => {
  const { database, append } = await open(folderOf(`sqlite-append-${fsync}`, { isNew: true }), fsync);
  return { append, close: () => database.close() };
});

export const pauseOfAppends = (fsync) => appends.pause(fsync);
export const timeOfAppends = (fsync) => appends.time(fsync);

export async function bytesPerSeriesInterval() {
  const folder = folderOf('sqlite-bytes', { isNew: true });
  const { database, append } = await open(folder);
  const { pass } = await openMinutes();
  const intervals = 60;
  for (let i = 0; i < intervals; i++) append(pass());
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = bytesIn(folder) / (SERIES * intervals);
  database.close();
  return bytes;
}

async function week(form) {
  const folder = folderOf(`sqlite-week-${form}`, { isNew: false });
  if (existsSync(join(folder, 'done'))) return folder;
  folderOf(`sqlite-week-${form}`, { isNew: true });
  const { mergeSnapshots } = await import('inferometer/histogram');
  const { database, add, append, transaction } = await open(folder, 'never');
  const { pass } = await openMinutes();
  let hour = new Map();
  let hourAt = 0;
  const endHour = () =>
    transaction(() => {
      for (const [series, parts] of hour) add('hours', series, hourAt, mergeSnapshots(parts));
      hour = new Map();
    });
  for (let i = 0; i < MINUTES; i++) {
    const interval = pass();
    if (form === 'minutes') append(interval);
    else {
      hourAt = HOUR_MS * Math.floor(interval.startedAtUnixMs / HOUR_MS);
      const { series } = interval.metrics.find(({ instrument }) => instrument.name === 'own_seconds');
      for (const { labels, histogram } of series) {
        hour.set(labels.series, [...(hour.get(labels.series) ?? []), histogram]);
      }
      if (i % 60 === 59 || i === MINUTES - 1) endHour();
    }
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  writeFileSync(join(folder, 'done'), '');
  return folder;
}

async function timeOfQuery(folder, answer, expectedRows) {
  const { Histogram } = await import('inferometer/histogram');
  const { database, decodeSnapshot } = await open(folder);
  let milliseconds = 0;
  for (let i = 0; i < 2; i++) {
    const startedMs = performance.now();
    const histogram = new Histogram({ scale: 8, maxBuckets: 65_536 });
    const rows = answer(database, decodeSnapshot, histogram);
    milliseconds = performance.now() - startedMs;
    if (rows !== expectedRows) throw new Error(`${rows} rows, expected ${expectedRows}`);
  }
  database.close();
  return milliseconds;
}

export async function queryOfOneSeries() {
  return timeOfQuery(
    await week('minutes'),
    (database, decode, histogram) => {
      const rows = database.prepare('SELECT histogram FROM minutes WHERE series = ?').iterate('7');
      for (const row of rows) histogram.addSnapshot(decode(row.histogram));
      return histogram.quantile(0.99) > 0 ? 1 : 0;
    },
    1,
  );
}

export async function queryOfAllByHour() {
  return timeOfQuery(
    await week('hours'),
    (database, decode, histogram) => {
      let count = 0;
      for (const row of database.prepare('SELECT series, started, histogram FROM hours').iterate()) {
        histogram.reset();
        histogram.addSnapshot(decode(row.histogram));
        if (histogram.quantile(0.99) > 0) count += 1;
      }
      return count;
    },
    SERIES * Math.ceil(MINUTES / 60),
  );
}

export function memoryMeanwhile() {
  const folder = folderOf('sqlite-memory', { isNew: true });
  return peakBytes(async () => {
    const { database, append, decodeSnapshot } = await open(folder);
    const { Histogram } = await import('inferometer/histogram');
    const { pass } = await openMinutes();
    for (let i = 0; i < 60; i++) append(pass());
    const histogram = new Histogram({ scale: 8, maxBuckets: 65_536 });
    for (let series = 0; series < SERIES; series++) {
      histogram.reset();
      const rows = database.prepare('SELECT histogram FROM minutes WHERE series = ?').iterate(String(series));
      for (const row of rows) histogram.addSnapshot(decodeSnapshot(row.histogram));
      histogram.quantile(0.99);
    }
    database.close();
  });
}
