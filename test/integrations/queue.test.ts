// Jobs by the events that BullMQ's QueueEvents and Worker document, in the orders that they come in.
import { createTelemetry, getStorageMetrics } from 'inferometer';
import { type JobEvents, watchQueue } from 'inferometer/integrations/queue';
import { assert, test } from '../harness.ts';
import { refusals } from '../telemetry/support.ts';
import { countsBy } from './recorded.ts';

type Listener = (...args: unknown[]) => void;

class Emitter {
  readonly listeners = new Map<string, Set<Listener>>();
  on(event: string, listener: Listener): this {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
    return this;
  }
  off(event: string, listener: Listener): this {
    this.listeners.get(event)?.delete(listener);
    return this;
  }
  emit(event: string, ...args: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) listener(...args);
  }
}

function watched(options?: { backend?: string; operationType?: string }) {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const events = new Emitter();
  const stop = watchQueue(telemetry, events satisfies JobEvents, options);
  const outcomes = () => countsBy(telemetry, 'wal_operation_outcomes_total', 'outcome');
  return { telemetry, events, stop, outcomes };
}

test('a job waits, runs and is done', () => {
  const { telemetry, events, outcomes } = watched({ backend: 'redis', operationType: 'embed' });
  for (const jobId of ['1', '2', '3']) {
    events.emit('added', { jobId, name: 'embed' }, '1-0');
    events.emit('waiting', { jobId }, '1-1');
    events.emit('active', { jobId, prev: 'waiting' }, '1-2');
  }
  events.emit('completed', { jobId: '1', returnvalue: 'null' }, '1-3');
  events.emit('failed', { jobId: '2', failedReason: 'no' }, '1-4');
  events.emit('removed', { jobId: '3', prev: 'active' }, '1-5');
  assert.equal(outcomes(), { ok: 1, error: 1, aborted: 1 });
  const [embed] = getStorageMetrics(telemetry).operations;
  assert.equal([embed?.operationType, embed?.backend], ['embed', 'redis']);
  assert.equal(countsBy(telemetry, 'inferometer_recordings_refused_total', 'reason'), {});
});

test('an attempt that failed is a retry, by QueueEvents and by a Worker', () => {
  const { telemetry, events, outcomes } = watched();
  events.emit('waiting', { jobId: '1' });
  events.emit('active', { jobId: '1' });
  events.emit('waiting', { jobId: '1', prev: 'failed' });
  events.emit('active', { jobId: '1' });
  events.emit('completed', { jobId: '1' });
  const job = { id: '2', name: 'job', opts: { attempts: 2 }, attemptsMade: 0 };
  events.emit('active', job, 'waiting');
  events.emit('failed', { ...job, attemptsMade: 1 }, new TypeError('first'), 'active');
  events.emit('active', job, 'waiting');
  events.emit('failed', { ...job, attemptsMade: 2 }, new TypeError('last'), 'active');
  assert.equal(outcomes(), { ok: 1, error: 1 });
  assert.equal(countsBy(telemetry, 'wal_retry_count_total', 'operation_type'), { job: 2 });
  const types = countsBy(telemetry, 'wal_operation_failure_latency_seconds', 'error_type');
  assert.equal(types, { TypeError: 1 });
});

test('a job that is given up before its last attempt has failed', () => {
  const { telemetry, events, outcomes } = watched();
  const job = { id: '1', name: 'job', opts: { attempts: 3 }, attemptsMade: 0 };
  events.emit('active', job, 'waiting');
  events.emit('failed', { ...job, attemptsMade: 1, finishedOn: 1_700_000_000_000 }, new RangeError('never'));
  assert.equal(outcomes(), { error: 1 });
  assert.equal(countsBy(telemetry, 'wal_retry_count_total', 'operation_type'), {});
});

test('queues that number their jobs alike are two, and one that stopped tells nothing', () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const [one, other] = [new Emitter(), new Emitter()];
  const stop = watchQueue(telemetry, one, { backend: 'one' });
  watchQueue(telemetry, other, { backend: 'other' });
  for (const events of [one, other]) {
    events.emit('active', { jobId: '1' });
    events.emit('completed', { jobId: '1' });
  }
  stop();
  one.emit('active', { jobId: '2' });
  one.emit('completed', { jobId: '2' });
  assert.equal(countsBy(telemetry, 'wal_operation_outcomes_total', 'backend'), { one: 1, other: 1 });
  assert.ok([...one.listeners.values()].every((listeners) => listeners.size === 0));
});

test('events of jobs that nobody knows, and of none, cost nothing', () => {
  const { telemetry, events, outcomes } = watched();
  events.emit('completed', { jobId: '9' });
  events.emit('failed', undefined, new Error('x'));
  events.emit('active', null);
  assert.equal(outcomes(), {});
  assert.is(refusals(telemetry, 'unknown_operation'), 0);
});
