// What a report says of streams, storage and HTTP, in every format.
import {
  createTelemetry,
  getFindings,
  getHttpMetrics,
  getMetrics,
  getObjectives,
  storageHooks,
  type Telemetry,
  trackStorageOperation,
  trackStream,
} from 'inferometer';
import { withTelemetry } from 'inferometer/middleware';
import { createBudget, watchObjectives } from 'inferometer/objectives';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a reader of JSON sees.
type Json = any;

function running() {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  const json = (): Json => JSON.parse(JSON.stringify(getComprehensiveReport(telemetry)));
  const text = () => generateMetricsReport(telemetry, { format: 'text' });
  return { machine, telemetry, json, text };
}

/** Reads a stream whose first token comes after so many seconds, and whose others follow each 10 ms. */
async function read(telemetry: Telemetry, machine: Machine, firstTokenSeconds: number): Promise<void> {
  async function* tokens() {
    machine.pass(firstTokenSeconds);
    yield 'a';
    for (let i = 0; i < 4; i++) {
      machine.pass(0.01);
      yield 'b';
    }
  }
  for await (const _ of trackStream(telemetry, { modelId: 'llm' }, tokens()));
}

test('streams: tokens, times and endings', async () => {
  const { machine, telemetry, json, text } = running();
  await read(telemetry, machine, 0.2);
  await read(telemetry, machine, 0.2);
  assert.match(text(), /^Streams\n-------\n/m);
  assert.match(text(), /^Model +Tokens +Tokens per second +Active +Completed$/m);
  assert.match(text(), /^llm +10 +20\.8 \/s +0 +2$/m);
  assert.match(text(), /^llm +to the first token +2 +200 ms/m);
  assert.match(text(), /^llm +between two tokens +8 +10 ms/m);
  const { llm } = json().streams.models;
  assert.is(llm.tokens, 10);
  assert.is(llm.time_to_first_token_stats.count, 2);
  assert.close(llm.time_to_first_token_stats.mean, 0.2, 1e-9);
  assert.is(llm.endings.completed, 2);
  assert.is(getComprehensiveReport(telemetry).streams[0]?.tokens, 10);
});

test('a first token that comes late is found: above 1 s medium, above 3 s high', async () => {
  for (const [seconds, severity] of [
    [0.9, undefined],
    [1.1, 'medium'],
    [3.1, 'high'],
  ] as const) {
    const { machine, telemetry, json } = running();
    await read(telemetry, machine, 9);
    assert.equal(getFindings(telemetry), [], 'a first stream waits for its warm-up');
    await read(telemetry, machine, seconds);
    const [finding, ...others] = getFindings(telemetry);
    assert.equal(others, []);
    assert.is(finding?.severity, severity);
    if (finding === undefined) continue;
    assert.equal([finding.target, finding.modelId], ['stream', 'llm']);
    assert.is(json().recommendations[0].model_id, 'llm');
  }
});

test('a long stream is no slow inference', async () => {
  const { machine, telemetry } = running();
  await read(telemetry, machine, 0.9);
  assert.equal(getFindings(telemetry), []);
  telemetry.trackInference({ modelId: 'llm' }, () => machine.pass(0.9));
  telemetry.trackInference({ modelId: 'llm' }, () => machine.pass(0.9));
  assert.is(getFindings(telemetry)[0]?.target, 'inference');
});

test('storage: outcomes, latency, health and queue; what fails or is offline is found', () => {
  const { machine, telemetry, json, text } = running();
  for (let i = 0; i < 10; i++) {
    const operation = { operationType: 'add', backend: 'ipfs' };
    try {
      trackStorageOperation(telemetry, operation, () => {
        machine.pass(0.1);
        if (i === 0) throw new Error('full');
      });
    } catch {
      // It is what the report should tell.
    }
  }
  trackStorageOperation(telemetry, { operationType: 'get', backend: 's3' }, () => machine.pass(6));
  const hooks = storageHooks(telemetry);
  hooks.backendHealthChanged({ backend: 'ipfs', health: 'offline' });
  hooks.backendHealthChanged({ backend: 's3', health: 'online' });
  hooks.queueSizeChanged({ size: 3 });
  assert.match(text(), /^Storage\n-------\n/m);
  assert.match(text(), /^add +ipfs +9 +1 +0 +0 +0 +0 +10 +10 %$/m);
  assert.match(text(), /^add +ipfs +whole +9 +100 ms/m);
  assert.match(text(), /^add +ipfs +failed +1 +100 ms/m);
  assert.match(text(), /^ipfs +offline$/m);
  assert.match(text(), /^pending +3$/m);
  assert.match(text(), /^Operations: +11$/m);
  assert.match(text(), /^add on ipfs +9 +1 +0 +0 +90 %$/m);
  const { storage, recommendations } = json();
  assert.equal([storage.operations[0].backend, storage.operations[0].outcomes.error], ['ipfs', 1]);
  assert.equal(storage.backend_health, { ipfs: 0, s3: 1 });
  assert.equal(storage.queue_size, { pending: 3 });
  assert.equal(
    recommendations.map(({ type, backend, severity }: Json) => [type, backend, severity]),
    [
      ['reliability', 'ipfs', 'high'],
      ['reliability', 'ipfs', 'high'],
      ['performance', 's3', 'medium'],
    ],
  );
  assert.is(recommendations[0].message, 'add fails on ipfs: 1 of 10');
  assert.match(recommendations[0].details, 'ipfs is offline');
  assert.is(recommendations[1].message, 'ipfs is offline');
});

