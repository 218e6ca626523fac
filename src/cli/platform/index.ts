/** What differs between a program and a library: a process, its terminal, its files. */
export { runAgain } from './children.ts';
export {
  type FileFacts,
  factsOf,
  machineName,
  moduleUrl,
  paths,
  readBytes,
  readHead,
  readLines,
  readText,
  shownPath,
  writeWhole,
} from './files.ts';
export type { Signal } from './node-types.ts';
export { hasModules, host, onSignal, openStreams, type Streams } from './process.ts';
