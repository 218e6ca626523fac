// What pages send is merged once, by the same instruments as what is recorded here; and what is refused is counted by its reason.
import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics, type HistogramSeries, type Telemetry } from 'inferometer';
import { createHandler, type HandlerOptions } from 'inferometer/http';
import { encodeInterval } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { canForgeHeaders } from '../serving.ts';
import { base64, counted, delta, KEY, taking } from './pages.ts';

const hits = (page: Telemetry) => page.counter({ name: 'hits_total', help: 'H.' }).withLabels();
const PAGE = 'page-0001';

test('an interval counts once, however often and in whatever order it comes', () =>
  taking(async ({ telemetry, send }) => {
    const deltas = [1, 2, 4].map((amount, sequence) => delta(sequence, (page) => hits(page).add(amount)));
    const [first, second, third] = deltas as [(typeof deltas)[0], (typeof deltas)[0], (typeof deltas)[0]];
    const answers = [
      await send(PAGE, [third]),
      await send(PAGE, [first, third]),
      await send(PAGE, [first, second, third]),
      await send(PAGE, [second]),
    ];
    assert.equal(
      answers.map(({ acknowledged, merged, repeated }) => [acknowledged, merged, repeated]),
      [
        [[2], 1, 0],
        [[0, 2], 1, 1],
        [[0, 1, 2], 1, 2],
        [[1], 0, 1],
      ],
    );
    assert.is(counted(telemetry, 'hits_total'), 7);
    // Of another page it is another one.
    await send('page-0002', [first]);
    assert.is(counted(telemetry, 'hits_total'), 8);
    assert.is(counted(telemetry, 'inferometer_ingested_intervals_total', { outcome: 'merged' }), 4);
    assert.is(counted(telemetry, 'inferometer_ingested_intervals_total', { outcome: 'repeated' }), 4);
  }));

test('the same interval, sent twice at once, counts once', () =>
  taking(async ({ telemetry, send }) => {
    const one = delta(0, (page) => {
      for (let i = 0; i < 300; i++)
        page
          .counter({ name: 'hits_total', help: 'H.', labels: ['n'] })
          .withLabels({ n: `${i}` })
          .add();
    });
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(PAGE, [one])));
    assert.is(
      answers.reduce((sum, { merged }) => sum + Number(merged), 0),
      1,
    );
    assert.is(counted(telemetry, 'hits_total'), 300);
  }));

test('parts of many pages, shuffled and repeated, are what was recorded as a whole', async () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(value, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(5), { maxLength: 12 }),
      async (parts, order) => {
        const definition = { name: 'sizes', help: 'S.', bucketBounds: [-10, 0, 1, 100] };
        using whole: Telemetry = createTelemetry({ logLevel: 'silent' });
        const recordIn = (one: Telemetry, values: readonly number[]) => {
          const series: HistogramSeries = one.histogram(definition).withLabels();
          for (const each of values) series.record(each);
        };
        await taking(async ({ telemetry, send }) => {
          // Some of it was recorded by the server itself.
          const [own = [], ...sent] = parts;
          recordIn(telemetry, own);
          for (const values of parts) recordIn(whole, values);
          const deltas = sent.map((values, sequence) => delta(sequence, (page) => recordIn(page, values)));
          for (const at of [...order.map((i) => i % Math.max(1, deltas.length)), ...deltas.keys()]) {
            const one = deltas[at];
            if (one !== undefined) await send(`page-${String(at % 2).padStart(4, '0')}`, [one]);
          }
          const [got, expected] = [telemetry, whole].map((one) => {
            const point = one.snapshot().metrics.find(({ fullName }) => fullName === 'sizes')?.series[0];
            if (point === undefined || !('histogram' in point)) throw new Error('nothing is there');
            const { sum, ...others } = point.histogram;
            return { sum, others };
          });
          assert.equal(got?.others, expected?.others);
          // Sums may cancel: what is left is as exact as the values are large.
          const magnitude = parts.flat().reduce((sum, each) => sum + Math.abs(each), 0);
          assert.ok(Math.abs((got?.sum ?? 0) - (expected?.sum ?? 1)) <= 1e-12 * magnitude);
        });
      },
    ),
    // Looking for a smaller one of requests takes longer than a test may: a failure says its seed.
    { numRuns: 30, endOnFailure: true },
  );
});

