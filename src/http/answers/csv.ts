/** Tables as CSV. */
import { csvLine } from '../../csv.ts';
import type { CellValue, Table } from './table.ts';

/** Rows that are handed on together. */
const BATCH = 500;

export function csvOf(table: Table): string {
  const length = table[0]?.values.length ?? 0;
  const rows = Array.from({ length }, (_, row) =>
    csvLine(
      table.map(({ kind, values }) => (kind === 'time' ? timeText(values[row]) : (values[row] ?? null))),
    ),
  );
  return [csvLine(table.map(({ name }) => name)), ...rows].join('');
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

function timeText(unixMs: CellValue | undefined): CellValue {
  return typeof unixMs === 'number' && Number.isFinite(unixMs) ? new Date(unixMs).toISOString() : null;
}
