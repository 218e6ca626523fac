/** The door of multiprocess for the rooms of this house; not published. */
export { hear, type MessageChannelLike, post, requireChannel } from './channel.ts';
export { type CollectedSnapshots, type CollectOptions, collectSnapshots } from './collect.ts';
export { shareSnapshots } from './expose.ts';
