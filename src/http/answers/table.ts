/** Answers as tables, for those who read them as CSV or Arrow. */

export type CellValue = string | number | boolean | null;

export interface TableColumn {
  readonly name: string;
  /** `time` is in milliseconds since 1970. */
  readonly kind: 'time' | 'number' | 'text' | 'boolean';
  readonly values: readonly CellValue[];
}

/** Columns of one length. */
export type Table = readonly TableColumn[];
