/** The worker's side: whoever asks over the channel is told what was recorded here, and once more when the worker ends. */
import { contextIn, type SnapshotSource } from '../telemetry/index.ts';
import { type MessageChannelLike, requireChannel } from './channel.ts';
import { SHARING } from './protocol.ts';
import { Sharing } from './sharing.ts';

/**
 * Answers `collectSnapshots` at the other end of the channel, until the function that it returns is called. Like
 * every listener on a channel, it keeps a Node worker alive that has nothing else to do. Who has asked is told once more
 * what was recorded when the worker ends: when it exits, by itself or by `process.exit()`, when SIGTERM or SIGINT ends it,
 * when its page is hidden, and when the telemetry is disposed of.
 *
 * @throws TELEMETRY_CHANNEL
 * @example
 * shareSnapshots(telemetry, process); // in a worker of node:cluster
 * const stop = shareSnapshots(telemetry, parentPort); // in a worker thread; in a web worker: self
 */
export function shareSnapshots(source: SnapshotSource, channel: MessageChannelLike): () => void {
  requireChannel(channel);
  return sharingOf(source).over(channel);
}

/** However often it is shared, it is one. */
const sharings = new WeakMap<SnapshotSource, Sharing>();

function sharingOf(source: SnapshotSource): Sharing {
  const context = contextIn(source);
  if (context !== undefined) {
    // Of all copies of the library, of whatever version, since nobody asks it for more than `over`.
    const sharing = (context.components.get(SHARING) as Sharing | undefined) ?? new Sharing(source);
    context.components.set(SHARING, sharing);
    return sharing;
  }
  const sharing = sharings.get(source) ?? new Sharing(source);
  sharings.set(source, sharing);
  return sharing;
}
