// What one copy of the package made meets the functions of another: `copies.mjs <file URL of the other one's dist/> <entry>...`.
// Prints what failed, and which exports nobody has a case for, as JSON.
import assert from 'node:assert';
import * as A from 'inferometer';
import * as CA from 'inferometer/chart';
import * as EA from 'inferometer/experiments';
import * as HA from 'inferometer/histogram';
import * as MA from 'inferometer/metrics';
import * as OBA from 'inferometer/objectives';
import * as PA from 'inferometer/prometheus';
import * as SA from 'inferometer/store';
import { entriesOf } from './taken.mjs';

const [dist, ...entries] = process.argv.slice(2);
/** An entry is the door of a room, or one file of the integrations. */
const fileOf = (room) => (room.startsWith('integrations/') ? `${room}.js` : `${room}/index.js`);
const other = (room) => import(new URL(fileOf(room), dist).href);
const [B, HB, SB, OB, OBB, PB, LB, EB, CB, RB, HTB, RWB, MWB, COB] = await Promise.all(
  [
    '.',
    'histogram',
    'store',
    'opentelemetry',
    'objectives',
    'prometheus',
    'logging',
    'experiments',
    'chart',
    'report',
    'http',
    'remote-write',
    'middleware',
    'connect',
  ].map(other),
);
assert.notStrictEqual(A.createTelemetry, B.createTelemetry);
const t = A.createTelemetry({ logLevel: 'silent' });
const op = t.start('inference', { modelId: 'm' });
const live = new HA.Histogram();
live.record(1);
const cases = {
  'a parent of the other copy is told as the parent': () => {
    const child = B.createTelemetry({ logLevel: 'silent' }).start('inference', { modelId: 'x', parent: op });
    assert.strictEqual(child.parent, op);
  },
  'budgets of both count what is used': () => {
    const ta = A.createTelemetry({ logLevel: 'silent' });
    const [one, two] = [OBA, OBB].map((room, i) =>
      room.createBudget(ta, { name: `b${i}`, limit: { tokens: 10 } }),
    );
    ta.trackInference({ modelId: 'm' }, (inference) => inference.usage({ inputTokens: 4, outputTokens: 0 }));
    assert.deepStrictEqual(
      [one, two].map((budget) => budget.status().tokens.spent),
      [4, 4],
    );
  },
  'what begins by the hooks of one copy is ended by those of the other': () => {
    const ta = A.createTelemetry({ logLevel: 'silent' });
    A.storageHooks(ta).operationStarted({ operationId: '1', operationType: 'add', backend: 's3' });
    B.storageHooks(ta).statusChanged({ operationId: '1', status: 'completed' });
    assert.strictEqual(A.getStorageMetrics(ta).operations[0].latency.count, 1);
  },
  'live histograms of every layout are merged': () => {
    const pairs = [
      [HA.Histogram, HB.Histogram],
      [HA.ExplicitHistogram, HB.ExplicitHistogram],
      [HA.HdrHistogram, HB.HdrHistogram],
      [HA.Summary, HB.Summary],
    ];
    for (const [Ours, Theirs] of pairs) {
      const one = new Ours();
      one.record(2);
      assert.strictEqual(new Theirs().merge(one).count, 1, Ours.name);
    }
  },
  links: () => B.createTelemetry({ logLevel: 'silent' }).start('inference', { modelId: 'x', links: [op] }),
  'store of A in telemetry of B': async () => {
    const s = await SA.openStore({ files: new SA.MemoryFiles() });
    const tb = B.createTelemetry({ store: s, logLevel: 'silent' });
    tb.trackInference({ modelId: 'm' }, () => 1);
    await tb.flush();
    const rows = await s.query({ metric: 'inference_seconds' }).rows();
    if (!rows.length) throw new Error('nothing kept');
  },
  'files of A in store of B': async () => {
    await SB.openStore({ files: new SA.MemoryFiles() });
  },
  'historyOf B of telemetry A with store A': async () => {
    const s = await SA.openStore({ files: new SA.MemoryFiles() });
    const ta = A.createTelemetry({ store: s, logLevel: 'silent' });
    ta.trackInference({ modelId: 'm' }, () => 1);
    const h = SB.historyOf(ta);
    await ta.flush();
    const r = await h.query({ metric: 'inference_seconds' }).rows();
    if (!r.length) throw new Error('empty');
  },
  'getStoredMetrics B of store A': async () => {
    const s = await SA.openStore({ files: new SA.MemoryFiles() });
    await SB.getStoredMetrics(s);
  },
  'exportStore B of reader A': async () => {
    const f = new SA.MemoryFiles();
    const s = await SA.openStore({ files: f });
    await SB.exportStore(s, new SB.MemoryFiles());
  },
  'createTracing B on A': async () => {
    await OB.createTracing(t);
  },
  setupTracing: async () => {
    const x = await OB.setupTracing({ telemetry: t, exporter: 'console' });
    await x.shutdown();
  },
  'budget of B on A': () => {
    const b = OBB.createBudget(A.createTelemetry({ logLevel: 'silent' }), {
      name: 'b',
      limit: { tokens: 3 },
    });
    b.reserve({ usage: { inputTokens: 1 } });
  },
  'watch of B on A': () => {
    OBB.watchObjectives(
      A.createTelemetry({
        logLevel: 'silent',
        objectives: [{ operationType: 'inference', targetRatio: 0.9 }],
      }),
    );
  },
  'IntervalRecorder B over Histogram A': () => {
    const r = new HB.IntervalRecorder(() => new HA.Histogram());
    r.record(1);
    r.take();
  },
  startTimer: () => HB.startTimer(live)(),
  'merge live into B': () => new HB.Histogram().merge(live),
  'cdf of a live one': () => HB.cdf(live.snapshot(), 1),
  recordWithExpectedInterval: () => HB.recordWithExpectedInterval(live, 3, 1),
  mergeTelemetrySnapshots: () => B.mergeTelemetrySnapshots([t.snapshot(), B.createTelemetry().snapshot()]),
  'what is described to both copies is counted as by one that it is described to twice': () => {
    const counted = (instrument) => {
      const ta = A.createTelemetry({ logLevel: 'silent' });
      const o = { operations: { fn: { operationType: 'inference', modelId: 'm' } } };
      instrument(ta, A.instrument(ta, { fn: () => 1 }, o), o).fn();
      return A.getInferenceMetrics(ta, 'm').latency.count;
    };
    assert.strictEqual(counted(B.instrument), counted(A.instrument));
  },
  'known client twice': async () => {
    const ta = A.createTelemetry({ logLevel: 'silent' });
    const c = { chat: { completions: { create: async () => ({ usage: {} }) } } };
    const w = B.instrument(ta, A.instrument(ta, c));
    await w.chat.completions.create({ model: 'm' });
    const n = A.getInferenceMetrics(ta, 'm').latency.count;
    if (n !== 1) throw new Error(`counted ${n}`);
  },
  'error instanceof': () => {
    try {
      HA.decodeSnapshot(new Uint8Array(3));
    } catch (e) {
      if (!(e instanceof B.InferometerError)) throw new Error('no instance');
    }
  },
  'connect B': async () => {
    const c = await COB.connect(A.createTelemetry({ logLevel: 'silent' }), {
      prometheus: { server: { port: 0 } },
    });
    await c.close();
  },
  collectRuntimeMetrics: () => B.collectRuntimeMetrics(A.createTelemetry({ logLevel: 'silent' }))(),
  'collectRuntimeMetrics by both': () => {
    const ta = A.createTelemetry({ logLevel: 'silent' });
    const s1 = A.collectRuntimeMetrics(ta);
    const s2 = B.collectRuntimeMetrics(ta);
    s1();
    s2();
  },
  tracker: () =>
    B.createContinualLearningTracker(A.createTelemetry({ logLevel: 'silent' })).recordTaskCompletion({
      taskId: 't',
      retentionScore: 1,
    }),
  'event logger': () => LB.createEventLogger(t, { name: 'n' }).info('x'),
  'run logger of A in combine of B': async () => {
    const l = EB.combineRunLoggers(EA.createTelemetryRunLogger(t, { modelId: 'm' }));
    await l.startRun().end();
  },
  'telemetry run logger B on A': async () => {
    const l = EB.createTelemetryRunLogger(A.createTelemetry({ logLevel: 'silent' }), { modelId: 'm' });
    await l.startRun().end();
  },
  'chart B of history A': async () => {
    await CB.makeChart('latency-percentiles', SA.historyOf(t));
  },
  'renderSvg B of chart A': async () => {
    CB.renderSvg(await CA.makeChart('latency-percentiles', SA.historyOf(t)));
  },
  'createMetrics A exposition B': () => {
    const m = MA.createMetrics();
    m.counter({ name: 'a_total', help: 'x' }).add?.(1);
    return PB.expositionText(m);
  },
  'createReport B history A': async () => {
    await RB.createReport(SA.historyOf(t));
  },
  'http handler B on A': async () => {
    const h = HTB.createHandler(t);
    const r = await h(new Request('http://localhost/api/v1/now'));
    if (r.status !== 200) throw new Error(String(r.status));
    await h.close();
  },
  'remote write B': async () => {
    await RWB.createRemoteWrite(A.createTelemetry({ logLevel: 'silent' }), {
      url: 'http://a/',
      externalLabels: { job: 'j', instance: 'i' },
    }).stop({ timeoutSeconds: 0 });
  },
  'operationOf A of request tracked by B': async () => {
    const MWA = await import('inferometer/middleware');
    let seen;
    await MWB.withTelemetry(t, (r) => {
      seen = MWA.operationOf(r);
      return new Response('x');
    })(new Request('http://a/'));
    if (seen === undefined) throw new Error('undefined');
  },
  shareSnapshots: async () => {
    const { port1, port2 } = new MessageChannel();
    const stop = PA.shareSnapshots(t, port2);
    const all = PB.collectSnapshots(B.createTelemetry({ logLevel: 'silent' }), () => [port1]);
    await all.snapshot();
    stop();
    port1.close();
    port2.close();
    if (all.missing) throw new Error('missing');
  },
  startStream: () => B.startStream(t, { modelId: 'm' }).end(),
  'getters after other copy tracked': () => {
    const ta = A.createTelemetry({ logLevel: 'silent' });
    B.trackStream(ta, { modelId: 'm' }, (async function* () {})());
    if (!A.getStreamMetrics(ta, 'm')) throw new Error('none');
  },
  'what runs and what failed is told of both': () => {
    const ta = A.createTelemetry({ logLevel: 'silent' });
    ta.start('inference', { modelId: 'm' });
    B.startStream(ta, { modelId: 'm' });
    for (const { trackStorageOperation } of [A, A, A, B]) {
      trackStorageOperation(ta, { operationType: 'add', backend: 's3' }, () => 1);
    }
    const { metrics } = ta.snapshot();
    const told = (name) => metrics.find(({ fullName }) => fullName === name).series[0].value;
    assert.strictEqual(told('ipfs_aiml_inference_running'), 2);
    assert.strictEqual(told('wal_operations_per_minute'), 4);
  },
  'names of what the other copy tracked': () => {
    const ta = A.createTelemetry({ logLevel: 'silent' });
    B.trackStream(ta, { modelId: 'm' }, (async function* () {})());
    B.trackStorageOperation(ta, { operationType: 'add', backend: 's3' }, () => 1);
    const bare = ta.snapshot().metrics.filter(({ fullName, instrument }) => fullName === instrument.name);
    if (bare.length > 0) throw new Error(`without a prefix: ${bare.map((metric) => metric.fullName)}`);
  },
};

/** The entries of a copy, by name. */
const copyOf = async (importing) =>
  Object.fromEntries(
    await Promise.all(entries.map(async (entry) => [entry, await importing(entry.replace(/^\.\/?/, ''))])),
  );
const own = (room) => import(room ? `inferometer/${room}` : 'inferometer');
// What has one build for all is one copy.
const theirs = await copyOf((room) => (room === 'monitoring' ? own(room) : other(room || '.')));
const table = entriesOf(await copyOf(own), theirs);
const unlisted = [];
for (const [entry, { takes, without }] of Object.entries(table)) {
  const known = new Set([...Object.keys(takes), ...without.split(/\s+/)]);
  for (const [name, value] of Object.entries(theirs[entry])) {
    if (typeof value === 'function' && !known.has(name)) unlisted.push(`${entry}: ${name}`);
  }
  for (const [name, take] of Object.entries(takes))
    cases[`${entry}: ${name}`] = () => take(theirs[entry][name]);
}

const failed = {};
for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
  } catch (error) {
    failed[name] = String(error?.stack ?? error);
  }
}
console.log(JSON.stringify({ cases: Object.keys(cases).length, unlisted, failed }));
process.exit();
