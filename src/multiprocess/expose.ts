/** The worker's side: whoever asks over the channel is told what was recorded here. */

import { budgetOn, runInPieces } from '../metrics/inner.ts';
import { systemScheduler } from '../runtime/index.ts';
import {
  contextIn,
  randomId,
  type SnapshotSource,
  type TelemetrySnapshot,
  takingSnapshot,
} from '../telemetry/index.ts';
import { hear, type MessageChannelLike, post, requireChannel } from './channel.ts';
import { handingOut } from './chunks.ts';
import { type Answer, isAsk } from './protocol.ts';

/**
 * Answers `collectSnapshots` at the other end of the channel, until the function that it returns is called. Like
 * every listener on a channel, it keeps a Node worker alive that has nothing else to do.
 *
 * @throws TELEMETRY_CHANNEL
 * @example
 * shareSnapshots(telemetry, process); // in a worker of node:cluster
 * const stop = shareSnapshots(telemetry, parentPort); // in a worker thread; in a web worker: self
 */
export function shareSnapshots(source: SnapshotSource, channel: MessageChannelLike): () => void {
  requireChannel(channel);
  const worker = idOf(source);
  return hear(channel, (message) => {
    if (isAsk(message)) void tell(source, channel, { request: message.request, worker });
  });
}

/** However often it is shared, it is one. */
const ids = new WeakMap<SnapshotSource, string>();

function idOf(source: SnapshotSource): string {
  const id = ids.get(source) ?? randomId();
  ids.set(source, id);
  return id;
}

async function tell(
  source: SnapshotSource,
  channel: MessageChannelLike,
  ids: { readonly request: string; readonly worker: string },
): Promise<void> {
  const say = (answer: Answer) => post(channel, answer);
  say({ ...ids, inferometer: 'here' });
  try {
    const context = contextIn(source);
    const budget = context?.budget ?? budgetOn(systemScheduler());
    const snapshot: TelemetrySnapshot =
      context === undefined
        ? { runs: [], curves: [], ...(await source.snapshot()) }
        : await runInPieces(takingSnapshot(context), budget);
    const pieces = await runInPieces(
      handingOut(snapshot, (text) => void say({ ...ids, inferometer: 'piece', text })),
      budget,
    );
    say({ ...ids, inferometer: 'end', pieces });
  } catch {
    say({ ...ids, inferometer: 'end' });
  }
}
