// What a page leaves behind where its server cannot be reached: in IndexedDB, for the next page of the origin.
import { assert, test } from '../../harness.ts';
import { connected, totalOf } from '../connected.ts';

const DATABASE = 'inferometer-page-intervals';
const PERSIST = { queue: { persist: true } } as const;

async function keptIntervals(): Promise<number> {
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === DATABASE)) return 0;
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE);
    // It went between the two questions, and none is to be made by asking.
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => (request.error?.name === 'AbortError' ? resolve(0) : reject(request.error));
    request.onsuccess = () => {
      const database = request.result;
      const count = database.transaction('intervals').objectStore('intervals').count();
      count.onsuccess = () => {
        database.close();
        resolve(count.result);
      };
    };
  });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 200; left > 0 && !(await isSo()); left--)
    await new Promise((resolve) => setTimeout(resolve, 25));
  assert.ok(await isSo(), 'waited for in vain');
}

const record = (page: { trackInference: (options: { modelId: string }, fn: () => unknown) => unknown }) =>
  page.trackInference({ modelId: 'm' }, () => 1);

test('nothing is stored while the server answers', () =>
  connected(async ({ page }) => {
    for (let i = 0; i < 3; i++) {
      record(page);
      await page.flush();
    }
    const names = (await indexedDB.databases()).map(({ name }) => name);
    assert.not.ok(names.includes(DATABASE));
    assert.is(document.cookie, '');
    assert.is(localStorage.length + sessionStorage.length, 0);
  }, PERSIST));

test('what could not be delivered is sent by the next page, once, and then kept no more', () =>
  connected(async ({ page, telemetry, network, open }) => {
    network.state = 'down';
    for (let i = 0; i < 3; i++) {
      record(page);
      await page.flush();
    }
    await until(async () => (await keptIntervals()) === 3);
    // Its process is gone: nothing of it is sent any more.
    page.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    network.state = 'up';
    open(PERSIST);
    await until(() => totalOf(telemetry, 'inference_seconds') === 3);
    await until(async () => (await keptIntervals()) === 0);
    assert.is(totalOf(telemetry, 'ingested_intervals_total'), 3);
  }, PERSIST));

test('what a page could not deliver is sent by one that was open beside it', () =>
  connected(async ({ page, telemetry, network, open }) => {
    network.state = 'down';
    record(page);
    await page.flush();
    await until(async () => (await keptIntervals()) === 1);
    page.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    // The first one has what was left, for as long as it is there.
    const first = open(PERSIST);
    await until(async () => (await navigator.locks.query()).held?.length === 1);
    open(PERSIST);
    await new Promise((resolve) => setTimeout(resolve, 100));
    first.dispose();
    await new Promise((resolve) => setTimeout(resolve, 100));
    network.state = 'up';
    await until(() => totalOf(telemetry, 'inference_seconds') === 1);
  }, PERSIST));

test('what a page left is sent in the order in which it was recorded', () =>
  connected(async ({ page, network, open }) => {
    network.state = 'down';
    for (let i = 0; i < 12; i++) {
      record(page);
      await page.flush();
    }
    await until(async () => (await keptIntervals()) === 12);
    page.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    network.state = 'up';
    network.bodies.length = 0;
    open(PERSIST);
    await until(async () => (await keptIntervals()) === 0);
    const sent = network.bodies.flatMap((body) => JSON.parse(body).deltas as { sequence: number }[]);
    assert.equal(
      sent.map(({ sequence }) => sequence),
      sent.map((_, i) => i),
    );
  }, PERSIST));

test('an answer that was lost counts nothing twice, whoever sends it again', () =>
  connected(async ({ page, telemetry, network, open }) => {
    network.state = 'lost';
    record(page);
    await page.flush();
    await until(async () => (await keptIntervals()) === 1);
    page.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    network.state = 'up';
    open(PERSIST);
    await until(async () => (await keptIntervals()) === 0);
    assert.is(totalOf(telemetry, 'inference_seconds'), 1);
  }, PERSIST));

test('where consent is taken back, what was kept is gone', () =>
  connected(async ({ page, telemetry, network }) => {
    network.state = 'down';
    record(page);
    await page.flush();
    await until(async () => (await keptIntervals()) === 1);
    page.consent(false);
    await until(async () => (await keptIntervals()) === 0);
    network.state = 'up';
    page.consent(true);
    assert.is((await page.flush()).acknowledged, 0);
    assert.is(totalOf(telemetry, 'inference_seconds'), 0);
  }, PERSIST));

test('a page that hears from another tab that the server is down waits, and goes on when it hears that it is up', () =>
  connected(async ({ page, telemetry, network, open }) => {
    const other = open(PERSIST);
    network.state = 'down';
    record(page);
    record(other);
    await Promise.all([page.flush(), other.flush()]);
    await until(async () => (await keptIntervals()) === 2);
    network.state = 'up';
    // It may have taken over what the other one keeps.
    assert.ok((await page.flush()).acknowledged >= 1);
    // The other one was told, and needs no alarm of its own.
    await until(() => totalOf(telemetry, 'inference_seconds') === 2);
  }, PERSIST));
