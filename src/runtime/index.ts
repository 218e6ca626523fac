/** The door of runtime for the rooms of this house; not published. */
export { builtinModule } from './builtin.ts';
export { systemClock } from './clock.ts';
export { platformDeflate } from './deflate.ts';
export {
  type EventLoopDelays,
  type EventLoopMonitor,
  type EventLoopTimes,
  eventLoopTimes,
  measureTurn,
  monitorEventLoop,
  onCollection,
} from './event-loop.ts';
export { jsonLinesLogger } from './json-lines.ts';
export { listen } from './listen.ts';
export { memoryProbe } from './memory.ts';
export { type NodeRequest, type NodeResponse, nodeListener } from './node-http.ts';
export { type CpuSeconds, type ProcessReadings, processReadings, runtimeName } from './process.ts';
export { systemTimer } from './timer.ts';
export { systemScheduler } from './turn.ts';
