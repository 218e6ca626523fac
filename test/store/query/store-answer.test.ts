import fc from 'fast-check';
import { Histogram } from 'inferometer/histogram';
import type { StoreQuery, StoreRow } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import {
  ask,
  intervalOf,
  LATENCY,
  QUEUE,
  REQUESTS,
  type Recorded,
  type Recording,
  viewOf,
} from './stored.ts';

const START = Date.UTC(2026, 10, 28, 22);
const MINUTE_MS = 60_000;

const values = fc.array(
  fc.oneof(
    fc.integer({ min: -4000, max: 4000 }).map((n) => n / 8),
    fc.constantFrom(0, 2 ** -20, 1e6),
  ),
  { minLength: 1, maxLength: 6 },
);

const series: fc.Arbitrary<Recorded> = fc.record({
  instrument: fc.constantFrom(LATENCY, REQUESTS, QUEUE),
  model: fc.constantFrom('a', 'b'),
  region: fc.constantFrom('eu', 'us', ''),
  values,
});

/** Each minute of each member at most once. */
const recordings: fc.Arbitrary<Recording[]> = fc.uniqueArray(
  fc.record({
    member: fc.constantFrom('main', 'worker-2'),
    startedAtUnixMs: fc.integer({ min: 0, max: 300 }).map((minute) => START + minute * MINUTE_MS),
    durationSeconds: fc.constantFrom(60, 30),
    series: fc.uniqueArray(series, {
      maxLength: 6,
      selector: ({ instrument, model, region }) => [instrument.name, model, region].join(),
    }),
  }),
  { maxLength: 12, selector: ({ member, startedAtUnixMs }) => `${member} ${startedAtUnixMs}` },
);

const queries: fc.Arbitrary<StoreQuery> = fc.record(
  {
    metric: fc.constantFrom('inference_seconds', 'ipfs_aiml_inference_seconds', [
      'requests_total',
      'queue_depth',
    ]),
    category: fc.constantFrom('inference' as const, 'custom' as const),
    modelId: fc.constantFrom('a', 'b', 'c'),
    labels: fc.constantFrom({ region: 'eu' }, { region: '' }),
    member: fc.constantFrom('main', ['main', 'worker-2'], 'nobody'),
    startTime: fc.constantFrom(START + 90 * MINUTE_MS, new Date(START + 7 * MINUTE_MS)),
    endTime: fc.constantFrom(START + 200 * MINUTE_MS, START + 250 * MINUTE_MS),
    stepSeconds: fc.constantFrom(60, 420, 3600, 86_400),
    groupBy: fc.constantFrom([], ['model_id'], ['region', 'member'], ['*', 'member'], ['shard']),
    maxGroups: fc.constantFrom(60, 1000),
  },
  { requiredKeys: [] },
);

