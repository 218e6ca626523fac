// A web worker, dedicated or shared, that records when it is told to, and shares what it recorded.
import { createTelemetry } from 'inferometer';
import { shareSnapshots } from 'inferometer/multiprocess';

const telemetry = createTelemetry({ logLevel: 'silent' });
const served = telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels();
const work = telemetry.histogram({ name: 'work_seconds', help: 'Work.', unit: 'seconds' }).withLabels();
telemetry.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(1);

/** What a worker is to do: record so many times, listen on another port, too, or end. */
export type Command = { readonly record: number } | { readonly port: MessagePort } | 'close';

interface Channel {
  postMessage(message: unknown): void;
  addEventListener(event: 'message', listener: (event: MessageEvent<Command>) => void): void;
  removeEventListener(event: 'message', listener: unknown): void;
  start?(): void;
}

function serve(channel: Channel): void {
  shareSnapshots(telemetry, channel);
  channel.addEventListener('message', ({ data }) => {
    if (data === 'close') (globalThis as unknown as { close(): void }).close();
    else if ('port' in data) serve(data.port);
    else if ('record' in data) {
      for (let i = 0; i < data.record; i++) {
        served.add(1);
        work.record(0.1);
      }
      channel.postMessage({ recorded: data.record });
    }
  });
}

const scope = globalThis as unknown as Channel & {
  onconnect?: ((event: MessageEvent) => void) | null;
};
if ('onconnect' in scope) scope.onconnect = ({ ports }) => serve(ports[0] as MessagePort);
else {
  serve(scope);
  scope.postMessage({ recorded: 0 });
}
