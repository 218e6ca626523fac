// A budget of a fleet: whoever is late, dead, new or cut off, no more is spent than there is.
import fc from 'fast-check';
import { createTelemetry } from 'inferometer';
import { createBudget, type FleetBudget, joinBudget, shareBudget } from 'inferometer/objectives';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';

const LEASE_SECONDS = 9;
const INTERVAL_SECONDS = LEASE_SECONDS / 3;

type Listener = (message: unknown) => void;

/** One end of a channel whose messages wait until the test delivers them. */
class End {
  other: End | undefined;
  private readonly listeners = new Set<Listener>();
  private queue: unknown[] = [];

  postMessage(message: unknown): void {
    // As JSON, which is what IPC of node:cluster speaks.
    this.other?.queue.push(JSON.parse(JSON.stringify(message)));
  }

  on(_: 'message', listener: Listener): void {
    this.listeners.add(listener);
  }

  off(_: 'message', listener: Listener): void {
    this.listeners.delete(listener);
  }

  deliver(): readonly unknown[] {
    const due = this.queue;
    this.queue = [];
    for (const message of due) for (const listener of [...this.listeners]) listener(message);
    return due;
  }
}

/** A process of the fleet, whose event loop may be blocked: neither its timers nor its messages get through then. */
class Member {
  readonly end = new End();
  readonly near = new End();
  readonly budget: FleetBudget;
  isBlocked = false;
  isCut = false;
  /** What it says gets through, what it is told waits. */
  isDeaf = false;
  used = 0;
  /** What the primary has heard of. */
  told = 0;
  private readonly deferred: (() => void)[] = [];
  private readonly telemetry;

  constructor(machine: Machine, limit: { tokens: number }, share: (end: End) => void) {
    this.end.other = this.near;
    this.near.other = this.end;
    share(this.near);
    const timer = {
      after: (milliseconds: number, run: () => void) =>
        machine.after(milliseconds, () => (this.isBlocked ? void this.deferred.push(run) : run())),
    };
    this.telemetry = createTelemetry({ clock: machine, timer, logLevel: 'silent' });
    this.budget = joinBudget(this.telemetry, this.end, { name: 'fleet', limit, leaseSeconds: LEASE_SECONDS });
  }

  use(tokens: number): void {
    const inference = this.telemetry.start('inference', { modelId: 'm' });
    inference.usage({ inputTokens: tokens });
    inference.ok();
    this.used += tokens;
  }

  /** Whether there was so much for it. */
  useReserved(tokens: number): boolean {
    try {
      using _ = this.budget.reserve({ usage: { inputTokens: tokens } });
      this.use(tokens);
      return true;
    } catch (error) {
      assert.is((error as { code?: string }).code, 'BUDGET_SPENT');
      return false;
    }
  }

  wake(): void {
    this.isBlocked = false;
    for (const run of this.deferred.splice(0)) run();
  }

  deliver(): void {
    if (this.isCut) return;
    for (const message of this.near.deliver()) {
      const [account] = (message as { accounts: { used: { tokens: number } }[] }).accounts;
      this.told = account?.used.tokens ?? this.told;
    }
    if (!this.isBlocked && !this.isDeaf) this.end.deliver();
  }

  close(): void {
    this.budget.dispose();
    this.telemetry.dispose();
  }
}

function fleetOf(tokens: number) {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine, logLevel: 'silent' });
  const budget = createBudget(telemetry, { name: 'fleet', limit: { tokens } });
  const alive: Member[] = [];
  const dead: Member[] = [];
  const start = () => {
    const member = new Member(machine, { tokens }, (end) => void shareBudget(budget, end));
    alive.push(member);
    return member;
  };
  const deliver = () => {
    // To and fro, as often as one message may follow from another.
    for (let i = 0; i < 3; i++) for (const member of alive) member.deliver();
  };
  const pass = (seconds: number) => {
    for (let left = seconds; left > 0; left--) {
      machine.pass(Math.min(1, left));
      deliver();
    }
  };
  const kill = (member: Member) => {
    member.isBlocked = true;
    dead.push(...alive.splice(alive.indexOf(member), 1));
  };
  const used = () => [...alive, ...dead].reduce((sum, one) => sum + one.used, 0);
  return { machine, telemetry, budget, alive, dead, start, deliver, pass, kill, used };
}

type Kind = 'spend' | 'start' | 'kill' | 'block' | 'wake' | 'cut' | 'join' | 'deaf' | 'pass';

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Kind>(
      'spend',
      'spend',
      'spend',
      'start',
      'kill',
      'block',
      'wake',
      'cut',
      'join',
      'deaf',
      'pass',
    ),
    which: fc.nat(3),
    amount: fc.integer({ min: 1, max: 90 }),
  }),
  { maxLength: 40 },
);

