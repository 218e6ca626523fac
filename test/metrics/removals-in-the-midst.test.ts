// Series that are removed, forgotten, or expire in the midst of everything: of a page that is read, of an interval that ends in
// slices, of a listener that is called. Nothing is lost or counted twice, and nothing is told twice.
import fc from 'fast-check';
import { createTelemetry, forget, type Interval, type Telemetry } from 'inferometer';
import { exposition } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { countOf, sampleOf } from '../telemetry/support.ts';
import { Machine } from '../telemetry/time.ts';

const HITS = { name: 'hits_total', help: 'H.', labels: ['key'] };
const WAITS = { name: 'wait_seconds', help: 'W.', labels: ['key'], expireAfterSeconds: 200 };
const KEYS = 300;

/** Of intervals: counters add up, and so do counts of histograms. No interval tells a series twice. */
function keptIn(intervals: readonly Interval[], name: string): number {
  let sum = 0;
  for (const { metrics } of intervals) {
    for (const { fullName, series } of metrics) {
      if (fullName !== name) continue;
      const told = series.map(({ labels, overflow }) => JSON.stringify([labels, overflow]));
      assert.is(new Set(told).size, told.length, `${name} is told once in an interval`);
      for (const point of series) sum += 'value' in point ? point.value : point.histogram.count;
    }
  }
  return sum;
}

type Step = readonly [kind: number, key: number, value: number];

const step = fc.tuple(fc.nat(9), fc.nat(KEYS - 1), fc.integer({ min: 1, max: 9 }));

class Program {
  readonly machine = new Machine();
  readonly telemetry: Telemetry;
  readonly intervals: Interval[] = [];
  readonly since = new Map<string, number>();
  total = 0;
  recorded = 0;
  private readonly hits;
  private readonly waits;
  private readonly handles;
  private pages: ReadableStreamDefaultReader<Uint8Array>[] = [];
  private reading: Iterator<unknown> | undefined;

  constructor(withinListener: readonly Step[]) {
    const { machine } = this;
    // Every look at it takes so long that each slice is one of its own.
    const clock = {
      monotonicMs: () => {
        ticks += 1;
        return machine.monotonicMs() + ticks * 3;
      },
      wallUnixMs: () => machine.wallUnixMs(),
    };
    let ticks = 0;
    this.telemetry = createTelemetry({ clock, timer: machine, logLevel: 'silent' });
    this.hits = this.telemetry.counter(HITS);
    this.waits = this.telemetry.histogram(WAITS);
    this.handles = Array.from({ length: 20 }, (_, key) => ({
      hit: this.hits.withLabels({ key: `${key}` }),
      wait: this.waits.withLabels({ key: `${key}` }),
    }));
    let within = [...withinListener];
    this.telemetry.collector.subscribe((interval) => {
      this.intervals.push(interval);
      const steps = within;
      within = [];
      for (const one of steps) this.run(one);
    });
  }

  run([kind, number, value]: Step): void {
    const { hits, waits, telemetry, machine } = this;
    const key = `${number}`;
    if (kind <= 2) this.record(hits.withLabels({ key }), waits.withLabels({ key }), key, value);
    else if (kind === 3) {
      const { hit, wait } = this.handles[number % 20] as (typeof this.handles)[number];
      this.record(hit, wait, `${number % 20}`, value);
    } else if (kind === 4) {
      this.recall();
      hits.remove({ key });
      waits.remove({ key });
      this.since.delete(key);
    } else if (kind === 5 && value < 3) {
      this.recall();
      forget(telemetry, { labels: { key } });
      this.since.delete(key);
    } else if (kind === 5 && value === 3) {
      this.recall();
      hits.clear();
      waits.clear();
      this.since.clear();
    } else if (kind === 6) machine.pass(value === 9 ? 61 : 0.001);
    else if (kind === 7) this.read();
    else if (kind === 8 && value < 3) telemetry.collector.flush();
    else if (kind === 8) for (let i = 0; i < 40; i++) this.run([0, (number + i) % KEYS, value]);
    else for (let i = 0; i < 40; i++) this.run([4, (number + i) % KEYS, value]);
  }

  /** What was recorded through a handle of a removed series is there again, and may be removed. */
  private recall(): void {
    this.telemetry.snapshot();
  }

  /** A part of what is under way. */
  private read(): void {
    const reading = this.reading ?? this.everyPoint();
    this.reading = reading;
    for (let i = 0; i < 50; i++) if (reading.next().done) this.reading = undefined;
  }

  private *everyPoint(): Generator<void> {
    for (const { fullName, series } of this.telemetry.metrics) {
      const told = new Set<string>();
      for (const { labels, overflow } of series) {
        const text = JSON.stringify([labels, overflow]);
        assert.is(told.has(text), false, `${fullName} ${text} is told once`);
        told.add(text);
        yield;
      }
    }
  }

  private record(
    hit: { add(value: number): void },
    wait: { record(value: number): void },
    key: string,
    value: number,
  ): void {
    hit.add(value);
    wait.record(value);
    this.total += value;
    this.recorded += 1;
    this.since.set(key, (this.since.get(key) ?? 0) + value);
  }

  openPage(): void {
    this.pages.push((exposition(this.telemetry).body as ReadableStream<Uint8Array>).getReader());
  }

  async close(): Promise<void> {
    for (const page of this.pages) while (!(await page.read()).done);
    const { telemetry } = this;
    const kept = [...this.intervals, telemetry.collector.current()];
    assert.is(keptIn(kept, HITS.name), this.total);
    assert.is(keptIn(kept, WAITS.name), this.recorded);
    for (const [key, sum] of this.since) assert.is(sampleOf(telemetry, HITS.name, { key }), sum, key);
    const live = telemetry.snapshot().metrics.find(({ fullName }) => fullName === HITS.name)?.series ?? [];
    assert.is(live.filter((point) => 'value' in point && point.value > 0).length, this.since.size);
    assert.ok(countOf(telemetry, WAITS.name, {}) >= 0);
    const lost = (name: string) => sampleOf(telemetry, 'inferometer_series_overflow_total', { metric: name });
    assert.equal([lost(HITS.name), lost(WAITS.name)], [undefined, undefined]);
    telemetry.dispose();
  }
}

test('law: removals in the midst of reading, of ending an interval and of listeners lose nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.array(step, { maxLength: 5 }),
      async (steps, within) => {
        const program = new Program(within);
        program.openPage();
        for (const [i, one] of steps.entries()) {
          program.run(one);
          // Pages are read in turns of their own.
          if (i % 7 === 0) await Promise.resolve();
          if (i === 20) program.openPage();
        }
        await program.close();
      },
    ),
    { numRuns: 25 },
  );
});
