// The successor of prom-client, in a process that is new enough for it: our metrics in its registry.
import { spawnSync } from 'node:child_process';
import { assert, test } from '../harness.ts';
import { familyOf } from '../prometheus/parse-exposition.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/prometheus-io-client';

interface Pages {
  readonly text: string;
  readonly openMetrics: string;
  readonly again: string;
  readonly summed: string;
  readonly clash: string;
  readonly left: string;
  readonly isNamed: boolean;
  readonly isDefault: boolean;
}

function pages(): Pages {
  installPackages(FOLDER, '@prometheus-io/client', '--ignore-scripts');
  const isNewEnough = Number.parseInt(process.versions.node, 10) >= 22;
  const executable = isNewEnough ? process.execPath : 'node_modules/.bin/bun';
  const { status, stdout, stderr } = spawnSync(executable, [`${FOLDER}/pages.mjs`], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return JSON.parse(stdout) as Pages;
}

/** Their pages have empty lines between families, which the format allows and our parser does not. */
function compact(page: string): string {
  return page.replace(/\n+/g, '\n');
}

test('@prometheus-io/client takes our metrics beside its own', () => {
  const { text, openMetrics, again, summed, clash, left, isNamed, isDefault } = pages();
  const page = compact(text);
  assert.is(familyOf(page, 'own_total').samples[0]?.value, '3');
  assert.is(familyOf(page, 'ipfs_aiml_training_loss').samples[0]?.value, '0.5');
  assert.is(familyOf(page, 'late_total').samples[0]?.value, '2');
  const latency = familyOf(page, 'ipfs_aiml_inference_seconds').samples;
  assert.equal(latency.at(-1)?.labels, { model_id: 'a"b\\c\nd', batch_size: '8' });
  assert.match(openMetrics, /^# TYPE late counter\nlate_total 2$/m);
  assert.is(again, openMetrics);
  assert.is(familyOf(compact(summed), 'late_total').samples[0]?.value, '4');
  assert.is(clash, 'PROMETHEUS_NAME_TAKEN');
  // Its own counter has lost its `_total` to the page in OpenMetrics: ours must not.
  assert.match(left, /^# TYPE own/m);
  assert.not.match(left, /ipfs_|inferometer_/);
  assert.equal([isNamed, isDefault], [true, true]);
});
