// Every export of `inferometer/connect`.
import { createTelemetry } from 'inferometer';
import * as connect from 'inferometer/connect';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export const calls = {
  connect: async () => {
    const options: connect.ConnectOptions = {
      remoteWrite: { url: 'http://127.0.0.1:9', externalLabels: { job: 'j', instance: 'i' } },
    };
    const request: connect.ConnectRequest = options;
    const connection: connect.Connection = await connect.connect(createTelemetry({ logger: quiet }), request);
    const [name]: readonly connect.ConnectionName[] = connection.connected;
    if (name !== 'remote_write') throw new Error('not connected');
    await connection.close();
  },
} satisfies Record<keyof typeof connect, () => unknown>;
