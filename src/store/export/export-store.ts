/** A store, or a part of it, in files that other engines open. */
import { wrongKind, wrongValue } from '../../errors.ts';
import { budgetOn, runInSlices } from '../../metrics/inner.ts';
import { systemScheduler } from '../../runtime/index.ts';
import { FILTER_NAMES } from '../../telemetry/index.ts';
import { readOnce, requireFields, requireFunction, requireOneOf, requireText } from '../../validate.ts';
import type { Files } from '../files/files.ts';
import type { Coverage } from '../model.ts';
import { again } from '../one-moment.ts';
import { platformFiles } from '../platform/platform-files.ts';
import type { QueriedStore, StoreAnswer } from '../query/store-answer.ts';
import type { StoreQuery } from '../query/store-query.ts';
import { Rows } from '../segments/parquet/rows.ts';
import type { Row } from '../segments/parquet/schema.ts';
import { writeSealed } from '../segments/sealed-file.ts';
import { ArrowFormat } from './arrow-format.ts';
import { CsvFormat } from './csv-format.ts';
import { ParquetFormat } from './parquet-format.ts';
import type { RowFormat } from './row-format.ts';

export interface ExportOptions
  extends Omit<StoreQuery, 'stepSeconds' | 'groupBy' | 'aggregation' | 'percentiles' | 'maxGroups'> {
  /**
   * Parquet if left out: files with the columns of segments. Arrow: IPC streams with the same columns, exemplars aside.
   * CSV: so, too; lists and labels are written as JSON.
   */
  readonly format?: 'parquet' | 'arrow' | 'csv';
  /** Of a directory: a folder for every UTC day, `day=2026-11-29/`. There is no other. */
  readonly partition?: 'day';
  /**
   * What the file in each folder is called, without its ending; `store` if left out. Stores that are exported to one
   * directory need names that differ: a file of the same name is replaced.
   */
  readonly name?: string;
  /** Called before each day, and at the end. What it throws ends the export. */
  readonly onProgress?: (progress: ExportProgress) => void;
}

export interface ExportProgress {
  /** UTC days in which anything was observed, and how many of them are written. */
  readonly days: number;
  readonly daysDone: number;
  /** Written by now. */
  readonly rows: number;
  readonly bytes: number;
}

export interface ExportResult {
  /** Of a directory, the files that were written; none of a stream. */
  readonly files: readonly string[];
  /** With those that say what time was observed. */
  readonly rows: number;
  readonly bytes: number;
}

const NAMES = [
  ...FILTER_NAMES,
  'startTime',
  'endTime',
  'metric',
  'run',
  'member',
  'signal',
  'format',
  'partition',
  'name',
  'onProgress',
] as const satisfies readonly (keyof ExportOptions)[];

const DAY_MS = 86_400_000;
const ROWS_A_BATCH = 1024;
/** Files of a store may be merged by another process while they are read. */
const ATTEMPTS = 3;
const CODES = {
  kind: 'STORE_EXPORT',
  range: 'STORE_EXPORT',
  remedy: 'Correct it, or leave it out.',
} as const;
const FORMATS = {
  parquet: () => new ParquetFormat(),
  arrow: () => new ArrowFormat(),
  csv: () => new CsvFormat(),
} as const;

/**
 * Writes what a store keeps, each row as it is stored: to a directory, by day, each file whole under its name or not
 * there; or to a stream, all of it in one, which is closed at the end, and aborted where that fails.
 *
 * @param target a path, or what keeps files, or a stream of bytes
 * @throws STORE_EXPORT, TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND; what the files or the stream reject
 *   with; the reason of the signal
 * @example
 * await exportStore(store, './export', { format: 'parquet', partition: 'day', name: hostname() });
 */
