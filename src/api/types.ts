/** What goes over the wire, as types alone. */
export type * from './generated/types.ts';
