// Workers that are late, gone, silent and new: sums never fall, and rise by what was recorded.
import fc from 'fast-check';
import { createTelemetry, type Telemetry, type TelemetrySnapshot } from 'inferometer';
import { collectSnapshots, shareSnapshots } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

function totalOf(snapshot: TelemetrySnapshot, name: string): number | undefined {
  const series = snapshot.metrics.find(({ fullName }) => fullName === name)?.series ?? [];
  if (series.length === 0) return undefined;
  return series.reduce((sum, one) => sum + ('value' in one ? one.value : one.histogram.count), 0);
}

class Worker {
  readonly telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  readonly port: MessagePort;
  /** What really happened, and as much of it as was told. */
  recorded = 0;
  told = { served_total: 0, own_seconds: 0 };
  state: 'well' | 'late' | 'damaged' = 'well';
  private readonly stop: () => void;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const snapshot = async () => {
      // One that is late says so here, so that nobody has to wait for it.
      if (this.state === 'late') throw new Error('late');
      const whole = this.telemetry.snapshot();
      if (this.state === 'well') return whole;
      const metrics = whole.metrics.map((metric) =>
        metric.fullName === 'served_total' ? { ...metric, series: [null as never] } : metric,
      );
      return { ...whole, metrics };
    };
    this.stop = shareSnapshots({ snapshot }, port2);
    this.telemetry.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(1);
    this.telemetry.upDownCounter({ name: 'in_flight', help: 'In flight.' }).withLabels().add(1);
  }

  record(times: number): void {
    this.recorded += times;
    this.telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(times);
    const histogram = this.telemetry.histogram({ name: 'own_seconds', help: 'Own.', unit: 'seconds' });
    for (let i = 0; i < times; i++) histogram.withLabels().record(0.1);
  }

  asked(): void {
    if (this.state !== 'late') this.told.own_seconds = this.recorded;
    if (this.state === 'well') this.told.served_total = this.recorded;
  }

  close(): void {
    this.stop();
    this.port.close();
    this.telemetry.dispose();
  }
}

const STATES = { block: 'late', damage: 'damaged', heal: 'well' } as const;

type Step = {
  readonly kind: 'record' | 'start' | 'kill' | 'restart' | keyof typeof STATES;
  readonly which: number;
  readonly times: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('record', 'record', 'start', 'kill', 'restart', 'block', 'damage', 'heal'),
  which: fc.nat(9),
  times: fc.integer({ min: 1, max: 9 }),
});

test('over any sequence of late, damaged, dead, restarted and new workers sums rise by what was told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      using own = createTelemetry({ logLevel: 'silent' });
      const alive: Worker[] = [new Worker()];
      const dead: Worker[] = [];
      const all = collectSnapshots(own, () => alive.map(({ port }) => port), { timeoutSeconds: 60 });
      const before = { served_total: 0, own_seconds: 0 };
      const increase = { served_total: 0, own_seconds: 0 };
      for (const { kind, which, times } of steps) {
        const worker = alive[which % Math.max(1, alive.length)];
        if (worker !== undefined && (kind === 'kill' || kind === 'restart')) {
          worker.close();
          dead.push(...alive.splice(alive.indexOf(worker), 1));
        }
        if (kind === 'start' || kind === 'restart') alive.push(new Worker());
        if (kind === 'record') worker?.record(times);
        if (worker !== undefined && kind in STATES) worker.state = STATES[kind as keyof typeof STATES];
        const snapshot = await all.snapshot();
        for (const one of alive) one.asked();
        for (const name of ['served_total', 'own_seconds'] as const) {
          const total = totalOf(snapshot, name) ?? 0;
          // As Prometheus has it: what falls was set back to nothing.
          increase[name] += total < before[name] ? total : total - before[name];
          before[name] = total;
          const expected = [...alive, ...dead].reduce((sum, { told }) => sum + told[name], 0);
          assert.equal([name, total, increase[name]], [name, expected, expected]);
        }
        assert.is(all.missing, alive.filter(({ state }) => state === 'late').length);
        // What is there now, and was heard of: what is gone has no depth.
        assert.ok((totalOf(snapshot, 'depth') ?? 0) <= alive.length);
        assert.ok((totalOf(snapshot, 'in_flight') ?? 0) <= alive.length);
      }
      for (const worker of alive) worker.close();
    }),
    { numRuns: 60 },
  );
});

