// What happens where a receiver does not take what it is sent: retries, order, the answers of the protocol.
import type { Telemetry } from 'inferometer';
import { assert, test } from '../harness.ts';
import { listen } from './receiver.ts';
import { dropped, retries, sent, until, waiting, whileSending } from './support.ts';

function count(telemetry: Telemetry): void {
  telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
}

test('what a server failed to take is sent again by itself, in its order', () =>
  whileSending({ requestSamples: 1 }, async ({ telemetry, receiver, remote, lines }) => {
    receiver.answer = (_, attempt) => (attempt <= 3 ? new Response('later', { status: 503 }) : undefined);
    count(telemetry);
    assert.not(await remote.flush());
    count(telemetry);
    await until('it arrived', () => receiver.values('c_total').length > 0);
    assert.ok(await remote.flush());
    const values = receiver.find('c_total')[0]?.samples.map(({ value }) => value);
    assert.equal(values, [1, 2]);
    assert.is(retries(telemetry, 'server_error'), 3);
    assert.is(sent(telemetry), receiver.samples);
    assert.is(waiting(telemetry), 0);
    const told = lines
      .filter(({ fields }) => 'remote' in fields)
      .map(({ level, message }) => `${level} ${message}`);
    assert.equal(told, ['warn Remote write fails; samples wait', 'info Remote write works again']);
    assert.is(lines.find(({ level }) => level === 'warn')?.fields.answer, '503 later');
  }));

test('429 is sent again; what the receiver refuses for good is not, and is counted', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    receiver.answer = (_, attempt) => (attempt === 1 ? new Response(null, { status: 429 }) : undefined);
    count(telemetry);
    await remote.flush();
    assert.ok(await remote.flush());
    assert.is(retries(telemetry, 'throttled'), 1);
    for (const [i, status] of [400, 401, 413, 304].entries()) {
      const before = receiver.attempts;
      receiver.answer = () => new Response(null, { status });
      assert.not(await remote.flush());
      assert.is(receiver.attempts, before + 1);
      assert.ok(dropped(telemetry, 'rejected') > i);
    }
    receiver.answer = () => undefined;
    assert.ok(await remote.flush());
  }));

test('a receiver that asks for time gets it, also from flush', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    let askedAtMs = 0;
    let cameAfterMs = 0;
    receiver.answer = () => {
      if (askedAtMs > 0) {
        cameAfterMs ||= performance.now() - askedAtMs;
        return undefined;
      }
      askedAtMs = performance.now();
      return new Response(null, { status: 429, headers: { 'retry-after': '1' } });
    };
    count(telemetry);
    assert.not(await remote.flush());
    assert.not(await remote.flush());
    assert.is(receiver.attempts, 1);
    await until('it came again', () => cameAfterMs > 0);
    // Timers of pages are early by up to a millisecond.
    assert.ok(cameAfterMs >= 990, `after ${cameAfterMs} ms`);
    await until('all arrived', () => receiver.find('c_total')[0]?.samples.length === 2);
  }));

test('a date in Retry-After counts like seconds', async () => {
  const clock = { monotonicMs: () => performance.now(), wallUnixMs: () => Date.UTC(2026, 0, 1) };
  await whileSending(
    {},
    async ({ telemetry, receiver, remote }) => {
      const headers = { 'retry-after': 'Thu, 01 Jan 2026 01:00:00 GMT' };
      receiver.answer = () => new Response(null, { status: 503, headers });
      count(telemetry);
      assert.not(await remote.flush());
      assert.not(await remote.flush());
      assert.is(receiver.attempts, 1);
    },
    { clock },
  );
});

test('a receiver that does not answer in time is asked again', () =>
  whileSending({ timeoutSeconds: 0.05 }, async ({ telemetry, receiver, remote }) => {
    receiver.answer = (_, attempt) => (attempt === 1 ? new Promise(() => {}) : undefined);
    count(telemetry);
    assert.not(await remote.flush());
    assert.is(retries(telemetry, 'timeout'), 1);
    await until('it arrived', () => receiver.samples > 0);
  }));

test('a receiver that is gone and comes back gets everything from before, between and after', () =>
  whileSending({}, async ({ telemetry, receiver, listening, remote }) => {
    count(telemetry);
    assert.ok(await remote.flush());
    await listening.close();
    count(telemetry);
    assert.not(await remote.flush());
    count(telemetry);
    assert.not(await remote.flush());
    assert.ok(retries(telemetry, 'unreachable') >= 2);
    assert.ok(waiting(telemetry) >= 2);
    const again = await listen(receiver, listening.port);
    try {
      count(telemetry);
      await until('the queue is empty', () => waiting(telemetry) === 0);
      assert.ok(await remote.flush());
      const values = receiver.find('c_total')[0]?.samples.map(({ value }) => value);
      assert.equal(values, [1, 2, 3, 4]);
    } finally {
      await again.close();
    }
  }));

