// A loss that never falls: what is found, and what is not taken for one.
import fc from 'fast-check';
import { createTelemetry, type Finding, getFindings, type TrainingStats } from 'inferometer';
import { assert, test } from '../../../harness.ts';

type Points = readonly Omit<TrainingStats, 'modelId'>[];

function findings(points: Points, thresholds = {}): Finding[] {
  using telemetry = createTelemetry({ thresholds });
  for (const point of points) telemetry.recordTrainingStats({ modelId: 'm', ...point });
  return getFindings(telemetry);
}

const byEpoch = (losses: readonly number[]): Points => losses.map((loss, epoch) => ({ epoch, loss }));
const byStep = (losses: readonly number[]): Points => losses.map((loss, step) => ({ step, loss }));
const messages = (points: Points) => findings(points).map(({ message }) => message);
const NEVER_FELL = ['The loss of m has not fallen since it began'];

/** Of a normal distribution, nearly: the sum of twelve. */
function noise(seed: number, count: number): number[] {
  let state = seed * 7919 + 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Array.from({ length: count }, () => Array.from({ length: 12 }, random).reduce((a, b) => a + b) - 6);
}

test('a plateau from the start is one finding, with what it rests on', () => {
  const [finding, ...others] = findings(byEpoch(Array(12).fill(Math.LN2)));
  assert.equal(others, []);
  assert.is(finding?.message, NEVER_FELL[0]);
  assert.equal([finding?.severity, finding?.type], ['medium', 'efficiency']);
  assert.equal(
    [finding?.evidence.value, finding?.evidence.threshold, finding?.evidence.count],
    [0, 0.01, 12],
  );
  assert.is(finding?.modelId, 'm');
});

test('so is one that scatters, and nothing else is found of it', () => {
  let found = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const all = messages(byEpoch(noise(seed, 10 * seed).map((one) => 2.3 + 0.01 * one)));
    assert.ok(all.length <= 1, all.join());
    if (all[0] === NEVER_FELL[0]) found += 1;
  }
  assert.ok(found >= 34, `${found} of 40`);
});

test('a loss that falls is none, however slowly and however much it scatters', () => {
  assert.equal(messages(byEpoch(Array.from({ length: 40 }, (_, i) => 1 - 0.0001 * i))), []);
  assert.equal(messages(byEpoch(Array.from({ length: 200 }, (_, i) => 2.3 * 0.9999 ** i))), []);
  for (let seed = 1; seed <= 40; seed++) {
    const values = noise(seed, 200).map((one, i) => 2.3 - 0.0001 * i + 0.008 * one);
    assert.ok(!messages(byEpoch(values)).includes(NEVER_FELL[0] as string), `seed ${seed}`);
  }
});

test('one that fell once has fallen', () => {
  const [message] = messages(byEpoch([5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]));
  assert.is(message, 'The loss of m has stopped falling');
});

test('one that rises is a finding of its own', () => {
  const all = messages(byEpoch([1, 1, 1, 1.2, 1.4, 1.6, 1.8, 2]));
  assert.equal(all, ['The training of m goes backwards: its loss rises']);
});

test('tiny runs, the first steps, and a loss of 0 are not judged', () => {
  for (const count of [1, 2, 7]) assert.equal(messages(byEpoch(Array(count).fill(1))), []);
  assert.equal(messages(byStep(Array(49).fill(1))), []);
  assert.equal(messages(byStep(Array(50).fill(1))), NEVER_FELL);
  assert.equal(messages(byEpoch(Array(20).fill(0))), []);
});

test('nor is warm-up: a learning rate that still rises', () => {
  const points = (rates: readonly number[]) =>
    rates.map((learningRate, step) => ({ step, learningRate, loss: 1 }));
  const rising = Array.from({ length: 100 }, (_, i) => 1e-6 * (i + 1));
  assert.equal(messages(points(rising)), []);
  assert.equal(messages(points([...rising, ...rising.toReversed()])), NEVER_FELL);
  assert.equal(messages(points(Array(100).fill(0.01))), NEVER_FELL);
});

test('the threshold is one of the table', () => {
  const slow = byEpoch([...Array(10).fill(1), ...Array(10).fill(0.995)]);
  assert.equal(messages(slow).includes(NEVER_FELL[0] as string), false, 'it fell by more than it scatters');
  assert.equal(findings(byEpoch(Array(12).fill(1)), { lossFall: { low: 0 } }), []);
  assert.throwsCode(() => findings([], { lossFall: { low: -1 } }), 'TELEMETRY_OPTION_RANGE');
});

test('law: the unit of a loss says nothing about it', () => {
  const values = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 8, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: -20, max: 20 }), (losses, exponent) => {
      assert.equal(messages(byEpoch(losses.map((loss) => loss * 2 ** exponent))), messages(byEpoch(losses)));
    }),
    { numRuns: 60 },
  );
});
