// Every expression of every panel against the demo that runs: a real Prometheus, started from the generated files, has data for
// each, with classic and native histograms and under OpenTelemetry's names.
import { createDashboards, type MonitoringOptions } from 'inferometer/monitoring';
import { assert, test } from '../harness.ts';
import { startPrometheusOf, writePack } from './monitoring/pack.ts';
import { type Service, startService } from './monitoring/service.ts';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const FAST = { scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, prometheusVersion: '2.42.0' };
/** The demo's model has learnt its first task, and compared its prompts. */
const TIMEOUT_MS = 90_000;

const VARIANTS: readonly (readonly [name: string, names: keyof Service['targets'], MonitoringOptions])[] = [
  ['classic histograms', 'kit', { histograms: 'classic' }],
  ['native histograms', 'kit', { histograms: 'native' }],
  ['classic histograms, OpenTelemetry’s names', 'semconv', { histograms: 'classic', names: 'semconv-v1.41' }],
  ['native histograms, OpenTelemetry’s names', 'semconv', { histograms: 'native', names: 'semconv-v1.41' }],
];

test('every panel has data', async () => {
  const service = await startService();
  // All of them end before anything is said of one.
  const outcomes = await Promise.allSettled(
    VARIANTS.map(([name, names, options]) =>
      panelsWithoutData(name, { ...FAST, ...options, targets: [service.targets[names]] }),
    ),
  );
  await service.stop();
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason;
    assert.equal(outcome.value, []);
  }
});

async function panelsWithoutData(name: string, options: MonitoringOptions): Promise<string[]> {
  const pack = writePack(options);
  const server = await startPrometheusOf(pack);
  try {
    let waiting = [...createDashboards(options)].flatMap(([id, dashboard]) =>
      (dashboard as { panels: Panel[] }).panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ expr }) => ({ what: `${name}, ${id}, ${title}: ${expr}`, expr: chosen(expr) })),
      ),
    );
    assert.ok(waiting.length > 90, `${waiting.length} expressions`);
    const endMs = performance.now() + TIMEOUT_MS;
    while (waiting.length > 0 && performance.now() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const left: typeof waiting = [];
      for (const one of waiting) if (!(await hasData(server.url, one.expr))) left.push(one);
      waiting = left;
    }
    return waiting.map(({ what }) => what);
  } finally {
    await server.remove();
    pack.remove();
  }
}

/** As Grafana fills it in where everything is chosen. */
function chosen(expr: string): string {
  return expr.replaceAll('$__rate_interval', '20s').replace(/\$\w+/g, '.*');
}

/** A number, or a native histogram: NaN is no data. */
async function hasData(url: string, expr: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expr })}`);
  const { status, data, error } = (await response.json()) as {
    status: string;
    error?: string;
    data: { result: { value?: [number, string]; histogram?: unknown }[] };
  };
  if (status !== 'success') throw new Error(`${expr}: ${error}`);
  return data.result.some(
    ({ value, histogram }) => histogram !== undefined || Number.isFinite(Number(value?.[1])),
  );
}