/** Answers with redirects, one for each address, and takes what comes to another. */
function redirecting(redirects: Readonly<Record<string, readonly [number, string]>>) {
  const asked: {
    readonly path: string;
    readonly method: string;
    readonly isTrusted: boolean;
    readonly bytes: number;
  }[] = [];
  const fetch = async (url: URL | RequestInfo, init: RequestInit = {}) => {
    assert.is(init.redirect, 'manual');
    const address = new URL(String(url));
    const bytes = (init.body as Uint8Array).length;
    const isTrusted = new Headers(init.headers).has('authorization');
    asked.push({ path: address.href, method: init.method ?? 'GET', isTrusted, bytes });
    const [status, location] = redirects[address.pathname] ?? [204, ''];
    return new Response(null, { status, ...(location !== '' && { headers: { location } }) });
  };
  return { asked, fetch };
}

const REDIRECTED = { headers: { authorization: 'Bearer x' }, url: 'https://old.example/write' } as const;

test('307 and 308 are followed with method, body and, at the same origin, the credentials', async () => {
  const { asked, fetch } = redirecting({
    '/write': [308, '/moved'],
    '/moved': [307, 'https://new.example/write-here'],
  });
  await whileSending({ ...REDIRECTED, fetch }, async ({ telemetry, remote }) => {
    count(telemetry);
    assert.ok(await remote.flush());
    assert.equal(
      asked.map(({ path, method, isTrusted }) => [path, method, isTrusted]),
      [
        ['https://old.example/write', 'POST', true],
        ['https://old.example/moved', 'POST', true],
        ['https://new.example/write-here', 'POST', false],
      ],
    );
    assert.ok(asked.every(({ bytes }) => bytes > 0 && bytes === asked[0]?.bytes));
    assert.ok(sent(telemetry) > 0);
  });
});

test('a server that moved within itself gets what it is sent', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    const moved = () => new Response(null, { status: 307, headers: { location: '/moved' } });
    receiver.answer = (_, attempt) => (attempt === 1 ? moved() : undefined);
    count(telemetry);
    assert.ok(await remote.flush());
    assert.is(receiver.attempts, 2);
    assert.is(receiver.find('c_total')[0]?.samples.length, 1);
  }));

test('a redirect that is not to be followed is no reason to ask for ever: it says what to do', async () => {
  const ways: readonly (readonly [number, string])[] = [
    [301, 'https://new.example/'],
    [302, 'https://new.example/'],
    [303, '/login'],
    [308, 'http://old.example/in-the-open'],
    [307, 'file:///etc/passwd'],
    [307, '/write'],
  ];
  for (const way of ways) {
    const { asked, fetch } = redirecting({ '/write': way });
    const said: string[] = [];
    const log = (fields: object) => void said.push(JSON.stringify(fields));
    const logger = { debug: log, info: log, warn: log, error: log };
    await whileSending(
      { ...REDIRECTED, fetch },
      async ({ telemetry, remote }) => {
        count(telemetry);
        await remote.flush();
        assert.ok(asked.length <= 11, 'also where it leads to itself');
        assert.is(sent(telemetry), 0);
        assert.match(said.join(), 'which is not followed: set `url` to where it leads');
      },
      { logger },
    );
  }
});

test('a refusal is one, although its body never comes', async () => {
  let calls = 0;
  const fetch = async () => {
    calls += 1;
    return new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), { status: 400 });
  };
  await whileSending({ timeoutSeconds: 0.05, fetch }, async ({ telemetry, remote }) => {
    count(telemetry);
    await remote.flush();
    assert.is(retries(telemetry, 'timeout'), 0);
    assert.is(waiting(telemetry), 0);
    assert.is(calls, 1);
  });
});

test('a success is one, whatever its body does', async () => {
  const endless = () => new ReadableStream({ pull: () => new Promise(() => {}) });
  const broken = () => new ReadableStream({ pull: () => Promise.reject(new Error('gone')) });
  for (const body of [endless, broken]) {
    const fetch = () => Promise.resolve(new Response(body(), { status: 200 }));
    await whileSending({ fetch }, async ({ telemetry, remote }) => {
      count(telemetry);
      assert.ok(await remote.flush());
      assert.ok(sent(telemetry) > 0);
    });
  }
});

test('a fetch that throws, and a logger that throws, reach nobody', async () => {
  const fetch = () => {
    throw new Error('no network');
  };
  const broken = () => {
    throw new Error('no log');
  };
  const logger = { debug: broken, info: broken, warn: broken, error: broken };
  await whileSending(
    { fetch },
    async ({ telemetry, remote }) => {
      count(telemetry);
      assert.not(await remote.flush());
    },
    { logger },
  );
});