/** What a member was lent and never heard of came back to nobody. */
const NEVER_HEARD = (['deaf', 'spend', 'pass'] as const).map((kind, i) => ({
  ...{ kind, which: 0 },
  amount: [1, 1, 5][i] as number,
}));

test('reservations overspend by nothing but what dead members told nobody, and what was lent comes back', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const limit = 200;
      const fleet = fleetOf(limit);
      fleet.start();
      for (const { kind, which, amount } of all) {
        const member = fleet.alive[which % Math.max(1, fleet.alive.length)];
        if (kind === 'start') fleet.start();
        else if (kind === 'pass') fleet.pass(amount);
        else if (member === undefined) continue;
        // Twice: the first one says what is wanted.
        else if (kind === 'spend' && !member.isBlocked) {
          if (!member.useReserved(amount)) {
            fleet.deliver();
            member.useReserved(amount);
          }
        } else if (kind === 'kill') fleet.kill(member);
        else if (kind === 'block') member.isBlocked = true;
        else if (kind === 'wake') member.wake();
        else {
          member.isCut = kind === 'cut';
          member.isDeaf = kind === 'deaf';
        }
        const untold = fleet.dead.reduce((sum, one) => sum + one.used - one.told, 0);
        assert.ok(fleet.used() <= limit + untold, `${fleet.used()} of ${limit} were used, ${untold} untold`);
        assert.ok((fleet.budget.status().tokens?.left ?? -1) >= 0);
      }
      for (const member of fleet.alive) {
        member.isCut = false;
        member.isDeaf = false;
        member.wake();
      }
      // Until nobody has a pace any more.
      fleet.pass(700);
      const { spent, reserved, left } = fleet.budget.status().tokens ?? {};
      assert.equal([reserved, left], [0, limit - (spent ?? 0)]);
      assert.is(
        spent,
        [...fleet.alive, ...fleet.dead].reduce((sum, { told }) => sum + told, 0),
      );
      if (left === undefined || left === 0) return;
      const last = fleet.start();
      const acquired = last.budget.acquire({ usage: { inputTokens: left } });
      fleet.deliver();
      using _ = await acquired;
      for (const member of fleet.alive) member.close();
    }),
    { numRuns: 100, examples: [[NEVER_HEARD]] },
  );
});

test('without reservations no more is overspent than what one interval brings', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 5 }), (all, size) => {
      const limit = 300;
      const fleet = fleetOf(limit);
      for (let i = 0; i < size; i++) fleet.start();
      const perSecond = 4;
      const tick = () => {
        for (const member of fleet.alive) {
          if (!member.isBlocked && !member.budget.signal().aborted) member.use(perSecond);
        }
        fleet.pass(1);
      };
      for (const { kind, which } of all) {
        const member = fleet.alive[which % Math.max(1, fleet.alive.length)];
        if (member !== undefined && kind === 'kill') fleet.kill(member);
        if (member !== undefined && kind === 'block') member.isBlocked = true;
        if (member !== undefined && kind === 'wake') member.wake();
        if (member !== undefined && (kind === 'cut' || kind === 'join')) member.isCut = kind === 'cut';
        if (member !== undefined && (kind === 'deaf' || kind === 'join')) member.isDeaf = kind === 'deaf';
        for (let i = 0; i < 3; i++) tick();
      }
      const count = fleet.alive.length + fleet.dead.length;
      const interval = count * perSecond * (LEASE_SECONDS + INTERVAL_SECONDS);
      assert.ok(fleet.used() <= limit + interval, `${fleet.used()} of ${limit} were used`);
    }),
    { numRuns: 60 },
  );
});

test('the signals of all fire when the fleet has spent the budget, and what it spent is shown once', () => {
  const { telemetry, budget, start, deliver, pass } = fleetOf(100);
  const [a, b] = [start(), start()];
  const signals = [a.budget.signal(), b.budget.signal(), budget.signal()];
  a.use(60);
  b.use(30);
  pass(INTERVAL_SECONDS);
  assert.equal(
    [signals.map(({ aborted }) => aborted), budget.status().tokens?.spent],
    [[false, false, false], 90],
  );
  a.use(10);
  deliver();
  pass(INTERVAL_SECONDS);
  assert.equal([signals.map(({ aborted }) => aborted), budget.status().isSpent], [[true, true, true], true]);
  const page = expositionText(telemetry);
  assert.match(page, 'inferometer_budget_spent{budget="fleet",unit="tokens"');
  assert.match(page, 'inferometer_budget_exhausted_total{budget="fleet"} 1\n');
  assert.is(b.budget.signal().aborted, true);
});

