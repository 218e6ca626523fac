/** Tables as CSV (RFC 4180). */
import type { CellValue, Table } from './table.ts';

/** Rows that are handed on together. */
const BATCH = 500;

export function csvOf(table: Table): string {
  const length = table[0]?.values.length ?? 0;
  const rows = Array.from({ length }, (_, row) =>
    csvRow(
      table.map(({ kind, values }) => (kind === 'time' ? timeText(values[row]) : (values[row] ?? null))),
    ),
  );
  return [csvRow(table.map(({ name }) => name)), ...rows].join('');
}

/** A line, with its end. */
export function csvRow(cells: readonly CellValue[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** Written while rows are read. Cancelling it ends reading. */
export function csvStream(heading: string, rows: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const lines = rows[Symbol.asyncIterator]();
  let text = heading;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let isOver = false;
      for (let i = 0; i < BATCH && !isOver; i++) {
        const { done, value } = await lines.next();
        if (done) isOver = true;
        else text += value;
      }
      if (text !== '') controller.enqueue(encoder.encode(text));
      text = '';
      if (isOver) controller.close();
    },
    async cancel() {
      await lines.return?.();
    },
  });
}

function cell(value: CellValue): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '';
  if (typeof value !== 'string') return String(value);
  // A spreadsheet computes what begins so: names of others are no formulas.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function timeText(unixMs: CellValue | undefined): CellValue {
  return typeof unixMs === 'number' && Number.isFinite(unixMs) ? new Date(unixMs).toISOString() : null;
}
