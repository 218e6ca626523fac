// Records once, is asked, records twice more when it is told to end, and ends as it was started to.
import { parentPort, workerData } from 'node:worker_threads';
import { createTelemetry } from 'inferometer';
import { shareSnapshots } from 'inferometer/prometheus';

const { end } = workerData ?? JSON.parse(process.env.LAST_WORDS);
const channel = parentPort ?? process;
const say = (message) => (parentPort ? parentPort.postMessage(message) : process.send(message));
const telemetry = createTelemetry({ logLevel: 'silent', seriesLimit: 10_000 });
const served = telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels();
const work = telemetry.histogram({ name: 'work_seconds', help: 'Work.', unit: 'seconds' }).withLabels();
const many = telemetry.counter({ name: 'many_total', help: 'Many.', labels: ['which'] });
const record = () => {
  served.add(1);
  work.record(0.1);
};
telemetry.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(4);
shareSnapshots(telemetry, channel);
record();

const recordMegabytes = (letter = 'x', count = 9000) => {
  for (let i = 0; i < count; i++) many.withLabels({ which: `${letter.repeat(200)}${i}` }).add(1);
};

const ends = {
  'process.exit()': () => process.exit(),
  'an exception that nobody catches': () => {
    throw new Error('of the test');
  },
  'nothing left to do': () => {
    channel.off('message', heard);
    // What shares listens on, and would keep it alive.
    if (parentPort) parentPort.unref();
    else process.channel.unref();
  },
  SIGTERM: () => say('recorded'),
  SIGKILL: () => say('recorded'),
  'the telemetry disposed of, then process.exit()': () => {
    telemetry.dispose();
    process.exit();
  },
  'megabytes, then process.exit()': () => {
    recordMegabytes();
    process.exit();
  },
  'letters of three bytes, then process.exit(), told to somebody who is held up': () => {
    recordMegabytes('字', 2000);
    say('hold');
    process.exit();
  },
  'megabytes, then process.exit(), told to somebody who is held up': () => {
    recordMegabytes();
    say('hold');
    process.exit();
  },
  'megabytes, the telemetry disposed of, then process.exit()': () => {
    recordMegabytes();
    telemetry.dispose();
    process.exit();
  },
  'megabytes, the telemetry disposed of, and some time': () => {
    recordMegabytes();
    const startedMs = performance.now();
    const { wait } = Atomics;
    let heldMs = 0;
    Atomics.wait = (...args) => {
      heldMs += args[3];
      return wait(...args);
    };
    telemetry.dispose();
    say({ heldMs, tookMs: performance.now() - startedMs });
  },
};

const heard = (message) => {
  if (message !== 'end') return;
  record();
  record();
  setTimeout(ends[end], 1);
};
channel.on('message', heard);
say('ready');
