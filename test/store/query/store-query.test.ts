import type { RunSnapshot } from 'inferometer';
import type { StoreQuery } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { ask, intervalOf, LATENCY, QUEUE, REQUESTS, viewOf } from './stored.ts';

const START = Date.UTC(2026, 10, 29);
const HOUR_MS = 3_600_000;

/** An interval a minute of two models. */
function minutes(count: number, member = 'main') {
  return Array.from({ length: count }, (_, i) =>
    intervalOf({
      member,
      startedAtUnixMs: START + i * 60_000,
      durationSeconds: 60,
      series: ['a', 'b'].flatMap((model) => [
        { instrument: LATENCY, model, region: 'eu', values: [0.1, 0.2 + i / 1000] },
        { instrument: REQUESTS, model, region: 'eu', values: [2] },
        { instrument: QUEUE, model, region: 'eu', values: [i] },
      ]),
    }),
  );
}

const refused: [query: object, code: string, message: RegExp][] = [
  [{ metrc: 'x' }, 'TELEMETRY_QUERY', /metric/],
  [{ stepSeconds: 0 }, 'TELEMETRY_QUERY', /stepSeconds/],
  [{ stepSeconds: '60' }, 'TELEMETRY_QUERY', /stepSeconds/],
  [{ aggregation: 'median' }, 'TELEMETRY_QUERY', /percentile_95/],
  [{ aggregation: ['sum', 7] }, 'TELEMETRY_QUERY', /aggregation/],
  [{ percentiles: [101] }, 'TELEMETRY_QUERY', /0 to 100/],
  [{ percentiles: 99 }, 'TELEMETRY_QUERY', /list/],
  [{ groupBy: 'model_id' }, 'TELEMETRY_QUERY', /list/],
  [{ metric: '' }, 'TELEMETRY_QUERY', /metric/],
  [{ member: [3] }, 'TELEMETRY_QUERY', /member/],
  [{ maxGroups: 0 }, 'TELEMETRY_QUERY', /maxGroups/],
  [{ category: 'none' }, 'TELEMETRY_QUERY', /inference/],
  [{ signal: {} }, 'TELEMETRY_QUERY', /AbortSignal/],
  [{ startTime: 5, endTime: 4 }, 'TELEMETRY_QUERY', /Seconds/],
  [{ startTime: START + 1, endTime: START }, 'TELEMETRY_QUERY', /before endTime/],
  [{ modelId: 4 }, 'TELEMETRY_LABEL_KIND', /modelId/],
];

for (const [query, code, message] of refused) {
  test(`a query with ${JSON.stringify(query)} is refused when it is asked`, () => {
    assert.match(assert.throwsCode(() => ask(viewOf([]), query as StoreQuery), code).message, message);
  });
}

test('of nothing at all there are no rows', async () => {
  assert.equal(await ask(viewOf([])).rows(), []);
  assert.equal((await ask(viewOf([])).toArrow()).numRows, 0);
});

test('adjoining ranges count everything once', async () => {
  const open = viewOf(minutes(10));
  const middle = START + 5 * 60_000;
  const counts = await Promise.all(
    [{ endTime: middle }, { startTime: middle }, {}].map(async (time) => {
      const rows = await ask(open, { ...time, metric: 'requests_total', groupBy: [] }).rows();
      return rows[0]?.sum;
    }),
  );
  assert.equal(counts, [20, 20, 40]);
});

test('rates are per second of what was observed, by one member or by several at once', async () => {
  const open = viewOf([...minutes(10), ...minutes(5, 'worker-2')]);
  const query = { metric: 'requests_total', aggregation: 'rate' as const };
  const [together] = await ask(open, { ...query, groupBy: [] }).rows();
  assert.is(together?.observedSeconds, 600);
  assert.is(together?.rate, 60 / 600);
  const apart = await ask(open, { ...query, groupBy: ['member'] }).rows();
  assert.equal(
    apart.map(({ member, observedSeconds, rate }) => ({ member, observedSeconds, rate })),
    [
      { member: 'main', observedSeconds: 600, rate: 40 / 600 },
      { member: 'worker-2', observedSeconds: 300, rate: 20 / 300 },
    ],
  );
});

