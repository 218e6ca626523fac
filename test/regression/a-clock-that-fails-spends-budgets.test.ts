// A monotonic clock that told no time ended leases, and with them the requests of users, or kept them for ever; a wall clock
// that was a year ahead for a moment left a budget spent for that year; and a part of a budget went on asking its primary
// when its telemetry was disposed of.
import { createTelemetry } from 'inferometer';
import { createBudget, joinBudget, shareBudget } from 'inferometer/objectives';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';

const LEASE_SECONDS = 9;

/** A machine whose clocks say something else while they are told to. */
function oddMachine() {
  const machine = new Machine();
  const odd: { monotonicMs?: number; wallUnixMs?: number } = {};
  const clock = {
    monotonicMs: () => odd.monotonicMs ?? machine.monotonicMs(),
    wallUnixMs: () => odd.wallUnixMs ?? machine.wallUnixMs(),
  };
  const telemetry = () => createTelemetry({ clock, timer: machine, logLevel: 'silent' });
  return { machine, odd, telemetry };
}

type Listener = (message: unknown) => void;

/** Two ends of a channel that delivers at once. */
function channel() {
  const ends = [new Set<Listener>(), new Set<Listener>()];
  let posted = 0;
  const end = (own: number) => ({
    postMessage: (message: unknown) => {
      posted += 1;
      for (const listener of [...(ends[1 - own] as Set<Listener>)]) listener(message);
    },
    on: (_: 'message', listener: Listener) => ends[own]?.add(listener),
    off: (_: 'message', listener: Listener) => ends[own]?.delete(listener),
  });
  return { near: end(0), far: end(1), posted: () => posted, listeners: () => ends.map(({ size }) => size) };
}

function fleet() {
  const odd = oddMachine();
  const link = channel();
  const [primary, member] = [odd.telemetry(), odd.telemetry()];
  const whole = createBudget(primary, { name: 'b', limit: { tokens: 100 } });
  shareBudget(whole, link.near);
  const part = joinBudget(member, link.far, {
    name: 'b',
    limit: { tokens: 100 },
    leaseSeconds: LEASE_SECONDS,
  });
  return { ...odd, ...link, primary, member, whole, part };
}

for (const told of [Number.NaN, Infinity, -Infinity]) {
  test(`a monotonic clock that says ${told} for less than a lease ends no request, and leases end as before afterwards`, async () => {
    const { machine, odd, member, whole, part, primary } = fleet();
    const reservation = await part.acquire({ usage: { inputTokens: 10 } });
    const signal = part.signal();
    odd.monotonicMs = told;
    machine.pass(5);
    assert.equal([signal.aborted, reservation.signal.aborted], [false, false]);
    part.status();
    whole.status();
    delete odd.monotonicMs;
    machine.pass(3);
    assert.equal([signal.aborted, part.signal().aborted], [false, false]);
    assert.is(whole.status().tokens?.reserved, 10);
    // The member dies: nobody says anything any more.
    member.dispose();
    machine.pass(LEASE_SECONDS + 1);
    assert.is(whole.status().tokens?.reserved, 0);
    primary.dispose();
  });
}

test('a wall clock that was years ahead, and is set back: the budget is whole again when a period begins', () => {
  const { machine, odd, telemetry: make } = oddMachine();
  const telemetry = make();
  const budget = createBudget(telemetry, { name: 'b', limit: { tokens: 10 }, period: 'hour' });
  const use = () => {
    const inference = telemetry.start('inference', { modelId: 'm' });
    inference.usage({ inputTokens: 10 });
    inference.ok();
  };
  for (const yearsMs of [1e11, 1e300]) {
    odd.wallUnixMs = machine.wallUnixMs() + yearsMs;
    budget.status();
    use();
    assert.is(budget.status().isSpent, true, 'it is not renewed at every question');
    delete odd.wallUnixMs;
    assert.is(budget.status().isSpent, true);
    const { periodEndsAtUnixMs } = budget.status();
    assert.ok(
      periodEndsAtUnixMs <= machine.wallUnixMs() + 3_600_000,
      new Date(periodEndsAtUnixMs).toISOString(),
    );
    machine.pass(3600);
    assert.is(budget.status().isSpent, false);
  }
  telemetry.dispose();
});

test('a wall clock that is set back by seconds over the end of a period renews nothing twice', () => {
  const { machine, telemetry: make } = oddMachine();
  const telemetry = make();
  const budget = createBudget(telemetry, { name: 'b', limit: { tokens: 10 }, period: 'hour' });
  machine.pass(3601);
  budget.status();
  const inference = telemetry.start('inference', { modelId: 'm' });
  inference.usage({ inputTokens: 10 });
  inference.ok();
  machine.set(-5);
  assert.is(budget.status().isSpent, true);
  machine.pass(10);
  assert.is(budget.status().isSpent, true);
  telemetry.dispose();
});

test('a part of a budget goes back when its telemetry is disposed of, and asks no more', async () => {
  const { machine, member, primary, whole, part, posted, listeners } = fleet();
  await part.acquire({ usage: { inputTokens: 10 } });
  assert.is(whole.status().tokens?.reserved, 10);
  member.dispose();
  assert.is(whole.status().tokens?.reserved, 0);
  const before = posted();
  machine.pass(600);
  assert.is(posted(), before);
  assert.equal(listeners(), [1, 0]);
  primary.dispose();
});
