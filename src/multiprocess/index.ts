/** The door of multiprocess for the rooms of this house; not published. */
export type { MessageChannelLike } from './channel.ts';
export { type CollectedSnapshots, type CollectOptions, collectSnapshots } from './collect.ts';
export { shareSnapshots } from './expose.ts';