export async function exportStore(
  store: QueriedStore,
  target: string | Files | WritableStream<Uint8Array>,
  options: ExportOptions = {},
): Promise<ExportResult> {
  requireFields('STORE_EXPORT', 'STORE_EXPORT', options, NAMES);
  const {
    format = 'parquet',
    partition = 'day',
    name = 'store',
    onProgress,
    ...asked
  } = readOnce('options', options, NAMES);
  requireOneOf(CODES, 'format', format, ['parquet', 'arrow', 'csv']);
  if (onProgress !== undefined)
    requireFunction('onProgress', onProgress, 'Pass a function, or leave it out.');
  requireOneOf(CODES, 'partition', partition, ['day']);
  requireName(name);
  const files = isStream(target) ? undefined : filesOf(target);
  const answer = store.query(asked);
  const written = { files: [] as string[], rows: 0, bytes: 0 };
  const writeDays = async (some: readonly Day[], write: (bytes: Uint8Array) => Promise<void>) => {
    const { rows, bytes } = await writeRows(answer, some, FORMATS[format](), write, asked.signal);
    written.rows += rows;
    written.bytes += bytes;
  };
  if (files === undefined) {
    const writer = (target as WritableStream<Uint8Array>).getWriter();
    try {
      const days = byDay(await answer.stretches());
      await writeDays(days, (bytes) => writer.write(bytes));
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => {});
      throw error;
    }
    return written;
  }
  const days = byDay(await answer.stretches());
  const told = (daysDone: number) => {
    onProgress?.({ days: days.length, daysDone, rows: written.rows, bytes: written.bytes });
  };
  for (const [daysDone, day] of days.entries()) {
    told(daysDone);
    const directory = `day=${new Date(day[0]).toISOString().slice(0, 10)}`;
    const write = () =>
      writeSealed(
        files,
        directory,
        async (appended) => {
          await writeDays([day], (bytes) => appended.append(bytes));
          return `${name}.${format}`;
        },
        name,
      );
    const file = await again(write, ATTEMPTS);
    written.files.push(`${directory}/${file}`);
  }
  told(days.length);
  return written;
}

type Day = readonly [startUnixMs: number, stretches: readonly Coverage[]];

/** UTC days in which anything was observed, in their order. */
function byDay(stretches: readonly Coverage[]): Day[] {
  const days = new Map<number, Coverage[]>();
  for (const stretch of stretches) {
    const day = Math.floor(stretch.startedAtUnixMs / DAY_MS) * DAY_MS;
    const known = days.get(day);
    if (known === undefined) days.set(day, [stretch]);
    else known.push(stretch);
  }
  return [...days].sort(([a], [b]) => a - b);
}

async function writeRows(
  answer: StoreAnswer,
  days: readonly Day[],
  format: RowFormat,
  write: (bytes: Uint8Array) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const budget = budgetOn(systemScheduler());
  const total = { rows: 0, bytes: 0 };
  const rows = new Rows(undefined);
  let batch: Row[] = [];
  const put = async (bytes: Uint8Array) => {
    total.bytes += bytes.length;
    await write(bytes);
  };
  const endBatch = async () => {
    total.rows += batch.length;
    if (batch.length > 0) await put(await runInSlices(format.rows(batch), budget));
    batch = [];
  };
  const add = async (row: Row) => {
    batch.push(row);
    if (batch.length >= ROWS_A_BATCH) await endBatch();
    else if (budget.isExhausted()) await budget.pause();
    signal?.throwIfAborted();
  };
  try {
    await put(format.begin());
    for (const [startUnixMs, stretches] of days) {
      for (const stretch of stretches) await add(rows.ofCoverage(stretch));
      for await (const points of answer.stored(startUnixMs, startUnixMs + DAY_MS)) {
        for (const stored of points) await add(rows.of(stored));
      }
    }
    await endBatch();
    await put(format.end());
    return total;
  } finally {
    rows.dispose();
  }
}

/** A name that leads out of its folder would write where nobody looks for it. */
function requireName(name: unknown): void {
  const text = requireText(CODES, 'name', name);
  if (!/[/\\\0]/.test(text)) return;
  throw wrongValue('STORE_EXPORT', 'name', 'a name without / and \\', text, 'Pass the name of the machine.');
}

function isStream(target: unknown): target is WritableStream<Uint8Array> {
  return typeof (target as Partial<WritableStream> | null)?.getWriter === 'function';
}

function filesOf(target: unknown): Files {
  if (typeof target === 'string' && target !== '') return platformFiles(target);
  if (typeof (target as Partial<Files> | null)?.rename === 'function') return target as Files;
  const expected = 'a path, files or a WritableStream';
  throw wrongKind('STORE_EXPORT', 'target', expected, target, 'Pass where the rows are to go.');
}