test('of a worker that is killed no more is lost than since the last round of questions', async () => {
  const waiting: (() => void)[] = [];
  const timer = {
    after: (milliseconds: number, run: () => void) => {
      if (milliseconds === 2000) waiting.push(run);
      return () => {};
    },
  };
  const own = createTelemetry({ logLevel: 'silent', timer });
  let workers = [new Worker()];
  const [worker] = workers as [Worker];
  const all = collectSnapshots(own, () => workers.map(({ port }) => port), { everySeconds: 2 });
  worker.record(5);
  waiting.shift()?.();
  // The round is over when the next one is waited for.
  while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  worker.record(3);
  worker.close();
  workers = [];
  assert.is(totalOf(await all.snapshot(), 'served_total'), 5);
  own.dispose();
  waiting.shift()?.();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.is(waiting.length, 0);
});

test('hundreds of workers that came and went are one sum', async () => {
  using own = createTelemetry({ logLevel: 'silent' });
  let worker = new Worker();
  const all = collectSnapshots(own, () => [worker.port]);
  for (let i = 0; i < 130; i++) {
    worker.record(2);
    await all.snapshot();
    worker.close();
    worker = new Worker();
  }
  assert.is(totalOf(await all.snapshot(), 'served_total'), 260);
  worker.record(1);
  assert.is(totalOf(await all.snapshot(), 'served_total'), 261);
  assert.is(totalOf(await all.snapshot(), 'depth'), 1);
  worker.close();
});

test('a worker that tells what cannot be read counts with what it told before', async () => {
  using own = createTelemetry({ logLevel: 'silent' });
  using telemetry = createTelemetry({ logLevel: 'silent' });
  telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(5);
  let isDamaged = false;
  const source = {
    snapshot: () => {
      const snapshot = telemetry.snapshot();
      if (!isDamaged) return snapshot;
      return {
        ...snapshot,
        metrics: snapshot.metrics.map((metric) => ({ ...metric, series: [{ labels: {}, histogram: 7 }] })),
      };
    },
  };
  const { port1, port2 } = new MessageChannel();
  shareSnapshots(source as never, port2);
  const all = collectSnapshots(own, () => [port1]);
  assert.is(totalOf(await all.snapshot(), 'served_total'), 5);
  isDamaged = true;
  assert.is(totalOf(await all.snapshot(), 'served_total'), 5);
  assert.is(all.missing, 0);
  const conflicts = (await all.snapshot()).metrics.find(
    ({ fullName }) => fullName === 'inferometer_instrument_conflicts_total',
  );
  assert.ok(conflicts?.series.some(({ labels }) => labels.metric === 'served_total'));
  port1.close();
});

test('a telemetry that is shared anew is the same worker', async () => {
  using own = createTelemetry({ logLevel: 'silent' });
  using telemetry = createTelemetry({ logLevel: 'silent' });
  telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(5);
  const { port1, port2 } = new MessageChannel();
  const all = collectSnapshots(own, () => [port1]);
  for (let i = 0; i < 3; i++) {
    const stop = shareSnapshots(telemetry, port2);
    assert.is(totalOf(await all.snapshot(), 'served_total'), 5);
    stop();
  }
  port1.close();
});

test('what a worker that left has counted expires, but for what somebody else tells of too', async () => {
  using own = createTelemetry({ logLevel: 'silent' });
  const served = (telemetry: Telemetry, name: string, times: number) =>
    telemetry
      .counter({ name: 'by_shard_total', help: 'Served.', labels: ['shard'] })
      .withLabels({ shard: name })
      .add(times);
  const [leaving, staying] = [new Worker(), new Worker()];
  const alive = new Set([leaving, staying]);
  const all = collectSnapshots(own, () => [...alive].map(({ port }) => port), { expireAfterSeconds: 0.05 });
  const shards = async () => {
    const { metrics } = await all.snapshot();
    const series = metrics.find(({ fullName }) => fullName === 'by_shard_total')?.series ?? [];
    return Object.fromEntries(series.map((one) => [one.labels.shard, 'value' in one ? one.value : 0]));
  };
  served(leaving.telemetry, 'alone', 5);
  served(leaving.telemetry, 'shared', 5);
  served(leaving.telemetry, 'of the primary', 5);
  served(staying.telemetry, 'shared', 1);
  served(own, 'of the primary', 1);
  await all.snapshot();
  leaving.close();
  alive.delete(leaving);
  assert.equal(await shards(), { 'of the primary': 6, shared: 6, alone: 5 }, 'it has just left');
  await new Promise((resolve) => setTimeout(resolve, 60));
  for (let i = 0; i < 2; i++) assert.equal(await shards(), { 'of the primary': 6, shared: 6 });
  staying.close();
  alive.delete(staying);
  await shards();
  for (let i = 0; i < 2; i++) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    await shards();
  }
  assert.equal(await shards(), { 'of the primary': 6 });
  for (const expireAfterSeconds of [0, -1, Number.NaN, '5' as never]) {
    assert.throwsCode(
      () => collectSnapshots(own, () => [], { expireAfterSeconds }),
      'TELEMETRY_COLLECT_OPTION',
    );
  }
});
