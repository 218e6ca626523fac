// Every export of `inferometer/multiprocess`, called as a program would.
import { createTelemetry } from 'inferometer';
import * as multiprocess from 'inferometer/multiprocess';
import { recorded } from './root.ts';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

export const calls = {
  attachWorker: async () => {
    const { port1, port2 } = new MessageChannel();
    multiprocess.shareSnapshots(await recorded(), port2);
    const telemetry: multiprocess.TelemetryHandle = createTelemetry();
    const attached: multiprocess.AttachedWorker = multiprocess.attachWorker(telemetry, port1, {
      timeoutSeconds: 1,
    });
    const snapshot: multiprocess.TelemetrySnapshot = await attached.snapshot();
    expect(await attached.detach());
    port1.close();
    expect(attached.missing === 0 && snapshot.metrics.some(({ fullName }) => fullName === 'hits_total'));
  },
  collectSnapshots: async () => {
    const { port1, port2 } = new MessageChannel();
    multiprocess.shareSnapshots(await recorded(), port2);
    const options: multiprocess.CollectOptions = { timeoutSeconds: 1 };
    const all: multiprocess.CollectedSnapshots = multiprocess.collectSnapshots(
      createTelemetry(),
      () => [port1],
      options,
    );
    await all.snapshot();
    port1.close();
    expect(all.missing === 0);
  },
  shareSnapshots: async () => {
    const { port1, port2 } = new MessageChannel();
    const channel: multiprocess.MessageChannelLike = port1;
    multiprocess.shareSnapshots(await recorded(), channel)();
    port1.close();
    port2.close();
  },
};
