/** The door of instrument for the rooms of this house; not published. */
export { type BegunCall, Calls, RecordedCall } from './calls.ts';
export type { CallDescription, DescribeCall, InstrumentOptions } from './description.ts';
export { instrument } from './instrument.ts';
export {
  type CallsOf,
  CHAT,
  COMPLETION,
  CONTENT,
  EMBEDDINGS,
  type KnownMethod,
  requestDescription,
} from './known-clients.ts';
export { standInFor } from './stand-ins.ts';
