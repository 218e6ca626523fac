// PNG in workerd, which compiles no Wasm while it runs: what draws it is handed in, compiled by the platform.
import * as resvg from '@resvg/resvg-wasm';
import wasm from '@resvg/resvg-wasm/index_bg.wasm';
import { createTelemetry, type Telemetry } from 'inferometer';
import { assert, test } from '../harness.ts';
import { askingOf } from './serving.ts';

const CHART = '/api/v1/charts/latency-heatmap.png';

async function asked(options: Parameters<typeof askingOf>[2], path = CHART): Promise<Response> {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  for (let i = 1; i <= 50; i++) telemetry.inference({ modelId: 'glyphs' }).record(i / 100);
  let response: Response | undefined;
  await askingOf(
    telemetry,
    async ({ ask }) => {
      response = await ask(path);
    },
    options,
  );
  return response as Response;
}

test('without what draws it a PNG is refused, and an SVG is not', async () => {
  const refused = await asked({ png: { resvg } });
  assert.is(refused.status, 503);
  assert.match(await refused.text(), 'Ask for SVG');
  assert.is((await asked({}, CHART.replace('png', 'svg'))).status, 200);
});

test('a chart is a PNG where Wasm is handed in as a module', async () => {
  const response = await asked({ png: { resvg, wasm } });
  assert.is(response.headers.get('content-type'), 'image/png');
  const bytes = new Uint8Array(await response.arrayBuffer());
  assert.equal([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.ok(bytes.length > 10_000, String(bytes.length));
});

test('a second handler of the same process draws, too', async () => {
  assert.is((await asked({ png: { resvg, wasm } })).status, 200);
});
