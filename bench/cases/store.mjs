/**
 * The store beside what one would write with node:sqlite: 1,000 latency series of ten values a minute, a week of them. Node 20
 * has no node:sqlite: run it with `--runtime node,node24`. Its figures of memory leave out what SQLite itself holds, which the
 * runtime does not see. `STORE_BENCH=100x120` tries it with 100 series and 120 minutes.
 *
 * What is stored for a week is made by the first contender that needs it, which takes minutes, and kept in bench/.cache.
 */
import * as ours from '../contenders/store-inferometer.mjs';
import * as prometheus from '../contenders/store-prometheus.mjs';
import * as sqlite from '../contenders/store-sqlite.mjs';

const POLICIES = ['always', 'interval', 'never'];
const SQLITE = 'node:sqlite';

const common = { nodeOnly: true, exposeGc: true, onDemand: true, rounds: 3, patienceSeconds: 3600 };

/** By policy: ours and node:sqlite. */
function byPolicy(our, theirs) {
  return POLICIES.flatMap((fsync) => [
    { name: `inferometer, fsync ${fsync}`, once: () => our(fsync) },
    { name: `${SQLITE}, fsync ${fsync}`, once: () => theirs(fsync) },
  ]);
}

function both(our, theirs) {
  return [
    { name: 'inferometer', once: () => our() },
    { name: SQLITE, once: () => theirs() },
  ];
}

export const storeCases = [
  {
    ...common,
    name: 'store/pause',
    title: '99th percentile of the longest pause of the event loop while an interval is appended',
    unit: 'ms',
    per: 'append',
    contenders: byPolicy(ours.pauseOfAppends, sqlite.pauseOfAppends),
  },
  {
    ...common,
    name: 'store/append',
    title: 'time until an interval is appended as its policy promises',
    unit: 'ms',
    per: 'append',
    contenders: byPolicy(ours.timeOfAppends, sqlite.timeOfAppends),
  },
  {
    ...common,
    name: 'store/bytes',
    title: 'size on disk of a series in an interval, an hour of them',
    unit: 'bytes',
    per: 'series and interval',
    rounds: 1,
    contenders: [
      { name: 'inferometer, sealed', once: () => ours.bytesPerSeriesInterval('sealed') },
      { name: 'inferometer, journal', once: () => ours.bytesPerSeriesInterval('journal') },
      { name: SQLITE, once: () => sqlite.bytesPerSeriesInterval() },
      {
        name: 'Prometheus, native histograms, log',
        once: () => prometheus.bytesPerSeriesInterval('log'),
      },
      {
        name: 'Prometheus, native histograms, block',
        once: () => prometheus.bytesPerSeriesInterval('block'),
      },
    ],
  },
  {
    ...common,
    name: 'store/query/series',
    title: 'p99 of one series of 1,000 over a week of minutes',
    unit: 'ms',
    per: 'query',
    contenders: both(ours.queryOfOneSeries, sqlite.queryOfOneSeries),
  },
  {
    ...common,
    name: 'store/query/hours',
    title: 'p99 of all 1,000 series by hour over a week: 168,000 rows',
    unit: 'ms',
    per: 'query',
    contenders: both(ours.queryOfAllByHour, sqlite.queryOfAllByHour),
  },
  {
    ...common,
    name: 'store/recovery',
    title: 'opening after a kill, 100 MB of journal',
    unit: 'ms',
    per: '100 MB',
    contenders: [{ name: 'inferometer', once: () => ours.timeOfRecovery() }],
  },
  {
    ...common,
    name: 'store/memory',
    title: 'most memory while an hour is appended, sealed and asked',
    unit: 'bytes',
    per: 'hour',
    contenders: both(ours.memoryMeanwhile, sqlite.memoryMeanwhile),
  },
];
