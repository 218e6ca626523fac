// A chart of each kind, by hand: small, and the same in every runtime.
import type { Chart } from 'inferometer/chart';

const START = Date.UTC(2026, 10, 29, 12, 0, 0);

const about = { schemaVersion: 1, errorRatio: 0, isEmpty: false, notes: [] } as const;

const positions = Array.from({ length: 30 }, (_, i) => START + i * 10_000);
const time = { scale: 'time', startUnixMs: START, endUnixMs: START + 300_000 } as const;

export const CHARTS = {
  lines: {
    ...about,
    id: 'lines',
    title: 'Throughput of glyph-dense, 21.4 /s',
    description: 'Items per second.',
    kind: 'lines',
    x: time,
    y: { scale: 'linear', label: 'items', unit: 'per_second' },
    positions,
    stepSeconds: 10,
    // With a gap, and a value between two gaps.
    lines: [
      {
        label: 'dense',
        color: 0,
        values: positions.map((_, i) => (i === 12 || i === 14 ? Number.NaN : 10 + (i % 7) * 2)),
        few: [3, 20, 21, 22],
      },
      { label: 'conv', color: 1, values: positions.map((_, i) => i / 2) },
      { label: 'dense before', color: 0, isFaint: true, isDashed: true, values: positions.map(() => 18) },
    ],
    areas: [
      { label: 'between', low: positions.map(() => 4), high: positions.map((_, i) => 6 + (i % 3)), color: 2 },
    ],
    marks: [{ label: 'promised', value: 20 }],
    limits: [{ label: 'medium: > 22 /s', value: 22, severity: 'medium' }],
  },
  heatmap: {
    ...about,
    id: 'heatmap',
    title: 'Latency, p99 80 ms, 610 inferences',
    description: 'How many took how long.',
    notes: ['Percentiles are within 1.1 % of the exact values.'],
    errorRatio: 0.011,
    kind: 'heatmap',
    x: time,
    y: { scale: 'log', label: 'latency', unit: 'seconds' },
    positions,
    stepSeconds: 10,
    bounds: [0.01, 0.02, 0.04, 0.08, 0.16],
    counts: positions.flatMap((_, i) => [i % 5, 20 + (i % 3), 0, i > 15 ? 12 : 0]),
    lines: [
      { label: 'p50', color: 11, values: positions.map(() => 0.025) },
      {
        label: 'p99',
        color: 13,
        values: positions.map((_, i) => (i > 15 ? 0.12 : 0.035)),
        few: [24, 25, 26],
      },
    ],
    limits: [{ label: 'high: p95 > 100 ms', value: 0.1, severity: 'high' }],
  },
  bars: {
    ...about,
    id: 'bars',
    title: 'Tasks of workers, 3 workers, 1 straggler',
    description: 'Mean time of a task.',
    kind: 'bars',
    names: ['worker-1', 'worker-2', 'worker-3'],
    y: { scale: 'linear', label: 'time of a task', unit: 'seconds' },
    bars: [{ label: 'mean', color: 0, values: [0.4, 0.45, 0.9] }],
    marks: [{ label: 'mean', value: 0.58 }],
    emphasized: [2],
  },
  distribution: {
    ...about,
    id: 'distribution',
    title: 'Distribution of latency',
    description: 'How often which latency was.',
    kind: 'distribution',
    x: { scale: 'log', label: 'latency', unit: 'seconds' },
    outlines: [
      { label: 'dense', color: 0, bounds: [0.01, 0.02, 0.04, 0.08], shares: [0.25, 0.5, 0.25] },
      { label: 'dense before', color: 0, isDashed: true, bounds: [0.01, 0.02, 0.04], shares: [0.5, 0.5] },
    ],
    marks: [{ label: 'p50', value: 0.03 }],
  },
  lanes: {
    ...about,
    id: 'lanes',
    title: 'Health of backends',
    description: 'Which was well when.',
    kind: 'lanes',
    x: time,
    lanes: [
      {
        label: 'ipfs',
        spans: [{ startUnixMs: START, endUnixMs: START + 300_000, state: 'good', word: 'online' }],
      },
      {
        label: 's3',
        spans: [
          { startUnixMs: START, endUnixMs: START + 100_000, state: 'good', word: 'online' },
          { startUnixMs: START + 100_000, endUnixMs: START + 220_000, state: 'bad', word: 'offline' },
          { startUnixMs: START + 220_000, endUnixMs: START + 300_000, state: 'unknown', word: 'unknown' },
        ],
      },
    ],
  },
} as const satisfies Readonly<Record<string, Chart>>;

export const ALL_CHARTS: readonly Chart[] = Object.values(CHARTS);
