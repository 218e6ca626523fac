// What telemetry costs inference of onnxruntime-web in a worker of a page: with it and without it in turn, in one run. Runs where it is
// asked for: `npm run test:interop -- local-models-overhead`. The figures are printed; the bound is that of docs/local-models.md.
import { openPage, startChromium } from '../dashboard/browser.ts';
import { assert, test } from '../harness.ts';
import { installPackages } from './install.ts';
import { bundled, serveModels } from './local-models/serve.ts';

const FOLDER = 'test/interop/local-models';
/** Runs of ten milliseconds, as a page waits for; of one, and of a fiftieth of one. */
const WORK = {
  'a large model': { size: 1024, layers: 8, items: 22, rounds: 300, perRound: 1 },
  'a model of a millisecond': { size: 512, layers: 8, items: 8, rounds: 1200, perRound: 4 },
  'a small model': { size: 32, layers: 2, items: 1, rounds: 1200, perRound: 100 },
};
/** Of the time without it; a round of a shared machine may be off by more than telemetry takes. */
const PROMISED = { 'a large model': 0.01, 'a model of a millisecond': 0.02, 'a small model': 0.1 };

interface Measured {
  readonly times: readonly (readonly number[])[];
  readonly firstRecordMs: number;
  readonly error?: string;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

/** Of each round by itself: the machine is not as fast in one as in another. */
function excess(times: readonly number[], than: readonly number[]): number {
  return median(times.map((ms, i) => ms / (than[i] as number) - 1));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

for (const [name, work] of Object.entries(WORK)) {
  test(`${name} in a worker takes as long with telemetry as without it`, async () => {
    installPackages(FOLDER, 'onnxruntime-web', '--ignore-scripts');
    const scripts = {
      '/overhead.mjs': await bundled('overhead.mjs'),
      '/worker-overhead.js': await bundled('worker-overhead.mjs'),
    };
    const { server, origin } = await serveModels(scripts);
    const browser = await startChromium();
    try {
      const { page, faults } = await openPage(browser);
      await page.goto(`${origin}/page/overhead.mjs`);
      await page.waitForFunction('globalThis.begin !== undefined');
      await page.evaluate(`globalThis.begin(${JSON.stringify(work)})`);
      await page.waitForFunction('globalThis.result !== undefined', undefined, { timeout: 240_000 });
      const { times, firstRecordMs, error } = await page.evaluate<Measured>('globalThis.result');
      assert.is(error, undefined, faults.join('\n'));
      const [plain = [], again = [], watched = []] = times;
      const share = (excess(watched, plain) + excess(watched, again)) / 2;
      const noise = excess(again, plain);
      const figures = [
        `${name}: ${median(plain).toFixed(3)} ms a run, ${percent(share)} more with telemetry`,
        `${percent(noise)} more where nothing differs`,
        `first import to first record ${firstRecordMs.toFixed(0)} ms, onnxruntime among it`,
      ];
      console.log(figures.join('; '));
      assert.ok(share < PROMISED[name as keyof typeof WORK], figures.join('; '));
    } finally {
      await browser.close();
      server.close();
    }
  });
}
