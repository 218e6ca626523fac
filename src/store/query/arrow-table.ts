/** Any columns as the bytes of an Arrow IPC stream: for whoever has no rows of a store. */
import {
  bool,
  columnFromArray,
  type DataType,
  float64,
  TimeUnit,
  tableFromColumns,
  tableToIPC,
  timestamp,
  utf8,
} from '@uwdata/flechette';

export interface ArrowColumnOf {
  readonly name: string;
  /** `time` is in milliseconds since 1970. */
  readonly kind: 'time' | 'number' | 'text' | 'boolean';
  /** Null where there is none; NaN is none. */
  readonly values: readonly (string | number | boolean | null)[];
}

const TYPES: Readonly<Record<ArrowColumnOf['kind'], () => DataType>> = {
  time: () => timestamp(TimeUnit.MILLISECOND, 'UTC'),
  number: float64,
  text: utf8,
  boolean: bool,
};

export function arrowStreamOf(columns: readonly ArrowColumnOf[]): Uint8Array {
  const all = columns.map(({ name, kind, values }): [string, ReturnType<typeof columnFromArray>] => [
    name,
    columnFromArray(
      values.map((value) => cellOf(value, kind)),
      TYPES[kind](),
    ),
  ]);
  return tableToIPC(tableFromColumns(all), { format: 'stream' }) as Uint8Array;
}

function cellOf(value: string | number | boolean | null, kind: ArrowColumnOf['kind']) {
  if (typeof value !== 'number') return value;
  if (Number.isNaN(value)) return null;
  return kind === 'time' ? Math.floor(value) : value;
}