test('it is read wherever what is recorded here is read', () =>
  taking(async ({ telemetry, send, ask }) => {
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    await send(PAGE, [delta(0, (page) => page.trackInference({ modelId: 'glyphs', batchSize: 8 }, () => 1))]);
    assert.is(getInferenceMetrics(telemetry, 'glyphs')?.latency?.count, 2);
    const page = await (await ask('/metrics')).text();
    assert.match(page, /ipfs_aiml_inference_seconds_count\{model_id="glyphs",batch_size="8"\} 1/);
    assert.match(page, /ipfs_aiml_inference_seconds_bucket\{model_id="glyphs",batch_size="8",le="60"\} 1/);
    const interval = telemetry.collector.flush();
    const metric = interval?.metrics.find(({ fullName }) => fullName === 'ipfs_aiml_inference_seconds');
    assert.is(metric?.series.length, 2);
    // It was told of that interval, and not again.
    assert.not.ok(
      telemetry.collector.flush()?.metrics.some(({ fullName }) => fullName === 'ipfs_aiml_inference_seconds'),
    );
    assert.is(getInferenceMetrics(telemetry, 'glyphs')?.latency?.count, 2);
  }));

test('who has no key writes nothing, and one of several keys will do', () =>
  taking(
    async ({ telemetry, post }) => {
      const deltas = [delta(0, (page) => hits(page).add())];
      for (const key of ['wrong', 'write-only-ke', 'write-only-keyy', 'another-key-', '']) {
        const { status } = await post({ key, page: PAGE, deltas });
        assert.is(status, key === '' ? 400 : 403, key);
      }
      assert.is(counted(telemetry, 'hits_total'), 0);
      assert.is(counted(telemetry, 'inferometer_ingest_refused_total', { reason: 'key' }), 4);
      assert.is((await post({ key: 'another-key', page: PAGE, deltas })).status, 200);
      assert.is(counted(telemetry, 'hits_total'), 1);
    },
    { keys: [KEY, 'another-key'] },
  ));

test('pages of the named origins may write, and read nothing anywhere', async () => {
  if (!canForgeHeaders) return;
  const origin = 'https://app.example';
  await taking(
    async ({ telemetry, post, ask }) => {
      const body = { key: KEY, page: PAGE, deltas: [delta(0, (page) => hits(page).add())] };
      const fromPage = { origin, 'sec-fetch-site': 'cross-site' };
      const taken = await post(body, fromPage);
      assert.equal([taken.status, taken.headers.get('access-control-allow-origin')], [200, origin]);
      assert.is(taken.headers.get('cross-origin-resource-policy'), 'cross-origin');
      // It learns why it is refused, too.
      const refused = await post({ ...body, key: 'wrong-key' }, fromPage);
      assert.equal([refused.status, refused.headers.get('access-control-allow-origin')], [403, origin]);
      const foreign = await post(body, { origin: 'https://evil.example' });
      assert.equal([foreign.status, foreign.headers.get('access-control-allow-origin')], [403, null]);
      assert.is(counted(telemetry, 'inferometer_ingest_refused_total', { reason: 'origin' }), 1);
      for (const path of ['/api/v1/now', '/metrics', '/health', '/api/v0/wal/telemetry/config']) {
        const answer = await ask(path, fromPage);
        assert.equal([answer.status, answer.headers.get('access-control-allow-origin')], [403, null], path);
      }
      // Everything else keeps its token, which nobody needs here.
      assert.is((await ask('/api/v1/now')).status, 401);
    },
    { origins: [origin] },
    { token: 'correct-horse-battery-staple' },
  );
});

test('what is no request of a page is refused, and counted by what is wrong', () =>
  taking(
    async ({ telemetry, post }) => {
      const good = { key: KEY, page: PAGE, deltas: [delta(0, (page) => hits(page).add())] };
      const wrong: [body: unknown, status: number, reason: string, headers?: Record<string, string>][] = [
        ['{', 400, 'body'],
        ['', 400, 'body'],
        [[], 400, 'body'],
        [{ ...good, page: 'x' }, 400, 'body'],
        [{ ...good, page: '../../../etc' }, 400, 'body'],
        [{ ...good, deltas: [] }, 400, 'body'],
        [{ ...good, deltas: [{ sequence: -1, interval: '' }] }, 400, 'body'],
        [{ ...good, deltas: [{ sequence: 0.5, interval: '' }] }, 400, 'body'],
        [{ ...good, deltas: [{ interval: '' }] }, 400, 'body'],
        [{ ...good, more: 1 }, 400, 'body'],
        [good, 415, 'media_type', { 'content-type': 'application/x-www-form-urlencoded' }],
        [good, 415, 'media_type', { 'content-type': 'application/octet-stream' }],
        [{ ...good, key: 'x'.repeat(3000) }, 413, 'body_too_large'],
      ];
      for (const [body, status, reason, headers] of wrong) {
        const before = counted(telemetry, 'inferometer_ingest_refused_total', { reason });
        const response = await post(body, headers);
        assert.is(response.status, status, JSON.stringify(body).slice(0, 80));
        assert.is((await response.json()).success, false);
        assert.is(counted(telemetry, 'inferometer_ingest_refused_total', { reason }), before + 1, reason);
      }
      assert.is(counted(telemetry, 'hits_total'), 0);
      assert.is((await post(good, { 'content-type': 'application/json' })).status, 200);
    },
    {},
    { maxBodyBytes: 2048 },
  ));

