/** What a trace is written to and read from. */

/** Headers, a Map, or a plain object by the names of headers, as node:http has them. */
export type Carrier =
  | { get(name: string): unknown; set(name: string, value: string): unknown }
  | Record<string, unknown>;
