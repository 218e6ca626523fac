// Where there is no page.
import { createTelemetry } from 'inferometer';
import { recordWebVitals, type WebVital, watchPage } from 'inferometer/browser/page';
import { createMetrics } from 'inferometer/metrics';
import { assert, test } from '../../harness.ts';
import { isPage } from '../../places.ts';
import { countOf } from '../../telemetry/support.ts';

test('elsewhere than in a page watching does nothing', () => {
  if (isPage) return;
  const telemetry = createTelemetry();
  const page = watchPage(telemetry);
  page.begin('m')();
  page.flush();
  page.stop();
  assert.is(
    telemetry.snapshot().metrics.some(({ fullName }) => fullName.startsWith('page_')),
    false,
  );
});

test('web vitals are recorded once for each visit, by name and rating', () => {
  const telemetry = createTelemetry();
  const reports: ((vital: WebVital) => void)[] = [];
  recordWebVitals(telemetry, {
    onLCP: (report) => reports.push(report),
    onCLS: (report) => reports.push(report),
  });
  const [lcp, cls] = reports;
  lcp?.({ name: 'LCP', value: 2400, id: 'v5-1', rating: 'good' });
  lcp?.({ name: 'LCP', value: 2600, id: 'v5-1', rating: 'needs-improvement' });
  lcp?.({ name: 'LCP', value: 5000, id: 'v5-2', rating: 'poor' });
  cls?.({ name: 'CLS', value: 0.02, id: 'v5-3', rating: 'good' });
  assert.is(countOf(telemetry, 'web_vital_seconds', { name: 'LCP', rating: 'good' }), 1);
  assert.is(countOf(telemetry, 'web_vital_seconds', { name: 'LCP', rating: 'poor' }), 1);
  assert.is(countOf(telemetry, 'web_vital_seconds', { name: 'LCP', rating: 'needs-improvement' }), 0);
  assert.is(countOf(telemetry, 'web_vital_layout_shift', { rating: 'good' }), 1);
});

test('what is not the module is refused', () => {
  for (const wrong of [{}, undefined, () => {}]) {
    assert.throwsCode(() => recordWebVitals(createMetrics(), wrong as never), 'TELEMETRY_ARGUMENT_KIND');
  }
});
