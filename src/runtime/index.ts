/** The door of runtime for the rooms of this house; not published. */
export { systemClock } from './clock.ts';
export { platformDeflate } from './deflate.ts';
export { jsonLinesLogger } from './json-lines.ts';
export { listen } from './listen.ts';
export { memoryProbe } from './memory.ts';
export { runtimeName } from './name.ts';
export { type NodeRequest, type NodeResponse, nodeListener } from './node-http.ts';
export { systemTimer } from './timer.ts';
export { systemScheduler } from './turn.ts';
