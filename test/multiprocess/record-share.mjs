// A worker of the tests, started in a thread or a process of its own: records its share, tells it, and waits.
import cluster from 'node:cluster';
import { parentPort, workerData } from 'node:worker_threads';
import { createTelemetry } from 'inferometer';
import { shareSnapshots } from 'inferometer/prometheus';

const share = workerData?.share ?? JSON.parse(process.env.SHARE);
const telemetry = createTelemetry();
const help = 'A metric of this test.';
const latency = telemetry.histogram({ name: 'latency_seconds', help, labels: ['model'] });
const served = telemetry.counter({ name: 'served_total', help, labels: ['model'] });
const depth = telemetry.gauge({ name: 'depth', help });
for (const { model, seconds } of share) {
  latency.withLabels({ model }).record(seconds);
  served.withLabels({ model }).add();
}
depth.withLabels().set(share.length);

const channel = parentPort ?? process;
shareSnapshots(telemetry, channel);
if (parentPort) parentPort.postMessage('ready');
else process.send('ready');
// A worker of a cluster lives as long as its channel; it ends when its primary says so.
if (cluster.isWorker) process.on('disconnect', () => process.exit());
