import { join } from 'node:path';
import { assert, test } from '../../harness.ts';
import { RUNTIMES, removeScratch, run, runJson, scratch } from '../run.ts';
import { type StoreOptions, writeStore } from '../stores.ts';

interface Compared {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly change: number;
  readonly p_value: number;
  readonly superiority: number | null;
  readonly ks_distance: number | null;
  readonly verdict: string;
}

let stores = 0;

async function storeOf(options: Omit<StoreOptions, 'path'>): Promise<string> {
  stores += 1;
  const path = join(scratch, `store-${stores}`);
  await writeStore({ path, ...options });
  return path;
}

async function comparedIn(path: string, ...args: string[]): Promise<Compared[]> {
  const { code, stderr, json } = await runJson(['analyze', '--store', path, ...args]);
  assert.is(code, 0, stderr);
  return json.compared;
}

const changed = (compared: readonly Compared[]) =>
  compared
    .filter(({ verdict }) => verdict !== 'same')
    .map(({ metric, labels, statistic, verdict }) => {
      return `${metric.replace('ipfs_aiml_', '')} ${labels.model_id ?? labels.operation_type} ${statistic} ${verdict}`;
    });

for (const runtime of RUNTIMES) {
  test(`${runtime}: a model that is 30 % slower in the later half, with effect and p`, async () => {
    const path = await storeOf({ slower: 1.3, seed: 3 });
    const { code, json, stderr } = await runJson(['analyze', '--store', path], { runtime });
    assert.is(code, 0, stderr);
    assert.equal(changed(json.compared), [
      'inference_seconds dense p50 worse',
      'inference_seconds dense p95 worse',
    ]);
    const [p50] = json.compared.filter(({ verdict }: Compared) => verdict === 'worse') as [Compared];
    assert.ok(Math.abs(p50.change - 0.3) < 0.1, `${p50.change}`);
    assert.ok(p50.p_value < 0.01);
    // Two lognormal distributions whose medians differ by 30 % of a deviation of 0.4: P(now > before) is 0.68.
    assert.ok(Math.abs((p50.superiority as number) - 0.68) < 0.04, `${p50.superiority}`);
    assert.ok((p50.ks_distance as number) > 0.15);
  });
}

test('no false alarm in 20 histories that are alike on both sides, however unsteady', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const path = await storeOf({
      seed,
      minutes: 30,
      inferences: 12,
      unsteadiness: seed % 2 === 0 ? 0.25 : 0,
    });
    assert.equal(changed(await comparedIn(path)), [], `seed ${seed}`);
  }
});

test('one in twenty inferences that takes three times as long is a slower tail, and no slower middle', async () => {
  const path = await storeOf({ slowerTail: 4, inferences: 40, seed: 5 });
  assert.equal(changed(await comparedIn(path)), ['inference_seconds dense p95 worse']);
});

test('failures that became many are worse, and what got faster is better', async () => {
  const path = await storeOf({ failures: 0.3, slower: 0.7, seed: 6 });
  assert.equal(changed(await comparedIn(path)).sort(), [
    'inference_seconds dense p50 better',
    'inference_seconds dense p95 better',
    'model_operations_total conv failed worse',
    'operations_total model_load failed worse',
  ]);
});

test('a change under the threshold is none, however sure it is', async () => {
  const path = await storeOf({ slower: 1.3, seed: 7 });
  assert.equal(changed(await comparedIn(path, '--threshold', '60%')), []);
});

test('--fail-on-regression exits with 1 where something got worse, and where nothing can be compared', async () => {
  const worse = await storeOf({ slower: 1.5, seed: 8 });
  const same = await storeOf({ seed: 8 });
  const codeOf = async (...args: string[]) => (await run(['analyze', ...args, '--fail-on-regression'])).code;
  assert.is(await codeOf('--store', worse), 1);
  assert.is(await codeOf('--store', same), 0);
  assert.is(await codeOf('--store', same, '--since', '2030-01-01'), 1);
});

test('two ranges that are named, and one that is named backwards', async () => {
  const path = await storeOf({ slower: 2, minutes: 40, seed: 9 });
  const { json } = await runJson(['analyze', '--store', path, '--since', '18m', '--baseline', '38m..20m']);
  assert.is(Math.round((json.baseline.end_time - json.baseline.start_time) * 1000), 18 * 60_000);
  assert.ok(changed(json.compared).includes('inference_seconds dense p50 worse'));
  const wrong = await run(['analyze', '--store', path, '--baseline', '20m..38m']);
  assert.is(wrong.code, 2);
  assert.match(wrong.stderr, /--baseline ends before it begins/);
});

test('a latency that rises all the time is a trend, and a steady one is none', async () => {
  const path = await storeOf({ slower: 1.6, minutes: 60, seed: 10 });
  const first = Math.floor((Date.now() - 60 * 60_000) / 1000);
  const { json } = await runJson([
    'analyze',
    '--store',
    path,
    '--since',
    String(first),
    '--percentile',
    '50',
  ]);
  const of = (model: string) =>
    json.trends.find(
      ({ metric, labels }: { metric: string; labels: Record<string, string> }) =>
        metric === 'ipfs_aiml_inference_seconds' && labels.model_id === model,
    );
  assert.is(of('dense').direction, 'rising');
  assert.ok(of('dense').per_hour > 0.003);
  assert.is(of('conv').direction, 'steady');
  assert.ok(of('conv').variability < 0.2);
});

test('to read: what got worse first, no line wider than the terminal', async () => {
  const path = await storeOf({ slower: 1.3, seed: 3 });
  for (const columns of ['80', '120']) {
    const { stdout } = await run(['analyze', '--store', path], { env: { COLUMNS: columns } });
    assert.match(stdout, /^Compared: 2 got worse, \d+ stayed the same \(sure to 99 %, from 5 % on\)$/m);
    assert.match(stdout, /^ {2}worse +inference_seconds +p(50|95) +dense/m);
    const all = await run(['analyze', '--store', path, '--all'], { env: { COLUMNS: columns } });
    for (const line of (stdout + all.stdout).split('\n')) assert.ok(line.length <= Number(columns), line);
    // What is beside the numbers goes before a name is cut.
    assert.match(all.stdout, /^ {2}inference_busy_seconds_total +rate +dense /m);
  }
  removeScratch();
});
