// A fleet of workers under a real Prometheus: late, blocked, killed, started again and replaced by another version. What it
// sees grow is what the workers wrote down beside telemetry.
import cluster, { type Worker as ClusterWorker } from 'node:cluster';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createTelemetry } from 'inferometer';
import { collectSnapshots, type MessageChannelLike, startMetricsServer } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { startPrometheus } from './servers/prometheus.ts';
import { evaluate, query } from './servers/promql.ts';

const SCRIPT = './test/interop/worker-fleet/worker.mjs';

interface Member {
  readonly channel: ClusterWorker | Worker;
  readonly file: string;
  readonly say: (command: string) => void;
  /** At once, whatever it does. */
  readonly kill: () => Promise<unknown>;
}

const folder = mkdtempSync(join(tmpdir(), 'inferometer-worker-fleet-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let started = 0;

async function startProcess(version: number): Promise<Member> {
  const file = join(folder, `${started++}.json`);
  cluster.setupPrimary({ exec: SCRIPT });
  const channel = cluster.fork({ FLEET: JSON.stringify({ version, file }) });
  await begun(channel);
  const kill = () => {
    channel.process.kill('SIGKILL');
    return once(channel, 'exit');
  };
  return { channel, file, say: (command) => void channel.send({ command }), kill };
}

async function startThread(version: number): Promise<Member> {
  const file = join(folder, `${started++}.json`);
  const channel = new Worker(SCRIPT, { workerData: { version, file } });
  await begun(channel);
  return {
    channel,
    file,
    say: (command) => channel.postMessage({ command }),
    kill: () => channel.terminate(),
  };
}

/** One that cannot begin ends the test, which would wait for it. */
async function begun(channel: ClusterWorker | Worker): Promise<void> {
  const exit = once(channel, 'exit').then(() => {
    throw new Error('a worker of the fleet ended before it began');
  });
  exit.catch(() => {});
  await Promise.race([once(channel, 'message'), exit]);
}

const writtenDown = ({ file }: Member) =>
  JSON.parse(readFileSync(file, 'utf8')) as { recorded: number; told: number };

test('a real Prometheus sees what the workers recorded, whatever becomes of them', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const alive: Member[] = [];
  const killed: Member[] = [];
  const channels = (): Iterable<MessageChannelLike> => alive.map(({ channel }) => channel);
  const all = collectSnapshots(telemetry, channels, { timeoutSeconds: 0.4 });
  const page = await startMetricsServer(all, { port: 0 });
  const server = await startPrometheus([`127.0.0.1:${page.port}`], { nativeHistograms: false });
  const { url } = server;
  const scraped = () => new Promise((resolve) => setTimeout(resolve, 1200));
  /** Started, seen at nothing, and working. */
  const start = async (members: readonly Promise<Member>[]) => {
    const ready = await Promise.all(members);
    alive.push(...ready);
    await evaluate(url, 'sum(depth)', (depth) => depth === alive.length);
    for (const one of ready) one.say('go');
    return ready as [Member, ...Member[]];
  };
  /** In the midst of its work, after a question: nothing is under way. */
  const kill = async (member: Member) => {
    await all.snapshot();
    const dead = member.kill();
    killed.push(...alive.splice(alive.indexOf(member), 1));
    await dead;
  };
  try {
    const first = await start([
      startProcess(1),
      startProcess(1),
      startProcess(1),
      startThread(1),
      startThread(1),
    ]);
    const [process1, process2, , thread1] = first as [Member, Member, Member, Member, Member];
    await scraped();
    process1.say('block');
    thread1.say('block');
    // The first one may share a question that was under way.
    await all.snapshot();
    await all.snapshot();
    assert.ok(all.missing > 0, 'blocked workers are late');
    await scraped();
    await scraped();
    await kill(process2);
    await kill(thread1);
    await scraped();
    await start([startProcess(1), startThread(1)]);
    await scraped();
    // A rolling deploy: one after the other is replaced by another version.
    for (const old of [...alive]) {
      await start([old.channel instanceof Worker ? startThread(2) : startProcess(2)]);
      old.say('stop');
      await once(old.channel, 'message');
      await kill(old);
      const { recorded, told } = writtenDown(old);
      assert.is(told, recorded, 'after one more question, nothing is lost');
    }
    await scraped();
    for (const one of alive) one.say('stop');
    await scraped();
    await all.snapshot();
    const expected =
      alive.reduce((sum, one) => sum + writtenDown(one).recorded, 0) +
      killed.reduce((sum, one) => sum + writtenDown(one).told, 0);
    const lost = killed.reduce((sum, one) => sum + writtenDown(one).recorded - writtenDown(one).told, 0);
    assert.ok(expected > 1000, `${expected} were told`);
    assert.ok(lost >= 0 && lost < expected / 20, `${lost} were never told`);

    await evaluate(url, 'sum(served_total)', (total) => total === expected);
    // What grew since nothing was there, without what increase() adds at the ends of a range.
    const grown = (name: string) => `sum(max_over_time(${name}[5m]) - min_over_time(${name}[5m]))`;
    assert.is(await evaluate(url, grown('served_total')), expected);
    assert.is(await evaluate(url, 'sum(work_seconds_count)'), expected);
    for (const name of ['served_total', 'work_seconds_count', 'work_seconds_bucket', 'work_seconds_sum']) {
      assert.is(await evaluate(url, `sum(resets(${name}[5m]))`), 0, `${name} never falls`);
    }
    const increase = await evaluate(url, 'sum(increase(served_total[5m]))');
    assert.ok(Math.abs(increase / expected - 1) < 0.15, `increase() is ${increase}, for ${expected}`);
    // What both versions mean by a bound is exact: a quarter is under 0.1.
    const quarter = await evaluate(url, 'sum(work_seconds_bucket{le="0.1"})');
    assert.ok(Math.abs(quarter - expected / 4) <= started, `${quarter} of ${expected}`);
    assert.is(await evaluate(url, 'sum(depth)'), alive.length);
    const conflicts = await query(url, 'inferometer_instrument_conflicts_total > 0');
    assert.equal(conflicts.map(({ labels }) => labels.metric).sort(), [
      'mode',
      'served_total',
      'work_seconds',
    ]);
    const versions = await query(url, 'count by (status) (served_total)');
    assert.equal(versions.map(({ labels }) => labels.status ?? '').sort(), ['', '200']);
  } finally {
    for (const one of alive) await one.kill();
    await server.remove();
    await page.stop();
    telemetry.dispose();
  }
});
