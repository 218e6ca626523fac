import {
  type ConfigurableOptions,
  createTelemetry,
  getInferenceMetrics,
  getMetrics,
  type Telemetry,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { countOf } from '../support.ts';
import { Machine } from '../time.ts';

function running() {
  const machine = new Machine();
  return { machine, telemetry: createTelemetry({ clock: machine, timer: machine }) };
}

function percentilesIn(telemetry: Telemetry): string[] {
  return Object.keys(getInferenceMetrics(telemetry, 'm')?.latency?.percentilesSeconds ?? {});
}

test('percentiles change from one reading to the next', () => {
  const { telemetry } = running();
  telemetry.inference({ modelId: 'm' }).record(1);
  telemetry.configure({ analysisPercentiles: [75] });
  assert.equal(percentilesIn(telemetry), ['p75']);
});

test('the length of intervals changes at once, for the one that runs too', () => {
  const { machine, telemetry } = running();
  const lengths: number[] = [];
  telemetry.collector.subscribe(({ durationSeconds }) => lengths.push(durationSeconds));
  machine.pass(20);
  telemetry.configure({ aggregationIntervalSeconds: 30 });
  machine.pass(40);
  telemetry.configure({ aggregationIntervalSeconds: 5 });
  machine.pass(5);
  assert.equal(lengths, [30, 30, 5]);
  assert.is(machine.waiting, 1);
});

test('switched off, it records nothing and waits for nothing; switched on, it goes on', () => {
  const { machine, telemetry } = running();
  const inference = telemetry.inference({ modelId: 'm' });
  const labels = { model_id: 'm' };
  inference.record(1);
  machine.pass(30);
  telemetry.configure({ enabled: false });
  inference.record(1);
  telemetry.trackInference({ modelId: 'm' }, () => machine.pass(3600));
  assert.is(machine.waiting, 0);
  telemetry.configure({ enabled: false });
  telemetry.configure({ enabled: true });
  inference.record(1);
  machine.pass(60);
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', labels), 2);
  // No rate is spread over the time in which nothing was recorded.
  const { history } = getMetrics(telemetry, { includeHistory: true });
  assert.equal(
    history?.map(({ durationSeconds, operations }) => [durationSeconds, operations[0]?.count ?? 0]),
    [
      [30, 1],
      [3600, 0],
      [60, 1],
      [0, 0],
    ],
  );
});

test('an option that is left out, or undefined, stays as it is', () => {
  const { telemetry } = running();
  telemetry.inference({ modelId: 'm' }).record(1);
  telemetry.configure({ analysisPercentiles: [75] });
  telemetry.configure({ analysisPercentiles: undefined, logLevel: 'error' });
  assert.equal(percentilesIn(telemetry), ['p75']);
});

test('options that are fixed say so; a bad value changes nothing', () => {
  const { telemetry } = running();
  telemetry.inference({ modelId: 'm' }).record(1);
  for (const name of ['prefix', 'seriesLimit', 'curvePointLimit', 'clock', 'logger', 'labelLengthLimit']) {
    const options = { [name]: undefined } as ConfigurableOptions;
    const error = assert.throwsCode(() => telemetry.configure(options), 'TELEMETRY_OPTION_FIXED');
    assert.match(error.message, 'Make another instance');
  }
  const misspelt = { interval: 5 } as ConfigurableOptions;
  assert.throwsCode(() => telemetry.configure(misspelt), 'TELEMETRY_UNKNOWN_OPTION');
  assert.throwsCode(() => telemetry.configure(5 as never), 'TELEMETRY_ARGUMENT_KIND');
  const bad = { analysisPercentiles: [75], samplingRatio: 2 };
  assert.throwsCode(() => telemetry.configure(bad), 'TELEMETRY_OPTION_RANGE');
  assert.equal(percentilesIn(telemetry), ['p50', 'p90', 'p95', 'p99']);
});
