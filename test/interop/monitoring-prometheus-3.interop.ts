// The same on the Prometheus of today.
import { spawnSync } from 'node:child_process';
import type { MonitoringOptions } from 'inferometer/monitoring';
import { assert, test } from '../harness.ts';
import { writePack } from './monitoring/pack.ts';
import { panelsWithoutData } from './monitoring/panels.ts';
import { startService } from './monitoring/service.ts';
import { programOf3 } from './servers/prometheus-3.ts';

const OPTIONS: MonitoringOptions = {
  prometheusVersion: '3.16.0',
  scrapeIntervalSeconds: 1,
  evaluationIntervalSeconds: 1,
};

for (const histograms of ['classic', 'native'] as const) {
  test(`Prometheus 3.16, ${histograms} histograms: promtool has nothing to say, and every panel has data`, async () => {
    const promtool = programOf3('promtool');
    const pack = writePack({ histograms });
    for (const args of [
      ['check', 'config', 'prometheus/prometheus.yml'],
      ['test', 'rules', 'prometheus/tests/alerts.test.yml'],
    ]) {
      const { status, stdout, stderr } = spawnSync(promtool, args, { cwd: pack.folder, encoding: 'utf8' });
      assert.is(status, 0, stdout + stderr);
    }
    pack.remove();
    const service = await startService();
    const options = { ...OPTIONS, histograms, targets: [service.targets.kit] };
    const missing = await panelsWithoutData(histograms, options, programOf3('prometheus')).finally(
      service.stop,
    );
    assert.equal(missing, []);
  });
}