test('what a member has offered to give back it does not spend, also before it hears of that', async () => {
  const { start, deliver, pass, used } = fleetOf(100);
  const [deaf, other] = [start(), start()];
  for (const [member, inputTokens] of [
    [deaf, 60],
    [other, 100],
  ] as const) {
    const acquired = member.budget.acquire({ usage: { inputTokens } });
    deliver();
    (await acquired).release();
    if (member === other) member.useReserved(100);
    member.isDeaf = true;
    pass(INTERVAL_SECONDS);
  }
  assert.is(deaf.useReserved(60), false);
  assert.is(used(), 100);
});

test('a member whose primary does not answer spends nothing more, until it does', () => {
  const { start, pass, deliver, budget } = fleetOf(100);
  const member = start();
  const signal = member.budget.signal();
  pass(INTERVAL_SECONDS);
  member.isCut = true;
  pass(LEASE_SECONDS + INTERVAL_SECONDS);
  assert.equal([signal.aborted, member.useReserved(1)], [true, false]);
  member.isCut = false;
  pass(INTERVAL_SECONDS);
  assert.is(member.budget.signal().aborted, false);
  assert.is(member.useReserved(5), false);
  deliver();
  assert.is(member.useReserved(5), true);
  pass(INTERVAL_SECONDS);
  assert.is(budget.status().tokens?.spent, 5);
});

test('a budget per tenant, of money, over real ports; whoever leaves gives back what it had', async () => {
  const options = {
    ...{ name: 'chat', limit: { money: 1 }, currency: 'USD', per: ['tenant'], leaseSeconds: 5 },
    pricePerMillionTokens: { m: { input: 100_000 } },
  };
  const { leaseSeconds: _, ...own } = options;
  const [primary, worker] = [0, 1].map(() =>
    createTelemetry({ logLevel: 'silent', labelNames: ['tenant'] }),
  ) as [ReturnType<typeof createTelemetry>, ReturnType<typeof createTelemetry>];
  const budget = createBudget(primary, own);
  const { port1, port2 } = new MessageChannel();
  const stop = shareBudget(budget, port1);
  const member = joinBudget(worker, port2, options);
  const request = (inputTokens: number, tenant: string) =>
    member.acquire({ labels: { tenant }, modelId: 'm', usage: { inputTokens } });
  const held = await request(6, 'acme');
  assert.is(budget.status({ tenant: 'acme' }).money?.left, 0.4);
  assert.is(await codeOf(request(5, 'acme')), 'BUDGET_SPENT');
  const other = await request(10, 'umbrella');
  held.release();
  other.release();
  member.dispose();
  while (budget.status({ tenant: 'acme' }).money?.left !== 1)
    await new Promise((next) => setTimeout(next, 1));
  assert.is(budget.status({ tenant: 'umbrella' }).money?.left, 1);
  stop();
  port1.close();
});

test('nobody at the other end is an error that says what to do, and wrong arguments are refused', async () => {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine, logLevel: 'silent' });
  const options = { name: 'chat', limit: { tokens: 10 } };
  const budget = joinBudget(telemetry, new End(), options);
  const acquired = codeOf(budget.acquire({ usage: { inputTokens: 1 } }));
  machine.pass(10);
  assert.is(await acquired, 'BUDGET_UNREACHABLE');
  assert.throwsCode(() => shareBudget(budget, new End()), 'BUDGET_SHARE');
  assert.throwsCode(() => joinBudget(telemetry, {} as never, options), 'TELEMETRY_CHANNEL');
  const wrong = { ...options, name: 'other', leaseSeconds: 0 };
  assert.throwsCode(() => joinBudget(telemetry, new End(), wrong), 'BUDGET_OPTION_RANGE');
  assert.throwsCode(() => createBudget(telemetry, wrong), 'BUDGET_UNKNOWN_OPTION');
});

test('messages of others do no harm', () => {
  const { budget, start } = fleetOf(100);
  const { near } = start();
  const amount = { tokens: 1, money: '0', unpricedTokens: 0 };
  const ask = { inferometer: 'budget_ask', budget: 'fleet', member: 'x', sequence: 1, leaseSeconds: 1 };
  for (const message of [
    null,
    5,
    [],
    {},
    { ...ask, accounts: 5 },
    { ...ask, accounts: [null] },
    { ...ask, accounts: [{ values: ['a'], used: amount, wants: amount }] },
    { ...ask, accounts: [{ values: [], used: { ...amount, tokens: -1 }, wants: amount }] },
    { ...ask, accounts: [{ values: [], used: { ...amount, money: '1e5' }, wants: amount }] },
    { ...ask, budget: 'another', accounts: [{ values: [], used: amount, wants: amount }] },
    { inferometer: 'budget_lease', accounts: [] },
  ]) {
    near.other?.postMessage(message);
  }
  near.deliver();
  assert.is(budget.status().tokens?.left, 100);
});

async function codeOf(failing: Promise<unknown>): Promise<string | undefined> {
  const error = await failing.then(
    () => undefined,
    (reason: { code?: string }) => reason,
  );
  return error?.code;
}
