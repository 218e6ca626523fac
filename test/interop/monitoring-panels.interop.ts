// Every expression of every panel against the demo that runs: a real Prometheus, started from the generated files, has data for
// each, with classic and native histograms and under OpenTelemetry's names.
import type { MonitoringOptions } from 'inferometer/monitoring';
import { assert, test } from '../harness.ts';
import { panelsWithoutData } from './monitoring/panels.ts';
import { type Service, startService } from './monitoring/service.ts';

/** So that rates are there at once. */
const FAST = { scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, prometheusVersion: '2.42.0' };
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
