// The page of the contract in a real browser, before a running server.
import { createTelemetry } from 'inferometer';
import { serve, type TelemetryServer } from 'inferometer/http';
import {
  type Browser,
  openPage,
  seriousProblems,
  startChromium,
  type Watched,
} from '../../dashboard/browser.ts';
import { assert, test } from '../../harness.ts';

let started: Promise<{ server: TelemetryServer; browser: Browser; end(): Promise<void> }> | undefined;

/** One server and browser for all tests of this file. */
function running() {
  started ??= (async () => {
    const telemetry = createTelemetry({ logLevel: 'silent' });
    for (let i = 0; i < 30; i++) telemetry.trackInference({ modelId: 'glyphs', batchSize: 1 }, () => i);
    const server = await serve(telemetry, { port: 0, keepsAlive: false });
    const browser = await startChromium();
    const end = async () => {
      await browser.close();
      await server.close();
      telemetry[Symbol.dispose]();
    };
    return { server, browser, end };
  })();
  return started;
}

/** No error of the console is let pass, and no other host is asked. */
async function onPage(run: (watched: Watched) => Promise<void>, options: object = {}): Promise<void> {
  const { server, browser } = await running();
  const watched = await openPage(browser, options);
  try {
    await watched.page.goto(`${server.url}/api`);
    await run(watched);
    assert.equal(watched.faults, []);
  } finally {
    await watched.close();
  }
}

test('what is typed is sent, and what came back is shown: status, time, body', () =>
  onPage(async ({ page }) => {
    const article = page.locator('#getChart');
    await article.scrollIntoViewIfNeeded();
    await page.locator('#getChart-chart').selectOption('latency-percentiles');
    await page.locator('#getChart details.filters summary').click();
    await page.locator('#getChart-model_id').fill('glyphs');
    assert.match((await page.locator('#getChart .curl').textContent()) ?? '', /model_id=glyphs/);
    await page.locator('#getChart .send').click();
    await page.locator('#getChart .answer .code').waitFor();
    const answer = (await page.locator('#getChart .answer').textContent()) ?? '';
    assert.match(answer, /^\s*200 OK/);
    assert.match(answer, /"title": "Latency percentiles of glyphs, p99 [^"]*30 inferences/);
  }));

test('a refusal is shown as the server explained it', () =>
  onPage(async ({ page, faults }) => {
    await page.locator('#getChart-step').fill('0');
    await page.locator('#getChart .send').click();
    await page.locator('#getChart .answer .code.bad').waitFor();
    assert.match(
      (await page.locator('#getChart .answer').textContent()) ?? '',
      /400.*step expected a number/s,
    );
    // The browser tells of each answer that is an error.
    assert.ok(faults.splice(0).every((fault) => fault.includes('400')));
  }));

test('a search leaves the routes that it finds, and Esc shows all of them again', () =>
  onPage(async ({ page }) => {
    const shown = () => page.locator('article:not([hidden])').count();
    const all = await shown();
    await page.keyboard.press('/');
    await page.keyboard.type('findings');
    const found = await shown();
    assert.ok(found > 0 && found < all / 2, `${found} of ${all}`);
    await page.keyboard.press('Escape');
    assert.is(await shown(), all);
  }));

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe-core finds nothing serious, on ${colorScheme} ground and on a phone`, () =>
    onPage(
      async ({ page }) => {
        // With an answer on the page.
        await page.locator('#getHealth .send').click();
        await page.locator('#getHealth .answer .code').waitFor();
        assert.equal(await seriousProblems(page), []);
        await page.setViewportSize({ width: 390, height: 844 });
        assert.equal(await seriousProblems(page), []);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(sideways <= 0, `${sideways} px beyond the screen`);
      },
      { colorScheme },
    ));
}

test('the browser and the server of these tests end', async () => {
  await (await running()).end();
});
