/** The column that only shows up when something failed. */

import { quantity, right, type Table } from './document/document.ts';

/** @param failed operations that ended with an error, for each row of the table. */
export function withFailures(table: Table, failed: readonly number[]): Table {
  if (failed.every((count) => count === 0)) return table;
  return {
    ...table,
    columns: [...table.columns, right('Failed')],
    rows: table.rows.map((row, i) => [...row, quantity(failed[i], 'count')]),
  };
}
