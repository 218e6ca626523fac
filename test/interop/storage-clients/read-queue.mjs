// Jobs of BullMQ, on a Redis of its own: `read-queue.mjs <port>`. Prints what the queue counts, and what was recorded.
import { Queue, QueueEvents, UnrecoverableError, Worker } from 'bullmq';
import { createTelemetry } from '../../../dist/index.js';
import { watchQueue } from '../../../dist/integrations/queue.js';
import { countsBy } from '../local-models/record.mjs';

const connection = { host: '127.0.0.1', port: Number(process.argv[2]) };
const [byEvents, byWorker] = [createTelemetry(), createTelemetry()];
const queue = new Queue('jobs', { connection });
const events = new QueueEvents('jobs', { connection });
await events.waitUntilReady();
watchQueue(byEvents, events, { backend: 'redis' });
const attempts = {};
const worker = new Worker(
  'jobs',
  async ({ name, id }) => {
    attempts[id] = (attempts[id] ?? 0) + 1;
    if (name === 'flaky' && attempts[id] === 1) throw new TypeError('at first');
    if (name === 'broken') throw new RangeError('always');
    if (name === 'hopeless') throw new UnrecoverableError('never');
    await new Promise((done) => setTimeout(done, 5));
  },
  { connection, concurrency: 4, autorun: false },
);
watchQueue(byWorker, worker, { backend: 'redis' });

const names = ['fine', 'fine', 'fine', 'flaky', 'broken', 'hopeless'];
let open = names.length;
const allEnded = new Promise((done) => {
  const ended = () => {
    open -= 1;
    if (open === 0) setTimeout(done, 200);
  };
  events.on('completed', ended).on('failed', ended);
});
for (const name of names) await queue.add(name, {}, { attempts: name === 'flaky' ? 3 : 2 });
worker.run();
await allEnded;
const counts = await queue.getJobCounts('completed', 'failed');
const tried = Object.values(attempts).reduce((sum, count) => sum + count - 1, 0);
const recordOf = (telemetry) => ({
  outcomes: countsBy(telemetry, 'wal_operation_outcomes_total', 'outcome'),
  retries: Object.values(countsBy(telemetry, 'wal_retry_count_total', 'operation_type')).reduce(
    (a, b) => a + b,
    0,
  ),
  refused: countsBy(telemetry, 'recordings_refused_total', 'reason'),
});
console.log(
  `RESULTS ${JSON.stringify({ counts, tried, events: recordOf(byEvents), worker: recordOf(byWorker) })}`,
);
process.exit(0);
