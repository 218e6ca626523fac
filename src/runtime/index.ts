/** The door of runtime for the rooms of this house; not published. */
export { hasWebGpu, hasWebNn } from './acceleration.ts';
export { attempted, builtinModule } from './builtin.ts';
export { systemClock } from './clock.ts';
export { consoleWantsColor, wantsColor } from './color.ts';
export { platformDeflate } from './deflate.ts';
export { type Ending, onEnding, onPageHidden } from './ending.ts';
export { environmentVariables, expandedPath } from './environment.ts';
export {
  type EventLoopDelays,
  type EventLoopMonitor,
  type EventLoopTimes,
  eventLoopTimes,
  measureTurn,
  monitorEventLoop,
  onCollection,
} from './event-loop.ts';
export { installedPackage } from './installed-package.ts';
export { listen } from './listen/listen.ts';
export { type NodeRequest, type NodeResponse, nodeListener } from './listen/node-http.ts';
export { memoryProbe } from './memory.ts';
export { packageFile } from './package-file.ts';
export { type CpuSeconds, type ProcessReadings, processReadings, runtimeName } from './process.ts';
export { requiredModule } from './required-module.ts';
export { systemTimer } from './timer.ts';
export { systemScheduler } from './turn.ts';