test('two telemetries of one member that record the same at the same time do not halve its rate', async () => {
  const [main, other] = [minutes(10), minutes(5).map((one) => ({ ...one, instance: 'other' }))];
  const open = viewOf([...main, ...other]);
  for (const groupBy of [[], ['member']]) {
    const [row] = await ask(open, { metric: 'requests_total', aggregation: 'rate', groupBy }).rows();
    assert.is(row?.observedSeconds, 600);
    assert.is(row?.rate, 60 / 600);
  }
});

test('a label that none of the metrics has is an error with the closest name, once all of them were seen', async () => {
  const open = viewOf(minutes(3));
  const misspelt = { metric: 'requests_total', groupBy: ['modelid'] };
  for (const query of [misspelt, { ...misspelt, stepSeconds: 60 }]) {
    const error = await assert.rejects(
      ask(open, query).rows(),
      /model_id, region, shard.*Did you mean model_id/,
    );
    assert.is((error as { code?: string }).code, 'TELEMETRY_QUERY');
    await assert.rejects(ask(open, query).toArrow(), /TELEMETRY_QUERY/);
  }
  // Others may have it, in another time: nothing is known of them.
  const [row] = await ask(open, { ...misspelt, metric: ['requests_total', 'nothing_total'] }).rows();
  assert.equal(row?.labels, { modelid: '' });
  assert.equal((await ask(open, { ...misspelt, groupBy: ['shard'] }).rows())[0]?.labels, { shard: '' });
  assert.equal(await ask(open, { ...misspelt, metric: 'nothing_total' }).rows(), []);
});

test('an aggregation that says nothing about a kind of metric is left out', async () => {
  const rows = await ask(viewOf(minutes(2)), { modelId: 'a' }).rows();
  const namesOf = (kind: string) => {
    const row = rows.find((one) => one.kind === kind) as object;
    return Object.keys(row).slice(9);
  };
  assert.equal(namesOf('counter'), ['sum', 'count', 'rate']);
  assert.equal(namesOf('gauge'), ['sum', 'average', 'minimum', 'maximum', 'count']);
  assert.is(namesOf('histogram').length, 8);
});

test('steps that do not fit are read in fewer at a time, and a step that does not is an error with a remedy', async () => {
  const open = viewOf(minutes(120));
  const query = { metric: 'requests_total', stepSeconds: 60 };
  const rows = await ask(open, { ...query, maxGroups: 4 }).rows();
  assert.equal(rows, await ask(open, query).rows());
  assert.is(rows.length, 240);
  const error = await assert.rejects(ask(open, { ...query, maxGroups: 1 }).rows(), /maxGroups/);
  assert.is((error as { code?: string }).code, 'STORE_QUERY_GROUPS');
});

test('a signal stops reading, and its reason is what the answer rejects with', async () => {
  const controller = new AbortController();
  const reason = new Error('the page is gone');
  let batches = 0;
  const open = viewOf(minutes(2000));
  const answer = ask(
    async () => {
      const view = await open();
      return {
        ...view,
        async *points(selection) {
          for await (const batch of view.points(selection)) {
            if (++batches === 3) controller.abort(reason);
            yield batch;
          }
        },
      };
    },
    { signal: controller.signal },
  );
  const error = await assert.rejects(answer.rows());
  assert.is(error, reason);
  assert.is(batches, 3);
  assert.is(await assert.rejects(answer.rows()), reason);
});

test('whoever breaks off an answer lets go of the store', async () => {
  let held = 0;
  const open = viewOf(minutes(50));
  const counted = async () => {
    held += 1;
    const release = () => {
      held -= 1;
    };
    return { ...(await open()), release };
  };
  const answer = ask(counted, { stepSeconds: 60 });
  for await (const row of answer) {
    assert.is(row.startedAtUnixMs, START);
    break;
  }
  assert.is(held, 0);
  const reader = answer.toArrowIPC().getReader();
  await reader.read();
  await reader.cancel();
  assert.is(held, 0);
});

