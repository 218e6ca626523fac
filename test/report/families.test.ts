// Whatever is recorded is in a report: a report without one of the metrics would be another one.
import fc from 'fast-check';
import type { TelemetrySnapshot } from 'inferometer';
import { generateMetricsReport, type ReportFormat } from 'inferometer/report';
import { everything } from '../contract/everything.ts';
import { assert, test } from '../harness.ts';

/** Metrics that say again what others say, which the report is made of. */
const SAID_BY_OTHERS: ReadonlySet<string> = new Set([]);

async function withoutAny(format: ReportFormat): Promise<string[]> {
  const snapshot = (await everything()).snapshot();
  const whole = generateMetricsReport(snapshot, { format });
  return snapshot.metrics
    .map(({ fullName }) => fullName)
    .filter((name) => generateMetricsReport(without(snapshot, name), { format }) === whole);
}

function without(snapshot: TelemetrySnapshot, name: string): TelemetrySnapshot {
  return { ...snapshot, metrics: snapshot.metrics.filter(({ fullName }) => fullName !== name) };
}

for (const format of ['markdown', 'text', 'json'] as const) {
  test(`no metric is missing: ${format}`, async () => {
    const missing = await withoutAny(format);
    assert.equal(
      missing.filter((name) => !SAID_BY_OTHERS.has(name)),
      [],
    );
  });
}
void fc;