test('an interval that cannot be read costs itself alone, and need not be sent again', () =>
  taking(async ({ telemetry, send }) => {
    const good = delta(1, (page) => hits(page).add());
    const [cut, flipped] = [good.interval.slice(0, -8), `AAAA${good.interval.slice(4)}`];
    const bad = ['', '!', 'AAAA', cut, flipped].map((interval, i) => ({ sequence: 10 + i, interval }));
    const answer = await send(PAGE, [...bad, good]);
    assert.equal(answer.acknowledged, [1]);
    assert.equal(
      (answer.refused as { sequence: number; reason: string }[]).map(({ sequence, reason }) => [
        sequence,
        reason,
      ]),
      bad.map(({ sequence }) => [sequence, 'unreadable']),
    );
    assert.is(counted(telemetry, 'hits_total'), 1);
    assert.is(counted(telemetry, 'inferometer_ingest_refused_total', { reason: 'unreadable' }), bad.length);
  }));

test('a metric that is another one here is refused, and the others are taken', () =>
  taking(async ({ telemetry, send }) => {
    telemetry.gauge({ name: 'level', help: 'L.' }).withLabels().set(5);
    await send(PAGE, [
      delta(0, (page) => {
        page.counter({ name: 'hits_total', help: 'H.' }).withLabels().add();
        page.histogram({ name: 'level', help: 'L.' }).withLabels().record(1);
      }),
    ]);
    assert.is(counted(telemetry, 'hits_total'), 1);
    assert.is(counted(telemetry, 'level'), 5);
    assert.is(counted(telemetry, 'inferometer_ingest_refused_total', { reason: 'metric_conflict' }), 1);
  }));

test('pages of an older version count in the metric as it was defined first', () =>
  taking(async ({ telemetry, send }) => {
    telemetry.histogram({ name: 'sizes', help: 'S.', labels: ['kind'], bucketBounds: [1, 100] });
    const record = (labels: string[], bucketBounds: number[]) => (page: Telemetry) => {
      const values = Object.fromEntries(labels.map((label) => [label, 'x']));
      const series = page.histogram({ name: 'sizes', help: 'S.', labels, bucketBounds }).withLabels(values);
      for (const value of [0.5, 2, 3, 1000]) series.record(value);
    };
    await send(PAGE, [delta(0, record(['kind'], [1, 100])), delta(1, record(['kind', 'old'], [1, 5]))]);
    const metric = telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'sizes');
    assert.equal(
      metric?.series.map((point) => [point.labels, 'histogram' in point && point.histogram.explicit]),
      [[{ kind: 'x' }, { bounds: [1, 100], counts: Float64Array.of(2, 4, 2) }]],
    );
  }));

test('nobody says from outside what was stored, trained or served here', () =>
  taking(async ({ telemetry, send }) => {
    await send(PAGE, [
      delta(0, (page) => {
        page.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd' }, () => 1);
        page.trackTrainingEpoch({ modelId: 'm', epoch: 1 }, () => 1);
      }),
    ]);
    const { metrics } = telemetry.snapshot();
    assert.not.ok(metrics.some(({ instrument }) => /^(dataset|training)$/.test(instrument.category)));
    assert.ok(counted(telemetry, 'inferometer_ingest_refused_total', { reason: 'metric_conflict' }) >= 2);
  }));

test('metrics, label sets, pages and requests of pages are bounded, and each bound is counted', () =>
  taking(
    async ({ telemetry, send, post }) => {
      const many = (prefix: string, count: number) => (page: Telemetry) => {
        for (let i = 0; i < count; i++)
          page
            .counter({ name: `${prefix}${i}_total`, help: 'X.' })
            .withLabels()
            .add();
      };
      await send(PAGE, [delta(0, many('a', 5))]);
      assert.is(counted(telemetry, 'inferometer_ingest_refused_total', { reason: 'metric_limit' }), 2);
      await send(PAGE, [
        delta(1, (page) => {
          for (let i = 0; i < 20; i++) page.trackInference({ modelId: `m${i}` }, () => 1);
        }),
      ]);
      assert.is(counted(telemetry, 'ipfs_aiml_inference_seconds'), 20);
      const metric = telemetry
        .snapshot()
        .metrics.find(({ fullName }) => fullName === 'ipfs_aiml_inference_seconds');
      assert.is(metric?.series.length, 11);
      for (let i = 0; i < 150; i++)
        await send(`page-${i}-of-many`, [delta(0, (page) => hits(page).add(0.5))]);
      assert.ok(counted(telemetry, 'inferometer_ingest_pages_forgotten_total') >= 50);
      let last = await post({ key: KEY, page: PAGE, deltas: [delta(9, (page) => hits(page).add())] });
      for (let i = 0; i < 200 && last.status === 200; i++)
        last = await post({ key: KEY, page: PAGE, deltas: [delta(9, (page) => hits(page).add())] });
      assert.is(last.status, 429);
      assert.ok(Number(last.headers.get('retry-after')) >= 1);
      assert.is(counted(telemetry, 'inferometer_ingest_refused_total', { reason: 'too_many_requests' }), 1);
    },
    { maxMetrics: 3, maxPages: 100, requestsPerMinute: 200 },
    {},
    { seriesLimit: 10 },
  ));