test('files that another process merged meanwhile are read anew, a few times', async () => {
  const open = viewOf(minutes(3));
  let changes = 2;
  const changing = async () => {
    const view = await open();
    return {
      ...view,
      async *points(selection: Parameters<typeof view.points>[0]) {
        for await (const batch of view.points(selection)) {
          yield batch;
          if (changes-- > 0) throw Object.assign(new Error('STORE_CHANGED'), { code: 'STORE_CHANGED' });
        }
      },
    };
  };
  assert.equal(await ask(changing).rows(), await ask(open).rows());
  changes = Infinity;
  await assert.rejects(ask(changing).rows(), /STORE_CHANGED/);
});

test('a run is the time of its model in which it went on', async () => {
  const run: RunSnapshot = {
    modelId: 'a',
    runId: 'run-1',
    startedAtUnixMs: START + 90_000,
    continuedAtUnixMs: START + 90_000,
    endedAtUnixMs: START + 200_000,
    parameters: {},
    optimizerSteps: 0,
  };
  const runs = [{ member: 'main', instance: 'i', takenAtUnixMs: START, runs: [run], curves: [] }];
  const open = viewOf(minutes(10), runs);
  const rows = await ask(open, { run: 'run-1', metric: 'requests_total' }).rows();
  // The minutes 1, 2 and 3: the run began in the midst of one, and ended in the midst of another.
  assert.equal(
    rows.map(({ labels, sum }) => [labels.model_id, sum]),
    [['a', 6]],
  );
  assert.equal(await ask(open, { run: 'run-2' }).rows(), []);
});

test('points of steps merge to the points of the whole, and quiet steps are there, too', async () => {
  const quiet = intervalOf({
    member: 'main',
    startedAtUnixMs: START + HOUR_MS,
    durationSeconds: 60,
    series: [],
  });
  const open = viewOf([...minutes(3), quiet]);
  const steps = [];
  for await (const step of ask(open, { stepSeconds: 3600 }).points()) steps.push(step);
  assert.equal(
    steps.map(({ startedAtUnixMs, observedSeconds, metrics }) => [
      startedAtUnixMs,
      observedSeconds,
      metrics.length,
    ]),
    [
      [START, 180, 3],
      [START + HOUR_MS, 60, 0],
    ],
  );
  const byMember = ask(open, { groupBy: ['member'], metric: 'requests_total' }).points();
  const { value } = await byMember.next();
  assert.equal(value.metrics[0].series[0].labels, { member: 'main' });
  assert.equal(value.metrics[0].instrument.labels, ['member']);
});

test('an Arrow table has a column for every field, label and aggregation, whatever labels are called', async () => {
  const open = viewOf(minutes(3));
  const query: StoreQuery = {
    groupBy: ['model_id', 'metric'],
    aggregation: ['sum', 'percentile_99'],
    percentiles: [50],
  };
  const rows = await ask(open, query).rows();
  const table = await ask(open, query).toArrow();
  assert.equal(table.names, [
    'time',
    'end_time',
    'metric',
    'kind',
    'unit',
    'model_id',
    'label_metric',
    'overflow',
    'observed_seconds',
    'sum',
    'percentile_99',
    'p50',
  ]);
  const first = table.toArray()[0] as Record<string, unknown>;
  assert.is(first.time, START);
  assert.is(first.metric, rows[0]?.metric);
  assert.is(first.percentile_99, rows[0]?.percentile_99);
  assert.is(table.getChild('percentile_99').at(2), null);
  const all = await ask(open, { aggregation: 'sum' }).toArrow();
  assert.equal(all.getChild('labels').at(0), [
    ['model_id', 'a'],
    ['region', 'eu'],
  ]);
});

test('steps of impossible times come to an end', async () => {
  const open = viewOf([
    ...minutes(2),
    { ...minutes(1)[0], startedAtUnixMs: 1e300, endedAtUnixMs: 1e300 } as never,
  ]);
  const rows = await ask(open, { metric: 'requests_total', groupBy: [], stepSeconds: 0.001 }).rows();
  assert.equal(
    rows.map(({ sum }) => sum),
    [4, 4],
  );
});

test('the bytes of an Arrow stream come in pieces, of any number of rows', async () => {
  const open = viewOf(minutes(2000));
  const pieces: Uint8Array[] = [];
  const reader = ask(open, { stepSeconds: 60 }).toArrowIPC().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value);
  assert.ok(pieces.length > 5);
  assert.is((await ask(open, { stepSeconds: 60 }).toArrow()).numRows, 12_000);
});
