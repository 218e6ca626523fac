/** Durable history: intervals in a journal, sealed into Parquet, asked by time, labels and step. */
export { decodeInterval, encodeInterval } from '../metrics/inner.ts';
export type { Degradation, FsyncPolicy } from './context.ts';
export { type ExportOptions, type ExportResult, exportStore } from './export/export-store.ts';
export {
  type FleetQuantileOptions,
  fleetQuantileSql,
  type SqlDialect,
} from './export/fleet-quantile-sql.ts';
export {
  type AppendableFile,
  FileError,
  type FileLock,
  type FileProblem,
  type Files,
} from './files/files.ts';
export { MemoryFiles } from './files/memory-files.ts';
export { getStoredMetrics, type StoredMetricsQuery } from './history/stored-metrics.ts';
export { type HistoryRange, historyOf, type TelemetryHistory } from './history/telemetry-history.ts';
export type { RunsContent } from './journal/payload.ts';
export type { Coverage, Damage, GaugeSamples, StoredInterval, StoredPoint, StoredRuns } from './model.ts';
export type { ReaderOptions, StoreConfiguration, StoreOptions, StorePlace, StorePorts } from './options.ts';
export { indexedDbFiles } from './platform/indexeddb-files.ts';
export { nodeFiles } from './platform/node-files.ts';
export { opfsFiles } from './platform/opfs-files.ts';
export type { Aggregated, Aggregation } from './query/aggregations.ts';
export type { QueriedStore, StoreAnswer } from './query/store-answer.ts';
export type { StoreQuery } from './query/store-query.ts';
export type { ArrowColumn, ArrowTable, StoreRow, StoreStep } from './query/store-row.ts';
export { type ReaderStatus, readStore, type StoreReader } from './reader.ts';
export type { RunsAnswer, RunsFilter } from './runs.ts';
export type { StoreStatus } from './status.ts';
export { type AppendSource, openStore, type Store } from './store.ts';
