/** Clients of a server: `node http-clients.mjs <url> <seconds> <listeners> <requests a second>`. Says how they fared, as JSON. */
import { Agent, get } from 'node:http';

const [url, seconds, listeners, perSecond] = process.argv
  .slice(2)
  .map((text, i) => (i === 0 ? text : Number(text)));
const PATHS = [
  '/api/v0/wal/telemetry/realtime',
  '/api/v0/wal/telemetry/metrics',
  '/api/v0/wal/telemetry/metrics?metric_type=operation_latency&operation_type=add&backend=ipfs&aggregation=average',
  '/api/v0/wal/telemetry/metrics?metric_type=success_rate&operation_type=get',
];
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const times = [];
let [events, failures, isOver] = [0, 0, false];

function fail(what) {
  if (isOver) return;
  failures += 1;
  if (failures <= 5) console.error(what);
}

function ask(path) {
  const began = performance.now();
  get(url + path, { agent }, (response) => {
    let bytes = 0;
    response.on('data', (chunk) => {
      bytes += chunk.length;
    });
    response.on('end', () => {
      times.push(performance.now() - began);
      if (response.statusCode !== 200 || bytes === 0) fail(`${path}: ${response.statusCode}, ${bytes} bytes`);
    });
  }).on('error', (error) => fail(`${path}: ${error.message}`));
}

const streams = Array.from({ length: listeners }, (_, i) => {
  const path = i % 2 === 0 ? '/api/v1/now' : '/api/v0/wal/telemetry/realtime';
  return get(url + path, { headers: { accept: 'text/event-stream' }, agent: false }, (response) => {
    if (response.statusCode !== 200) fail(`${path}: ${response.statusCode}`);
    response.on('data', (chunk) => {
      events += String(chunk).split('\ndata: ').length - 1;
    });
    response.on('end', () => fail(`${path}: the stream has ended`));
  }).on('error', (error) => fail(`${path}: ${error.message}`));
});

const began = performance.now();
let asked = 0;
await new Promise((resolve) => {
  const turn = setInterval(() => {
    const elapsed = (performance.now() - began) / 1000;
    if (elapsed >= seconds - 1) {
      clearInterval(turn);
      setTimeout(resolve, 500);
      return;
    }
    for (; asked < elapsed * perSecond; asked++) ask(PATHS[asked % PATHS.length]);
  }, 5);
});
isOver = true;
for (const stream of streams) stream.destroy();
agent.destroy();
times.sort((a, b) => a - b);
const at = (q) => times[Math.ceil(q * times.length) - 1];
const isQuiet = events < (listeners * (seconds - 2)) / 4;
if (isQuiet) console.error(`${events} events for ${listeners} listeners in ${seconds} s are too few`);
console.log(JSON.stringify({ requests: times.length, events, failures, p50Ms: at(0.5), p99Ms: at(0.99) }));
process.exitCode = failures > 0 || isQuiet || times.length < asked ? 1 : 0;
