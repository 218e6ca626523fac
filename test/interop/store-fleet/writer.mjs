// A process of a fleet: what it records is random, but the same for the same number.
//   node writer.mjs PATH MEMBER NUMBER
import { Histogram, mergeSnapshots } from 'inferometer/histogram';
import { openStore } from 'inferometer/store';

const [path, member, number] = process.argv.slice(2);
const START = Date.UTC(2026, 10, 28, 22);
/** Three hours of them, of both days. */
const INTERVALS = 60;
const INTERVAL_SECONDS = 180;

/** Park and Miller's generator. */
let state = 7 + 1000 * Number(number);
function random() {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
}

const described = { kind: 'histogram', unit: 's', labels: ['model_id', 'tenant'], category: 'custom' };
const metrics = [
  // Some processes spread so wide that their scale, or that of the whole, has to be lowered.
  {
    instrument: { ...described, name: 'latency_seconds', prefix: 'shop_' },
    spread: Number(number) % 4 === 3 ? 40 : 4,
  },
  { instrument: { ...described, name: 'drift_seconds' }, spread: 6, isSigned: true },
  // As of libraries that take what is small for zero: each process has a threshold of its own, one of them a bound of ours.
  {
    instrument: { ...described, name: 'offset_seconds' },
    spread: 6,
    isSigned: true,
    zeroThreshold: [0.25, 0.1, 0.3, 2 ** -1022][Number(number) % 4],
  },
];

function histogramOf({ spread, isSigned, zeroThreshold }) {
  const histogram = new Histogram({ scale: 2 + (Number(number) % 5), maxBuckets: 256 });
  for (let i = 0; i < 10; i++) {
    const magnitude = Math.exp(spread * (random() - 0.5));
    const kind = isSigned ? random() : 1;
    // Multiples of 2^-14, whose sums are exact in every engine.
    histogram.record(kind < 0.05 ? 0 : (kind < 0.4 ? -1 : 1) * (Math.ceil(magnitude * 2 ** 14) / 2 ** 14));
  }
  const snapshot = histogram.snapshot();
  histogram.reset();
  const none = { ...histogram.snapshot(), zeroThreshold };
  histogram.dispose();
  return zeroThreshold === undefined ? snapshot : mergeSnapshots([snapshot, none]);
}

let nowMs = START;
const clock = { monotonicMs: () => nowMs, wallUnixMs: () => nowMs };
const store = await openStore({ path, member, clock, segmentSeconds: 3600 });
for (let sequence = 0; sequence < INTERVALS; sequence++) {
  const startedAtUnixMs = nowMs;
  nowMs += INTERVAL_SECONDS * 1000;
  const series = (metric) =>
    ['glyphs', 'digits'].map((model) => ({
      labels: { model_id: model, tenant: random() < 0.5 ? "o'neil" : 'acme' },
      overflow: false,
      createdAtUnixMs: START,
      histogram: histogramOf(metric),
    }));
  await store.append({
    version: 2,
    sequence,
    startedAtUnixMs,
    endedAtUnixMs: nowMs,
    durationSeconds: INTERVAL_SECONDS,
    wallClockJumpSeconds: 0,
    metrics: metrics.map((metric) => ({
      instrument: metric.instrument,
      fullName: (metric.instrument.prefix ?? '') + metric.instrument.name,
      series: series(metric),
    })),
  });
  if (sequence % 10 === 9) await store.maintain();
}
// Everything is sealed, so that engines which read files of Parquet alone see it.
nowMs += 2 * 3_600_000;
await store.maintain();
await store.close();
