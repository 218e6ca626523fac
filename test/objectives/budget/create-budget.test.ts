// Budgets of tokens and money: what is spent, when the signal fires, and what is held for what runs.
import fc from 'fast-check';
import { createTelemetry, type TelemetryOptions, type TokenUsage, trackStream } from 'inferometer';
import {
  type BudgetLimit,
  type BudgetOptions,
  type BudgetStatus,
  createBudget,
  getBudgets,
} from 'inferometer/objectives';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { sampleOf, seriesOf } from '../../telemetry/support.ts';
import { Machine } from '../../telemetry/time.ts';

const HOUR = 3600;
const PRICES = { a: { input: 0.1, output: 0.7, cached: 0.05 }, b: { input: 2.5 } };

function running(options: TelemetryOptions<'tenant'> = {}) {
  const machine = new Machine();
  const telemetry = createTelemetry({
    ...{ clock: machine, timer: machine, logLevel: 'silent', labelNames: ['tenant'] },
    pricePerMillionTokens: PRICES,
    // Hours and months pass here; at a minute each, their intervals would take all of the time.
    aggregationIntervalSeconds: 600,
    ...options,
  });
  const use = (usage: TokenUsage, { modelId = 'a', tenant = '' } = {}) => {
    const inference = telemetry.start('inference', { modelId, labels: { tenant } });
    inference.usage(usage);
    inference.ok();
  };
  return { machine, telemetry, use };
}

const tokens = (inputTokens: number, outputTokens = 0) => ({ inputTokens, outputTokens });

test('the signal fires once, when the budget is spent, and says what to do', () => {
  const { telemetry, use } = running();
  const spent: BudgetStatus[] = [];
  const budget = createBudget(telemetry, {
    ...{ name: 'chat', limit: { tokens: 100 } },
    onSpent: (status) => spent.push(status),
  });
  const signal = budget.signal();
  let fired = 0;
  signal.addEventListener('abort', () => {
    fired += 1;
  });
  use(tokens(60, 39));
  assert.equal([signal.aborted, fired, budget.status().tokens?.left], [false, 0, 1]);
  use(tokens(1));
  assert.equal([signal.aborted, fired, budget.status().isSpent], [true, 1, true]);
  use(tokens(50));
  assert.equal([fired, spent.length, budget.status().tokens?.left], [1, 1, -50]);
  assert.is(budget.signal(), signal);
  const error = assert.throwsCode(() => signal.throwIfAborted(), 'BUDGET_SPENT');
  assert.match(error.message, 'the budget chat is spent: its limit is 100 tokens. Wait for its next period');
  assert.is(sampleOf(telemetry, 'inferometer_budget_exhausted_total', { budget: 'chat' }), 1);
});

test('requests that fail, are aborted, or leave a stream spend what they used', async () => {
  const { telemetry } = running();
  const budget = createBudget(telemetry, { name: 'chat', limit: { tokens: 1000 } });
  for (const end of ['ok', 'fail', 'abort'] as const) {
    const inference = telemetry.start('inference', { modelId: 'a' });
    inference.usage(tokens(10, 1));
    assert.is(budget.status().tokens?.spent, ['ok', 'fail', 'abort'].indexOf(end) * 11);
    inference[end]();
  }
  const source = (async function* () {
    for (;;) yield 'token';
  })();
  let left = 7;
  for await (const _ of trackStream(telemetry, { modelId: 'a' }, source)) if (--left === 0) break;
  assert.is(budget.status().tokens?.spent, 33 + 7);
});

test('a stream that runs with the signal ends when others have spent the budget', async () => {
  const { telemetry, use } = running();
  const budget = createBudget(telemetry, { name: 'chat', limit: { tokens: 100 } });
  const signal = budget.signal();
  const source = (async function* () {
    for (;;) {
      signal.throwIfAborted();
      yield 'token';
    }
  })();
  let read = 0;
  try {
    for await (const _ of trackStream(telemetry, { modelId: 'a', signal }, source)) {
      read += 1;
      if (read === 5) use(tokens(99));
      if (read === 9) use(tokens(3));
    }
    assert.unreachable();
  } catch (error) {
    assert.is((error as { code?: string }).code, 'BUDGET_SPENT');
  }
  // What was in flight when it ran out: the nine tokens of the stream, and two of the last request.
  assert.equal([read, budget.status().tokens?.left], [9, -2 - 9]);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_streams_total', { model_id: 'a', ending: 'aborted' }), 1);
});

