// A program with a store that comes to its end in the way that it is told: `ending.mjs <place> <way> <options as JSON>`.
// Of the built files, by their paths, which every runtime finds.
import process from 'node:process';
import { createTelemetry } from '../../../dist/index.js';
import { openStore } from '../../../dist/store/index.js';

const [place, way, options = '{}'] = process.argv.slice(2);
const store = await openStore({ path: place, ...JSON.parse(options) });
const telemetry = createTelemetry({ store });
const infer = (times) => {
  for (let i = 0; i < times; i++) telemetry.trackInference({ modelId: 'm' }, () => 1);
};
const wait = () => void setInterval(() => {}, 1000);

infer(2);
await telemetry.flush();
infer(3);

const ways = {
  end() {},
  later() {
    // The program was idle, and went on: it listens to that itself.
    process.once('beforeExit', () => setTimeout(() => infer(4), 50));
  },
  exit() {
    process.exit(3);
  },
  throw() {
    setTimeout(() => {
      throw new Error('as planned');
    }, 10);
  },
  reject() {
    setTimeout(() => void Promise.reject(new Error('as planned')), 10);
  },
  appending() {
    // What was just handed on is on its way, and on no disk.
    telemetry.collector.flush();
    infer(1);
    process.exit(0);
  },
  async encoding() {
    // Some hundred milliseconds of slices, which are left in the midst.
    const metric = telemetry.histogram({
      name: 'own_seconds',
      help: 'Own.',
      labels: ['series'],
      unit: 'seconds',
    });
    for (let i = 0; i < 2000; i++) {
      const series = metric.withLabels({ series: `series-${i}` });
      for (let k = 1; k < 100; k++) series.record(k * (1 + i));
    }
    telemetry.collector.flush();
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    infer(1);
    process.exit(0);
  },
  wait,
  listening() {
    process.once('SIGTERM', () => {
      infer(1);
      process.exit(7);
    });
    wait();
  },
  ignoring() {
    process.on('SIGTERM', () => console.log('ignored'));
    wait();
  },
  // While the signal comes, the event loop has no turn.
  async flushing() {
    await telemetry.flush();
    infer(5);
    wait();
  },
};
await ways[way]();
console.log('ready');
