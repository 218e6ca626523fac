/** Durable history: intervals in a journal, sealed into Parquet, asked by time, labels and step. */
export {
  type AppendableFile,
  FileError,
  type FileLock,
  type FileProblem,
  type Files,
} from './files/files.ts';
export { MemoryFiles } from './files/memory-files.ts';
export type { Coverage, Damage, StoredInterval, StoredPoint, StoredRuns } from './model.ts';
