/** Every expression of every panel, asked of a Prometheus that is started from the generated files. */
import { createDashboards, type MonitoringOptions } from 'inferometer/monitoring';
import { assert } from '../../harness.ts';
import { startPrometheusOf, writePack } from './pack.ts';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

/** The demo's model has learnt its first task, and compared its prompts. */
const TIMEOUT_MS = 90_000;

/** The panels for which there never was data. @param program of the server; Debian's if left out */
export async function panelsWithoutData(
  name: string,
  options: MonitoringOptions,
  program?: string,
): Promise<string[]> {
  const pack = writePack(options);
  const server = await startPrometheusOf(pack, program);
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
