// The seven situations in which every integration is held to the ledger of the server that it asked. A client is
// `{ whole(model, signal), stream?(model, signal), close?() }`: a promise of an answer, and one of an async iterable.
import { createTelemetry } from '../../../dist/index.js';

/** In which a request arrives at its server, on a machine that is busy. */
const LONG_MS = 500;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** As many chunks as one reader takes; all of them if left out. */
async function read(opening, upTo = Infinity, then = () => {}) {
  let count = 0;
  for await (const _ of await opening) {
    count += 1;
    if (count === upTo) return count;
    then(count);
  }
  return count;
}

/** What came of a call, as its caller sees it: what is compared with what comes of it without telemetry. */
async function seen(call) {
  try {
    return { value: await call };
  } catch (error) {
    return { error: `${error?.name}: ${error?.status ?? ''} ${error?.message}` };
  }
}

/** What is not there is not asked. */
const streamed = (client, ...request) =>
  client.stream === undefined ? [] : [read(client.stream(...request))];

/**
 * `run` gives what the caller saw; `left` is what the record has for requests that the server never answered to the end.
 *
 * @type {Record<string, { run(client: object): Promise<unknown>, left?: string, settings?: object }>}
 */
const situations = {
  success: {
    run: async (client) => [await seen(client.whole('m')), await seen(Promise.all(streamed(client, 'm')))],
  },
  failure: {
    settings: { maxRetries: 0 },
    run: async (client) => [
      await seen(client.whole('wrong')),
      await seen(Promise.all(streamed(client, 'dies'))),
    ],
  },
  abort: {
    left: 'aborted',
    run: async (client) => {
      const whole = new AbortController();
      setTimeout(() => whole.abort(), LONG_MS);
      const stream = new AbortController();
      const giveUp = (count) => count === 2 && setTimeout(() => stream.abort(), 10);
      return [
        await seen(client.whole('hangs', whole.signal)),
        client.stream && kindOf(await seen(read(client.stream('stalls', stream.signal), Infinity, giveUp))),
      ];
    },
  },
  'reader leaves': {
    left: 'left',
    run: async (client) => {
      if (client.stream !== undefined) return seen(read(client.stream('endless'), 3));
      const pending = seen(client.whole('hangs'));
      await sleep(LONG_MS);
      await client.close();
      return pending;
    },
  },
  timeout: {
    left: 'error',
    settings: { maxRetries: 0, timeoutMs: LONG_MS },
    run: async (client) => seen(client.whole('hangs')),
  },
  retry: {
    settings: { maxRetries: 2 },
    run: async (client) => [await seen(client.whole('busy')), await seen(Promise.all(streamed(client, 'm')))],
  },
  'concurrent calls': {
    settings: { maxRetries: 0 },
    run: async (client) => {
      const models = ['m', 'm', 'wrong', 'm', 'm', 'm', 'wrong', 'm'];
      const calls = models.flatMap((model) => [client.whole(model), ...streamed(client, model)]);
      return Promise.all(calls.map(seen));
    },
  },
};

/** How many chunks came before an abort is chance. */
function kindOf({ error }) {
  return error ?? 'ended';
}

/** What the record and the ledger must have in common, each as a pair. Requests without an end are those that somebody gave up. */
function comparison(row, { left, settings }, record, ledger) {
  const { ok = 0, error = 0, aborted = 0, unknown = 0 } = record.outcomes;
  const open = ledger.requests - ledger.answered - ledger.refused - ledger.broken;
  const leaving = left === 'left' ? (row.left ?? 'aborted') : left;
  const hidden = row.hidesAttempts && settings?.maxRetries > 0 ? Math.max(0, ledger.refused - error) : 0;
  const outcomes = {
    ok: ledger.answered,
    error: ledger.refused + ledger.broken - record.retries - hidden + (leaving === 'error' ? open : 0),
    aborted: leaving === 'aborted' ? open : 0,
    unknown: leaving === 'unknown' ? open : 0,
  };
  return {
    outcomes: [{ ok, error, aborted, unknown }, outcomes],
    attempts: [ok + error + aborted + unknown + record.retries + hidden, ledger.requests],
    running: [record.running, 0],
    // Of an answer that was given up, or broke off, part was under way.
    ...(left === undefined &&
      ledger.broken === 0 &&
      record.outputTokens !== undefined && { outputTokens: [record.outputTokens, ledger.outputTokens] }),
  };
}

/**
 * Tries every integration in every situation, and prints what was seen without telemetry and with it, and what was recorded
 * beside what the server counted.
 *
 * @param {Record<string, {
 *   make(settings: object, telemetry?: object): object | Promise<object>,
 *   left?: 'aborted' | 'error',
 *   hidesAttempts?: boolean,
 *   recordOf?(telemetry: object): object,
 * }>} integrations `left` is the outcome of a stream whose reader left, `aborted` if left out
 */
export async function tryIntegrations(integrations, server) {
  const results = [];
  for (const [integration, row] of Object.entries(integrations)) {
    for (const [situation, one] of Object.entries(situations)) {
      const key = `${integration}-${situation}`.replaceAll(' ', '-');
      const plain = await one.run(await row.make({ ...one.settings, key: `${key}-plain` }));
      const telemetry = createTelemetry();
      const watched = await one.run(await row.make({ ...one.settings, key }, telemetry));
      const record = row.recordOf ?? recordOfInferences;
      const compared = await settled(() => comparison(row, one, record(telemetry), server.ledgerOf(key)));
      results.push({ name: `${integration}: ${situation}`, plain, watched, compared });
    }
  }
  server.stop();
  console.log(`RESULTS ${JSON.stringify(results)}`);
  process.exit(0);
}

/** What the collector finds, and what a server hears of a closed connection, takes its time. */
async function settled(compare) {
  const deadline = Date.now() + 5000;
  for (;;) {
    const compared = compare();
    const isEqual = ([mine, right]) => JSON.stringify(mine) === JSON.stringify(right);
    if (Object.values(compared).every(isEqual) || Date.now() > deadline) return compared;
    await sleep(10);
    globalThis.gc?.();
    globalThis.Bun?.gc(true);
  }
}

/** Aborts once its reader has had enough, as a request does that is aborted when its reader leaves. */
export async function* abortedAfter(opening, reader) {
  try {
    yield* await opening;
  } finally {
    reader.abort();
  }
}

/** The series of a metric, by the end of its name. */
export function seriesOf(telemetry, name) {
  return telemetry.snapshot().metrics.find(({ fullName }) => fullName.endsWith(name))?.series ?? [];
}

function recordOfInferences(telemetry) {
  const sum = (name) => seriesOf(telemetry, name).reduce((total, { value }) => total + value, 0);
  const outcomes = {};
  for (const { labels, value } of seriesOf(telemetry, 'aiml_operations_total')) {
    outcomes[labels.status] = (outcomes[labels.status] ?? 0) + value;
  }
  return {
    outcomes,
    retries: sum('operation_retries_total'),
    running: sum('inference_running') + sum('active_streams'),
    outputTokens: sum('aiml_output_tokens_total'),
  };
}
