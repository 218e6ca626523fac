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
  private isLate = false;
  private readonly stop: () => void;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    // One that is late says so here, so that nobody has to wait for it.
    const snapshot = async () => {
      if (this.isLate) throw new Error('late');
      return this.telemetry.snapshot();
    };
    this.stop = shareSnapshots({ snapshot }, port2);
    this.telemetry.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(1);
    this.telemetry.upDownCounter({ name: 'in_flight', help: 'In flight.' }).withLabels().add(1);
  }

  record(times: number): void {
    this.telemetry.counter({ name: 'served_total', help: 'Served.' }).withLabels().add(times);
    const histogram = this.telemetry.histogram({ name: 'own_seconds', help: 'Own.', unit: 'seconds' });
    for (let i = 0; i < times; i++) histogram.withLabels().record(0.1);
  }

  block(): void {
    this.isLate = true;
  }

  unblock(): void {
    this.isLate = false;
  }

  close(): void {
    this.stop();
    this.port.close();
    this.telemetry.dispose();
  }
}

type Step =
  | { readonly kind: 'record' | 'block' | 'unblock' | 'kill'; readonly which: number; readonly times: number }
  | { readonly kind: 'start' };

const step = fc.oneof(
  fc.record({
    kind: fc.constantFrom<'record' | 'block' | 'unblock' | 'kill'>(
      'record',
      'record',
      'block',
      'unblock',
      'kill',
    ),
    which: fc.nat(9),
    times: fc.integer({ min: 1, max: 9 }),
  }),
  fc.constant<Step>({ kind: 'start' }),
);

test('over any sequence of late, dead and new workers sums rise by what was told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      using own = createTelemetry({ logLevel: 'silent' });
      const alive: { worker: Worker; recorded: number; told: number; isBlocked: boolean }[] = [];
      let ofDead = 0;
      const options = { timeoutSeconds: 60 };
      const all = collectSnapshots(own, () => alive.map(({ worker }) => worker.port), options);
      const start = () => alive.push({ worker: new Worker(), recorded: 0, told: 0, isBlocked: false });
      start();
      for (const one of steps) {
        const member = one.kind === 'start' ? undefined : alive[one.which % Math.max(1, alive.length)];
        if (one.kind === 'start') start();
        else if (member !== undefined) {
          const { worker } = member;
          if (one.kind === 'record') {
            worker.record(one.times);
            member.recorded += one.times;
          } else if (one.kind === 'kill') {
            ofDead += member.told;
            worker.close();
            alive.splice(alive.indexOf(member), 1);
          } else {
            worker[one.kind]();
            member.isBlocked = one.kind === 'block';
          }
        }
        const snapshot = await all.snapshot();
        for (const other of alive) if (!other.isBlocked) other.told = other.recorded;
        const expected = alive.reduce((sum, { told }) => sum + told, ofDead);
        assert.is(totalOf(snapshot, 'served_total') ?? 0, expected);
        assert.is(totalOf(snapshot, 'own_seconds') ?? 0, expected);
        assert.is(all.missing, alive.filter(({ isBlocked }) => isBlocked).length);
        // What is there now, and was heard of: what is gone has no depth.
        assert.ok((totalOf(snapshot, 'depth') ?? 0) <= alive.length);
        assert.ok((totalOf(snapshot, 'in_flight') ?? 0) <= alive.length);
      }
      for (const { worker } of alive) worker.close();
    }),
    { numRuns: 40 },
  );
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
  assert.is(all.missing, 1);
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