test('labels are those of the server, by its limits', () =>
  taking(
    async ({ telemetry, send }) => {
      const sent = delta(
        0,
        (page) => {
          page.trackInference({ modelId: 'glyphs', labels: { tenant: 'a', region: 'eu' } }, () => 1);
          page.trackInference({ modelId: 'other-model', labels: { tenant: 'b' } }, () => 1);
        },
        { labelNames: ['tenant', 'region'] },
      );
      await send(PAGE, [sent]);
      const metric = telemetry
        .snapshot()
        .metrics.find(({ fullName }) => fullName === 'ipfs_aiml_inference_seconds');
      assert.equal(
        metric?.series.map(({ labels }) => labels),
        [
          { zone: 'z', model_id: 'glyphs', batch_size: '1', tenant: 'a' },
          { zone: 'z', model_id: 'other', batch_size: '1', tenant: 'b' },
        ],
      );
    },
    {},
    {},
    { labelNames: ['tenant'], labels: { zone: 'z' }, labelAllowList: { model_id: ['glyphs'] } },
  ));

test('where nothing is recorded, or nothing is taken, the page keeps what it has', async () => {
  const body = { key: KEY, page: PAGE, deltas: [delta(0, (page) => hits(page).add())] };
  await taking(
    async ({ post }) => {
      const answer = await post(body);
      assert.equal([answer.status, answer.headers.get('retry-after')], [503, '60']);
    },
    {},
    {},
    { enabled: false },
  );
  await taking(
    async ({ post }) => assert.is((await post(body)).status, 404),
    {},
    { ingest: undefined as never },
  );
});

test('hostile intervals take no more memory than their bytes allow', () =>
  taking(async ({ send }) => {
    const interval = {
      version: 2 as const,
      sequence: 0,
      startedAtUnixMs: 0,
      endedAtUnixMs: 1,
      durationSeconds: 1,
      wallClockJumpSeconds: 0,
      metrics: [
        {
          fullName: 'wide',
          instrument: {
            name: 'wide',
            kind: 'histogram' as const,
            unit: '1',
            labels: ['n'],
            category: 'custom',
          },
          series: Array.from({ length: 30 }, (_, n) => ({
            labels: { n: `${n}` },
            overflow: false,
            createdAtUnixMs: 0,
            histogram: {
              layout: 'exponential' as const,
              version: 1 as const,
              scale: 5,
              maxBuckets: 65_536,
              count: 2,
              sum: 1,
              min: 1e-300,
              max: 1,
              rejected: 0,
              zeroCount: 0,
              zeroThreshold: 2 ** -1022,
              positive: {
                offset: -31_890,
                counts: Float64Array.from({ length: 31_890 }, (_, i) => +(i === 0 || i === 31_889)),
              },
              negative: { offset: 0, counts: new Float64Array() },
            },
          })),
        },
      ],
    };
    const answer = await send(PAGE, [{ sequence: 0, interval: base64(encodeInterval(interval)) }]);
    assert.is((answer.refused as unknown[]).length, 1);
  }));

test('options that make no sense are refused', () => {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  const wrong: [ingest: unknown, code: string][] = [
    [{ keys: [], origins: ['*'] }, 'HTTP_OPTION_RANGE'],
    [{ keys: ['short'], origins: ['*'] }, 'HTTP_OPTION_RANGE'],
    [{ keys: [KEY], origins: [] }, 'HTTP_OPTION_RANGE'],
    [{ keys: [KEY], origins: ['app.example'] }, 'HTTP_OPTION_RANGE'],
    [{ keys: KEY, origins: ['*'] }, 'HTTP_OPTION_KIND'],
    [{ keys: [KEY], origins: ['*'], maxPages: 1 }, 'HTTP_OPTION_RANGE'],
    [{ keys: [KEY], origins: ['*'], maxPage: 1000 }, 'HTTP_UNKNOWN_OPTION'],
  ];
  for (const [ingest, code] of wrong)
    assert.throwsCode(() => createHandler(telemetry, { ingest } as HandlerOptions), code);
  const error = assert.throwsCode(
    () => createHandler(telemetry, { ingest: { keys: ['secret'], origins: ['*'] } }),
    'HTTP_OPTION_RANGE',
  );
  assert.not.match(error.message, '"secret"');
});