/** Answers with the status that the path says, after as many seconds as the query. */
async function ask(telemetry: Telemetry, machine: Machine, status: number, seconds: number) {
  const handler = withTelemetry(
    telemetry,
    (_: Request) => {
      machine.pass(seconds);
      return new Response('x', { status });
    },
    { route: () => '/items/:id' },
  );
  await (await handler(new Request('http://example.org/items/1'))).text();
}

test('HTTP: classes of status, errors and latency by route', async () => {
  const { machine, telemetry, json, text } = running();
  for (const status of [200, 200, 200, 200, 200, 200, 200, 200, 404, 503]) {
    await ask(telemetry, machine, status, status === 503 ? 9 : 0.1);
  }
  const [route, ...others] = getHttpMetrics(telemetry).routes;
  assert.equal(others, []);
  assert.equal([route?.method, route?.route, route?.count], ['GET', '/items/:id', 10]);
  assert.equal(route?.statusClasses, { '2xx': 8, '4xx': 1, '5xx': 1 });
  assert.equal(route?.errorTypes, { '503': 1 });
  assert.is(route?.errorRatio, 0.1);
  assert.is(route?.latency?.count, 9, 'what failed does not count as slow');
  assert.match(text(), /^HTTP\n----\n/m);
  assert.match(text(), /^Method +Route +Requests +2xx +4xx +5xx +Error ratio +Errors$/m);
  assert.match(text(), /^GET +\/items\/:id +10 +8 +1 +1 +10 % +503 1$/m);
  assert.match(text(), /^GET +\/items\/:id +9 +100 ms/m);
  const { http, recommendations } = json();
  assert.equal(http.routes[0].status_classes, { '2xx': 8, '4xx': 1, '5xx': 1 });
  assert.equal(
    recommendations.map(({ target, route: where }: Json) => [target, where]),
    [['http', '/items/:id']],
  );
  assert.is(recommendations[0].evidence.count, 10);
});

test('slow routes are found', async () => {
  const { machine, telemetry } = running();
  await ask(telemetry, machine, 200, 6);
  const [finding, ...others] = getFindings(telemetry);
  assert.equal(others, []);
  assert.equal([finding?.type, finding?.target, finding?.severity], ['performance', 'http', 'medium']);
  telemetry.configure({ thresholds: { requestSeconds: { medium: 7 } } });
  assert.equal(getFindings(telemetry), []);
});

test('requests are operations: getMetrics counts them, filters them and gives their rate', async () => {
  const { machine, telemetry } = running();
  for (const status of [200, 200, 200, 500]) await ask(telemetry, machine, status, 1);
  telemetry.trackInference({ modelId: 'm' }, () => machine.pass(1));
  const operations = (query: Parameters<typeof getMetrics>[1]) =>
    getMetrics(telemetry, query).range.operations;
  const [requests] = operations({ category: 'http' });
  assert.equal([requests?.operationType, requests?.count, requests?.errorRatio], ['http_request', 4, 0.25]);
  assert.equal(requests?.statuses, { ok: 3, error: 1 });
  assert.is(requests?.latency?.count, 3);
  assert.is(operations({ operationType: 'http_request', status: 'error' })[0]?.count, 1);
  assert.equal(
    operations({}).map(({ operationType }) => operationType),
    ['inference', 'http_request'],
  );
  assert.equal(operations({ modelId: 'm' }).length, 1);
});

test('objectives are about requests, too', async () => {
  const machine = new Machine();
  const objectives = [{ operationType: 'http_request', withinSeconds: 1, targetRatio: 0.9 }];
  const telemetry = createTelemetry({ clock: machine, timer: machine, objectives });
  for (const [status, seconds] of [
    [200, 0.1],
    [404, 0.1],
    [200, 2],
    [500, 0.1],
  ] as const) {
    await ask(telemetry, machine, status, seconds);
  }
  const [kept] = getObjectives(telemetry);
  assert.equal([kept?.good, kept?.count], [2, 4]);
  assert.is(getFindings(telemetry).find(({ type }) => type === 'objective')?.evidence.value, 0.5);
});

test('burn rates and budgets are in the report, as text and as JSON', async () => {
  const machine = new Machine();
  const objectives = [{ name: 'answers', operationType: 'inference', targetRatio: 0.9 }];
  const telemetry = createTelemetry({ clock: machine, timer: machine, logLevel: 'silent', objectives });
  using _ = watchObjectives(telemetry);
  createBudget(telemetry, { name: 'chat', limit: { tokens: 100 }, per: ['modelId'] });
  const inference = telemetry.start('inference', { modelId: 'm' });
  inference.usage({ inputTokens: 25 });
  inference.ok();
  telemetry.start('inference', { modelId: 'm' }).fail(new Error('no'));
  machine.pass(60);
  await telemetry.flush();
  const json: Json = JSON.parse(JSON.stringify(getComprehensiveReport(telemetry)));
  const [answers] = json.objectives;
  assert.equal([answers.name, answers.good, answers.count, answers.is_exact], ['answers', 1, 2, true]);
  assert.equal(Object.keys(answers.burn_rates), ['5m', '30m', '1h', '6h', '3d']);
  assert.close(answers.burn_rates['1h'], 5, 1e-9);
  assert.equal(json.budgets, [
    {
      ...{ budget: 'chat', unit: 'tokens', labels: { model_id: 'm' }, limit: 100 },
      ...{ spent: 25, reserved: 0, left: 75, burn_rate: null },
    },
  ]);
  const text = generateMetricsReport(telemetry, { format: 'text' });
  for (const words of ['Burn rates', 'answers', 'Budgets', 'model_id=m']) assert.match(text, words);
});