/** Everything of each group in each step, from what was recorded. */
function expectedRows(all: readonly Recording[], query: StoreQuery): Partial<StoreRow>[] {
  const listOf = <T>(one: T | readonly T[] | undefined) =>
    one === undefined ? undefined : ([one].flat() as T[]);
  const { stepSeconds, groupBy = ['*'], labels = {} } = query;
  const members = listOf(query.member);
  const metrics = listOf(query.metric);
  const within = all.filter(
    ({ member, startedAtUnixMs: at }) =>
      (members?.includes(member) ?? true) &&
      at >= Number(query.startTime ?? -Infinity) &&
      at < Number(query.endTime ?? Infinity),
  );
  const stepOf = (at: number) => (stepSeconds === undefined ? 0 : at - (at % (stepSeconds * 1000)));
  const groups = new Map<
    string,
    {
      at: number;
      member: string | undefined;
      labels: Record<string, string>;
      parts: { of: Recording; one: Recorded }[];
    }
  >();
  for (const of of within) {
    for (const one of of.series) {
      const { instrument, model, region } = one;
      const own: Record<string, string> = { model_id: model, region };
      const fullName = (instrument.prefix ?? '') + instrument.name;
      if (metrics && !metrics.includes(instrument.name) && !metrics.includes(fullName)) continue;
      if (query.category && instrument.category !== query.category) continue;
      if (query.modelId !== undefined && query.modelId !== model) continue;
      if (Object.entries(labels).some(([name, value]) => own[name] !== value)) continue;
      const names = groupBy.includes('*') ? Object.keys(own) : groupBy.filter((name) => name !== 'member');
      const grouped = Object.fromEntries(names.map((name) => [name, own[name] ?? '']));
      const member = groupBy.includes('member') ? of.member : undefined;
      const at = stepOf(of.startedAtUnixMs);
      const key = JSON.stringify([at, fullName, member, grouped]);
      const group = groups.get(key) ?? { at, member, labels: grouped, parts: [] };
      group.parts.push({ of, one });
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ at, member, labels, parts }) => {
    const { instrument } = (parts[0] as (typeof parts)[0]).one;
    const seconds = new Set<number>();
    for (const of of within) {
      if (stepOf(of.startedAtUnixMs) !== at || (member !== undefined && of.member !== member)) continue;
      for (let i = 0; i < of.durationSeconds; i++) seconds.add(of.startedAtUnixMs / 1000 + i);
    }
    const identity = {
      metric: (instrument.prefix ?? '') + instrument.name,
      kind: instrument.kind,
      member,
      labels,
      observedSeconds: seconds.size,
    };
    const recorded = parts.flatMap(({ one }) => one.values);
    const sum = recorded.reduce((total, one) => total + one, 0);
    if (instrument.kind === 'counter') {
      return { ...identity, sum, count: sum, rate: sum / seconds.size };
    }
    if (instrument.kind === 'gauge') {
      const samples = parts.map(({ one }) => one.values.at(-1) as number);
      const last = new Map<string, readonly [number, number]>();
      for (const [i, { of, one }] of parts.entries()) {
        const key = `${of.member} ${one.model} ${one.region}`;
        const end = of.startedAtUnixMs + of.durationSeconds * 1000;
        if (end > (last.get(key)?.[0] ?? -Infinity)) last.set(key, [end, samples[i] as number]);
      }
      return {
        ...identity,
        sum: [...last.values()].reduce((total, [, value]) => total + value, 0),
        average: samples.reduce((total, one) => total + one, 0) / samples.length,
        minimum: Math.min(...samples),
        maximum: Math.max(...samples),
        count: samples.length,
      };
    }
    using histogram = new Histogram();
    histogram.recordMany(recorded);
    const [p50, p95, p99] = histogram.quantiles([0.5, 0.95, 0.99]) as [number, number, number];
    return {
      ...identity,
      sum,
      average: sum / recorded.length,
      minimum: Math.min(...recorded),
      maximum: Math.max(...recorded),
      percentile_95: p95,
      percentile_99: p99,
      count: recorded.length,
      rate: recorded.length / seconds.size,
      percentiles: { p50 },
    };
  });
}

const keyOf = ({ metric, member, labels, observedSeconds, sum }: Partial<StoreRow>) =>
  JSON.stringify([metric, member, Object.entries(labels as object).sort(), observedSeconds, sum]);

test('law: an answer is what was recorded, merged, filtered and grouped', async () => {
  await fc.assert(
    fc.asyncProperty(recordings, queries, async (all, query) => {
      const open = viewOf(all.map(intervalOf));
      const rows = await ask(open, { ...query, percentiles: [50] }).rows();
      const plain = rows.map(({ startedAtUnixMs, endedAtUnixMs, unit, overflow, ...row }) => row);
      const byKey = (a: Partial<StoreRow>, b: Partial<StoreRow>) => (keyOf(a) < keyOf(b) ? -1 : 1);
      assert.equal(plain.sort(byKey), expectedRows(all, query).sort(byKey));
    }),
  );
});

test('law: the order in which intervals come changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(recordings, queries, fc.infiniteStream(fc.nat()), async (all, query, random) => {
      const sums = all.map((one) => ({
        ...one,
        series: one.series.map((own) => ({ ...own, values: own.values.map((v) => v / 3) })),
      }));
      const shuffled = sums
        .map((one) => ({ one, at: random.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
      const [before, after] = [sums, shuffled].map((list) => viewOf(list.map(intervalOf)));
      assert.equal(await ask(after as never, query).rows(), await ask(before as never, query).rows());
      const [points, others] = [before, after].map((open) => collected(ask(open as never, query).points()));
      assert.equal(await others, await points);
    }),
  );
});

async function collected<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}