test('money is exact: ten times 0.03 are 0.3, where doubles are not', () => {
  const { telemetry, use } = running();
  const budget = createBudget(telemetry, { name: 'm', limit: { money: 0.3 }, currency: 'USD' });
  // Doubles make 0.30000000000000004 of it, or 0.29999999999999993.
  for (let i = 0; i < 9; i++) use(tokens(300_000));
  assert.equal([budget.status().money?.spent, budget.status().isSpent], [0.27, false]);
  use(tokens(299_999));
  assert.equal([budget.status().money?.left, budget.status().isSpent], [0.0000001, false]);
  use(tokens(1));
  assert.equal([budget.status().money?.left, budget.status().isSpent], [0, true]);
  assert.equal(budget.status().money?.spent, 0.3);
  // Tokens without a price cost nothing, and are counted.
  use(tokens(0, 5), { modelId: 'b' });
  assert.is(budget.status().unpricedTokens, 5);
});

test('law: what is spent is what counting by hand gives, by label set and period; each signal fires once, at the request that spends it', () => {
  const request = fc.record({
    modelId: fc.constantFrom('a', 'b', 'unknown'),
    tenant: fc.constantFrom('acme', 'zeta', ''),
    usage: fc.record({
      inputTokens: fc.integer({ min: 0, max: 60 }),
      outputTokens: fc.integer({ min: 0, max: 60 }),
      cachedTokens: fc.integer({ min: 0, max: 10 }),
    }),
    end: fc.constantFrom('ok', 'fail', 'abort'),
    /** Requests run at once: each ends so many places after its beginning. */
    lasts: fc.integer({ min: 0, max: 4 }),
    minutes: fc.constantFrom(0, 0, 1, 20, 61),
  });
  const setup = fc.record({
    per: fc.constantFrom([], ['modelId'], ['tenant'], ['tenant', 'modelId']),
    limit: fc.constantFrom<BudgetLimit>({ tokens: 150 }, { money: 0.0001 }, { tokens: 300, money: 0.00005 }),
    period: fc.constantFrom('hour', 'day', undefined),
  });
  fc.assert(
    fc.property(setup, fc.array(request, { maxLength: 40 }), ({ per, limit, period }, requests) => {
      const { machine, telemetry } = running();
      const budget = createBudget(telemetry, {
        ...{ name: 'n', limit, per },
        ...(period !== undefined && { period: period as 'hour' | 'day' }),
      } as BudgetOptions);
      // Money in 10^-12: prices have two decimals at most, for a million tokens.
      const naive = new Map<string, { tokens: number; pico: number; fired: number; isHeld: boolean }>();
      const labelsOf = ({ modelId, tenant }: (typeof requests)[number]) =>
        Object.fromEntries(
          Object.entries({ modelId, tenant }).filter(([name, value]) => per.includes(name as never) && value),
        );
      const seen = new WeakSet<AbortSignal>();
      let hour = 0;
      const renew = () => {
        const now = Math.floor(machine.wallUnixMs() / 1000 / (period === 'day' ? 24 * HOUR : HOUR));
        if (period !== undefined && now !== hour)
          for (const one of naive.values()) Object.assign(one, { tokens: 0, pico: 0 });
        hour = now;
      };
      renew();
      const isSpent = ({ tokens: used, pico }: { tokens: number; pico: number }) =>
        used >= (limit.tokens ?? Infinity) || pico >= Math.round((limit.money ?? Infinity) * 1e12);
      const ending: { at: number; run: () => void }[] = [];
      requests.forEach((one, i) => {
        machine.pass(one.minutes * 60);
        renew();
        const labels = labelsOf(one);
        const key = JSON.stringify(Object.entries(labels).sort());
        const account = naive.get(key) ?? { tokens: 0, pico: 0, fired: 0, isHeld: false };
        naive.set(key, account);
        const signal = budget.signal(labels);
        assert.is(signal.aborted, isSpent(account));
        // One that has not fired holds on in the next period.
        account.isHeld ||= !signal.aborted;
        if (!signal.aborted && !seen.has(signal)) {
          seen.add(signal);
          signal.addEventListener('abort', () => {
            account.fired += 1;
          });
        }
        const { modelId, tenant, usage, end } = one;
        const inference = telemetry.start('inference', { modelId, labels: { tenant } });
        inference.usage(usage);
        ending.push({
          at: i + one.lasts,
          run: () => {
            const wasSpent = isSpent(account);
            const firedBefore = account.fired;
            inference[end]();
            const { inputTokens, outputTokens, cachedTokens } = usage;
            account.tokens += inputTokens + outputTokens;
            const [input, cached, output] =
              modelId === 'a' ? [100, 50, 700] : modelId === 'b' ? [2500, 2500, 0] : [0, 0, 0];
            account.pico +=
              Math.max(0, inputTokens - cachedTokens) * input * 1000 +
              cachedTokens * cached * 1000 +
              outputTokens * output * 1000;
            const isNow = !wasSpent && isSpent(account);
            assert.is(account.fired - firedBefore, isNow && account.isHeld ? 1 : 0);
            if (isNow) account.isHeld = false;
          },
        });
        for (const due of ending.filter(({ at }) => at === i)) due.run();
      });
      for (const due of ending.filter(({ at }) => at >= requests.length)) due.run();
      for (const status of budget.statuses) {
        const account = naive.get(JSON.stringify(Object.entries(status.labels).sort()));
        if (status.tokens !== undefined) assert.is(status.tokens.spent, account?.tokens ?? 0);
        if (status.money !== undefined) assert.is(status.money.spent, (account?.pico ?? 0) / 1e12);
        assert.is(status.isSpent, isSpent(account ?? { tokens: 0, pico: 0 }));
      }
      telemetry.dispose();
    }),
    { numRuns: 200 },
  );
});

