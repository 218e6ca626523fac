/** Rows as a table of Apache Arrow, and as the bytes of an Arrow IPC stream (Arrow columnar format, Streaming Format). */
import {
  bool,
  columnFromArray,
  type DataType,
  float64,
  map,
  TimeUnit,
  tableFromIPC,
  timestamp,
  utf8,
} from '@uwdata/flechette';
import type { ArrowTable } from '../../ports.ts';
import { AGGREGATIONS } from './aggregations.ts';
import { ArrowStream } from './arrow-stream.ts';
import type { Plan } from './store-query.ts';
import type { StoreRow } from './store-row.ts';

interface ColumnOf {
  readonly name: string;
  readonly type: () => DataType;
  readonly read: (row: StoreRow) => unknown;
}

const timeType = () => timestamp(TimeUnit.MILLISECOND, 'UTC');

const TAKEN = [
  ...AGGREGATIONS,
  'time',
  'end_time',
  'metric',
  'kind',
  'unit',
  'member',
  'overflow',
  'observed_seconds',
] as const;

/** All batches, of which each is a record batch of the table. */
export async function tableOf(batches: AsyncIterable<readonly StoreRow[]>, plan: Plan): Promise<ArrowTable> {
  const messages: Uint8Array[] = [];
  for await (const message of messagesOf(batches, plan)) messages.push(message);
  return tableFromIPC(messages) as ArrowTable;
}

/** The schema, each batch of rows, and the end of the stream, in pieces that hold whole messages. */
export async function* messagesOf(
  batches: AsyncIterable<readonly StoreRow[]>,
  plan: Plan,
): AsyncGenerator<Uint8Array> {
  const columns = columnsOf(plan);
  const filled = (rows: readonly StoreRow[]) =>
    columns.map(({ name, type, read }) => [name, columnFromArray(rows.map(read), type())] as const);
  const stream = new ArrowStream(filled([]));
  yield stream.begin;
  for await (const rows of batches) yield stream.batch(filled(rows));
  yield stream.end;
}

function columnsOf({ groupLabels, isByMember, aggregations, percentiles }: Plan): ColumnOf[] {
  const text = (name: string, read: ColumnOf['read']): ColumnOf => ({ name, type: utf8, read });
  const labels =
    groupLabels === undefined
      ? [{ name: 'labels', type: () => map(utf8(), utf8()), read: labelsIn }]
      : groupLabels.map((label) => text(columnNameOf(label), (row) => String(row.labels[label])));
  const numbers: [string, ColumnOf['read']][] = [
    ['observed_seconds', ({ observedSeconds }) => observedSeconds],
    ...aggregations.map((name): [string, ColumnOf['read']] => [name, (row) => row[name] ?? null]),
    ...percentiles.map((p): [string, ColumnOf['read']] => [
      `p${p}`,
      (row) => row.percentiles?.[`p${p}`] ?? null,
    ]),
  ];
  return [
    { name: 'time', type: timeType, read: ({ startedAtUnixMs }) => Math.floor(startedAtUnixMs) },
    { name: 'end_time', type: timeType, read: ({ endedAtUnixMs }) => Math.floor(endedAtUnixMs) },
    text('metric', ({ metric }) => metric),
    text('kind', ({ kind }) => kind),
    text('unit', ({ unit }) => unit),
    ...(isByMember ? [text('member', ({ member }) => member)] : []),
    ...labels,
    { name: 'overflow', type: bool, read: ({ overflow }) => overflow },
    ...numbers.map(([name, read]): ColumnOf => ({ name, type: float64, read })),
  ];
}

/** Labels may be called as columns are, or as what such labels are called here. */
function columnNameOf(label: string): string {
  const plain = label.replace(/^(?:label_)+/, '');
  const isTaken = (TAKEN as readonly string[]).includes(plain) || /^p[\d.]+$/.test(plain);
  return isTaken ? `label_${label}` : label;
}

function labelsIn({ labels }: StoreRow): [string, string][] {
  return Object.entries(labels).map(([name, value]) => [name, String(value)]);
}
