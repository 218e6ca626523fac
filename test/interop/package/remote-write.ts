// Every export of `inferometer/remote-write`, called as a program would.
import * as remoteWrite from 'inferometer/remote-write';
import { recorded } from './root.ts';

export const calls = {
  createRemoteWrite: async () => {
    let requests = 0;
    const options: remoteWrite.RemoteWriteOptions = {
      url: 'http://localhost/api/v1/write',
      externalLabels: { job: 'program', instance: 'a' },
      fetch: async () => {
        requests += 1;
        return new Response(null, { status: 204 });
      },
    };
    const remote: remoteWrite.RemoteWrite = remoteWrite.createRemoteWrite(await recorded(), options);
    await remote.flush();
    await remote.stop({ timeoutSeconds: 1 } satisfies remoteWrite.RemoteWriteStop);
    if (requests === 0) throw new Error('nothing was sent');
  },
} satisfies Record<keyof typeof remoteWrite, () => unknown>;
