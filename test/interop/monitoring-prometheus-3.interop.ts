// The same on the Prometheus of today, which Debian does not have and which takes minutes to build: it is built once, by hand, and
// found where it is kept.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MonitoringOptions } from 'inferometer/monitoring';
import { assert, skip, test } from '../harness.ts';
import { writePack } from './monitoring/pack.ts';
import { panelsWithoutData } from './monitoring/panels.ts';
import { startService } from './monitoring/service.ts';

const FOLDER = resolve('.cache/interop/prometheus-3.16');
const OPTIONS: MonitoringOptions = {
  prometheusVersion: '3.16.0',
  scrapeIntervalSeconds: 1,
  evaluationIntervalSeconds: 1,
};

function programOf3(name: 'prometheus' | 'promtool'): string {
  const program = resolve(FOLDER, name);
  if (existsSync(program)) return program;
  return skip(
    `Prometheus 3.16 is not here: GOBIN=$PWD/.cache/interop/prometheus-3.16 go install github.com/prometheus/prometheus/cmd/{prometheus,promtool}@v0.316.0`,
  );
}

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
