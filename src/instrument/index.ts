/** The door of instrument for the rooms of this house; not published. */
export type { CallDescription, DescribeCall, InstrumentOptions } from './description.ts';
export { instrument } from './instrument.ts';
