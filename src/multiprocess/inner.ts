/** The door of multiprocess for the rooms of this house; not published. */
export { hear, type MessageChannelLike, post, requireChannel } from './channel.ts';
export { type CollectedSnapshots, collectSnapshots } from './collect.ts';
export type { CollectOptions } from './collecting/options.ts';
export { shareSnapshots } from './expose.ts';