test('law: with reservations that are no less than what is used, a budget is never overspent', () => {
  const request = fc.record({
    most: fc.integer({ min: 1, max: 40 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    lasts: fc.integer({ min: 0, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
      const { telemetry } = running();
      const budget = createBudget(telemetry, { name: 'n', limit: { tokens: 200 } });
      const ending: { at: number; run: () => void }[] = [];
      let [spent, held] = [0, 0];
      requests.forEach(({ most, share, lasts }, i) => {
        const fits = spent + held + most <= 200 && spent < 200;
        try {
          const reservation = budget.reserve({ usage: tokens(most) });
          assert.ok(fits);
          held += most;
          ending.push({
            at: i + lasts,
            run: () => {
              const inference = telemetry.start('inference', { modelId: 'a' });
              inference.usage(tokens(Math.floor(share * most)));
              inference.ok();
              reservation.release();
              reservation.release();
              held -= most;
              spent += Math.floor(share * most);
            },
          });
        } catch (error) {
          assert.is((error as { code?: string }).code, 'BUDGET_SPENT');
          assert.not(fits);
        }
        for (const due of ending.filter(({ at }) => at === i)) due.run();
        const { tokens: amount } = budget.status();
        assert.equal([amount?.spent, amount?.reserved, amount?.left], [spent, held, 200 - spent - held]);
        assert.ok(spent <= 200);
      });
      telemetry.dispose();
    }),
    { numRuns: 100 },
  );
});

test('a reservation has a signal of its own, until it is released', () => {
  const { telemetry, use } = running();
  const budget = createBudget(telemetry, { name: 'n', limit: { tokens: 100 } });
  const [first, second] = [budget.reserve({ usage: tokens(30) }), budget.reserve({ usage: tokens(30) })];
  assert.is.not(first.signal, second.signal);
  const error = assert.throwsCode(() => budget.reserve({ usage: tokens(41) }), 'BUDGET_SPENT');
  assert.match(error.message, 'has less left than is asked for');
  first.release();
  use(tokens(100));
  assert.equal([first.signal.aborted, second.signal.aborted], [false, true]);
  assert.throwsCode(() => second.signal.throwIfAborted(), 'BUDGET_SPENT');
});

test('a new period has a new signal; one that did not fire holds on', () => {
  const { machine, telemetry, use } = running();
  const budget = createBudget(telemetry, {
    name: 'n',
    limit: { tokens: 10 },
    per: ['tenant'],
    period: 'hour',
  });
  const [acme, zeta] = [{ tenant: 'acme' }, { tenant: 'zeta' }];
  const [first, held] = [budget.signal(acme), budget.signal(zeta)];
  use(tokens(10), acme);
  assert.equal([first.aborted, held.aborted], [true, false]);
  machine.pass(HOUR);
  assert.is(budget.status(acme).tokens?.left, 10);
  const second = budget.signal(acme);
  assert.is.not(second, first);
  assert.is(second.aborted, false);
  assert.is(budget.signal(zeta), held);
  use(tokens(11), zeta);
  assert.equal([second.aborted, held.aborted], [false, true]);
  const { periodStartedAtUnixMs, periodEndsAtUnixMs } = budget.status(acme);
  assert.is(periodEndsAtUnixMs - periodStartedAtUnixMs, HOUR * 1000);
  assert.is(periodStartedAtUnixMs % (HOUR * 1000), 0);
  // A wall clock that is set back begins no period again.
  machine.set(-2 * HOUR);
  assert.is(budget.status(zeta).isSpent, true);
});

test('a month is a month of the calendar', () => {
  const { machine, telemetry } = running();
  const budget = createBudget(telemetry, { name: 'n', limit: { tokens: 10 }, period: 'month' });
  assert.is(budget.status().periodEndsAtUnixMs, Date.UTC(2026, 1, 1));
  machine.pass(31 * 24 * HOUR);
  assert.is(budget.status().periodEndsAtUnixMs, Date.UTC(2026, 2, 1));
});

test('pace: how fast it is spent, whether that is too fast, and when it is over', () => {
  const { machine, telemetry, use } = running();
  const budget = createBudget(telemetry, { name: 'n', limit: { tokens: 7200 }, period: 'hour' });
  assert.equal(budget.status().tokens?.secondsUntilSpent, undefined);
  for (let i = 0; i < 60; i++) {
    use(tokens(40));
    machine.pass(10);
  }
  const amount = budget.status().tokens;
  assert.close(amount?.perSecond ?? 0, 4, 1e-9);
  assert.close(amount?.burnRate ?? 0, 2, 1e-9);
  assert.close(amount?.secondsUntilSpent ?? 0, (7200 - 2400) / 4, 1e-9);
  machine.pass(HOUR / 6);
  assert.is(budget.status().tokens?.perSecond, 0);
  use(tokens(7200));
  assert.is(budget.status().tokens?.secondsUntilSpent, 0);
});

test('label sets are bounded: what comes later shares one budget, and is counted; what nobody uses is forgotten', () => {
  const { machine, telemetry, use } = running();
  const budget = createBudget(telemetry, {
    ...{ name: 'n', limit: { tokens: 10 }, per: ['tenant'], period: 'hour', accountLimit: 2 },
  });
  for (const tenant of ['a', 'b', 'c', 'd']) use(tokens(6), { tenant });
  assert.equal(
    budget.statuses.map(({ labels, isOverflow, isSpent, tokens: amount }) => [
      labels.tenant,
      isOverflow,
      isSpent,
      amount?.spent,
    ]),
    [
      ['a', false, false, 6],
      ['b', false, false, 6],
      ['other', true, true, 12],
    ],
  );
  assert.is(sampleOf(telemetry, 'inferometer_budget_overflow_total', { budget: 'n' }), 2);
  assert.is(seriesOf(telemetry, 'inferometer_budget_spent').length, 3);
  machine.pass(HOUR);
  use(tokens(1), { tenant: 'a' });
  machine.pass(HOUR);
  use(tokens(1), { tenant: 'c' });
  assert.equal(
    budget.statuses.filter(({ isOverflow }) => !isOverflow).map(({ labels }) => labels.tenant),
    ['a', 'c'],
  );
  assert.is(seriesOf(telemetry, 'inferometer_budget_spent').length, 3);
});

test('figures are on every way out', () => {
  const { telemetry, use } = running();
  const options = { limit: { tokens: 100, money: 1 }, currency: 'USD', period: 'day' } as const;
  const budget = createBudget(telemetry, { ...options, name: 'chat', per: ['modelId', 'tenant'] });
  use(tokens(20, 5), { modelId: 'a', tenant: 'acme' });
  using _ = budget.reserve({ labels: { tenant: 'acme' }, modelId: 'a', usage: tokens(5) });
  const page = expositionText(telemetry);
  for (const [name, value] of [
    ['limit', 100],
    ['spent', 25],
    ['reserved', 5],
  ]) {
    assert.match(
      page,
      `inferometer_budget_${name}{budget="chat",unit="tokens",model_id="a",tenant="acme"} ${value}`,
    );
  }
  assert.match(
    page,
    'inferometer_budget_spent{budget="chat",unit="USD",model_id="a",tenant="acme"} 0.0000055',
  );
  const [fullest] = getBudgets(telemetry);
  assert.equal(
    [fullest?.budget, fullest?.unit, fullest?.labels, fullest?.left, fullest?.limit],
    ['chat', 'tokens', { model_id: 'a', tenant: 'acme' }, 70, 100],
  );
  assert.equal(getBudgets(telemetry.snapshot()), getBudgets(telemetry));
  budget.dispose();
  assert.equal(getBudgets(telemetry), []);
  use(tokens(1000));
  assert.is(budget.status({ modelId: 'a', tenant: 'acme' }).tokens?.spent, 25);
});

test('what is wrong is an error with a remedy', () => {
  const { telemetry } = running();
  const good = { name: 'n', limit: { tokens: 1 } };
  const wrong: [code: string, options: object, text: string][] = [
    ['BUDGET_OPTION_KIND', { limit: { tokens: 1 } }, '"name" expected a string'],
    ['BUDGET_OPTION_RANGE', { ...good, name: '' }, '"name"'],
    ['BUDGET_OPTION_KIND', { name: 'n' }, '"limit" expected an object with tokens, money, or both'],
    ['BUDGET_OPTION_RANGE', { name: 'n', limit: {} }, 'Pass { tokens: 1_000_000 }'],
    ['BUDGET_OPTION_RANGE', { name: 'n', limit: { tokens: 0.5 } }, '"limit.tokens"'],
    ['BUDGET_OPTION_RANGE', { name: 'n', limit: { money: -1 } }, '"limit.money"'],
    ['BUDGET_OPTION_RANGE', { name: 'n', limit: { money: 1e300 } }, '"limit.money"'],
    ['BUDGET_UNKNOWN_OPTION', { name: 'n', limit: { token: 1 } }, 'Did you mean tokens?'],
    ['BUDGET_UNKNOWN_OPTION', { ...good, perriod: 'day' }, 'Did you mean period?'],
    ['BUDGET_OPTION_RANGE', { ...good, period: 'week' }, '"period" expected one of hour, day, month'],
    ['BUDGET_OPTION_RANGE', { ...good, accountLimit: 0 }, '"accountLimit"'],
    ['BUDGET_OPTION_KIND', { ...good, per: 'tenant' }, '"per" expected an array'],
    ['BUDGET_OPTION_RANGE', { ...good, per: ['tenant', 'tenant'] }, '"per[1]"'],
    ['BUDGET_LABEL', { ...good, per: ['tenat'] }, 'Did you mean tenant?'],
    ['TELEMETRY_OPTION_RANGE', { ...good, pricePerMillionTokens: { a: { inputs: 1 } } }, 'inputs'],
    ['TELEMETRY_ARGUMENT_KIND', { ...good, onSpent: 5 }, '"onSpent"'],
  ];
  for (const [code, options, text] of wrong) {
    const error = assert.throwsCode(() => createBudget(telemetry, options as BudgetOptions), code);
    assert.match(error.message, text);
  }
  const unpriced = createTelemetry({ logLevel: 'silent' });
  assert.throwsCode(() => createBudget(unpriced, { name: 'n', limit: { money: 1 } }), 'BUDGET_PRICES');
  const budget = createBudget(telemetry, { ...good, per: ['tenant'] });
  assert.throwsCode(() => createBudget(telemetry, good), 'BUDGET_NAME_TAKEN');
  assert.throwsCode(() => budget.signal({ modelId: 'a' }), 'BUDGET_LABEL');
  assert.throwsCode(() => budget.status({ tenant: 5 as never }), 'BUDGET_LABEL');
  // A request that is held for nothing would run beyond the budget.
  const asked: [code: string, usage: unknown][] = [
    ['BUDGET_OPTION_KIND', undefined],
    ['BUDGET_OPTION_RANGE', {}],
    ['BUDGET_OPTION_RANGE', { inputTokens: Number.NaN }],
    ['BUDGET_OPTION_RANGE', { inputTokens: 5, outputTokens: -1 }],
    ['BUDGET_OPTION_RANGE', { inputTokens: Infinity }],
    ['BUDGET_OPTION_KIND', { inputTokens: '5' }],
    ['BUDGET_UNKNOWN_OPTION', { inputToken: 5 }],
  ];
  for (const [code, usage] of asked) assert.throwsCode(() => budget.reserve({ usage } as never), code);
  assert.is(budget.status({ tenant: '' }).tokens?.reserved, 0);
  assert.throwsCode(() => createBudget({} as never, good), 'TELEMETRY_ARGUMENT_KIND');
});
