// Name sets and labels of one's own on a page of prom-client.
import { connectPromClient, expositionText } from 'inferometer/prometheus';
import client from 'prom-client';
import { everything } from '../../contract/everything.ts';
import { assert, test } from '../../harness.ts';
import { parseExposition } from '../parse-exposition.ts';

/** Samples by name and labels, in whatever order a page has them. */
function samplesOf(text: string): string[] {
  return parseExposition(text)
    .flatMap(({ samples }) => samples)
    .map(({ name, labels, value }) => JSON.stringify([name, Object.entries(labels).sort(), Number(value)]))
    .sort();
}

for (const names of ['kit', 'semconv-v1.41', 'semconv-genai-latest'] as const) {
  test(`${names}: the registry's page has the samples of ours`, async () => {
    const telemetry = await everything();
    const registry = new client.Registry();
    await connectPromClient(telemetry, { registry, names, provider: 'openai' });
    const page = (await registry.metrics()).replace(/\n+/g, '\n');
    // Their pages name metrics without samples too.
    const text = expositionText(telemetry, { names, provider: 'openai' });
    assert.equal(samplesOf(page), samplesOf(text));
    assert.match(text, 'tenant="acme"');
    telemetry.dispose();
  });
}
