/**
 * The primary's side: lends parts of a budget to the members of its fleet. What is lent is held like a reservation until the
 * member says what it has spent of it, so that all of them together are never lent more than there is.
 */
import type { Account } from './account.ts';
import { type Charge, minus, NOTHING, plus } from './charge.ts';
import { amountOf, chargeOfAmount, type LeaseAnswer, type LeaseAsk } from './lease-protocol.ts';

/** As much of a budget as is lent from. */
export interface LendingBudget {
  accountOf(values: readonly string[]): Account;
  charge(account: Account, charge: Charge): void;
}

interface Loan {
  readonly account: Account;
  /** As the member told it last. */
  used: Charge;
  lent: Charge;
}

interface Borrower {
  readonly loans: Map<string, Loan>;
  sequence: number;
  lapsesAtSeconds: number;
  forgottenAtSeconds: number;
}

/** One that is silent for so many times as long as it was lent to is gone: its sums are kept no longer. */
const SILENT_LEASES = 100;

export class Lender {
  private readonly budget: LendingBudget;
  private readonly borrowers = new Map<string, Borrower>();
  /** Before which nothing lapses. */
  private nextSeconds = Infinity;

  constructor(budget: LendingBudget) {
    this.budget = budget;
  }

  answer(ask: LeaseAsk, nowSeconds: number): LeaseAnswer | undefined {
    const borrower = this.borrowers.get(ask.member) ?? { ...NEW, loans: new Map<string, Loan>() };
    this.borrowers.set(ask.member, borrower);
    if (ask.sequence <= borrower.sequence) return undefined;
    borrower.sequence = ask.sequence;
    borrower.lapsesAtSeconds = nowSeconds + ask.leaseSeconds;
    borrower.forgottenAtSeconds = nowSeconds + ask.leaseSeconds * SILENT_LEASES;
    this.nextSeconds = Math.min(this.nextSeconds, borrower.lapsesAtSeconds);
    const unasked = new Set(borrower.loans.values());
    const accounts = ask.accounts.map(({ values, used, wants }) => {
      const loan = this.loanOf(borrower, values);
      unasked.delete(loan);
      this.settle(loan, chargeOfAmount(used));
      if (!loan.account.isSpent) loan.lent = loan.account.lend(chargeOfAmount(wants));
      const ceiling = amountOf(plus(loan.used, loan.lent));
      return { values, ceiling, isSpent: loan.account.isSpent };
    });
    // Of what it says nothing of, it counts on nothing: it may never have heard what it was lent.
    for (const loan of unasked) this.settle(loan, loan.used);
    const { budget, member, sequence } = ask;
    return { inferometer: 'budget_lease', budget, member, sequence, accounts };
  }

  /** Takes back what was lent to members that were not heard of since, but for what they told that they had spent. */
  takeBackLapsed(nowSeconds: number): void {
    if (nowSeconds < this.nextSeconds) return;
    this.nextSeconds = Infinity;
    for (const [member, borrower] of this.borrowers) {
      const { loans, lapsesAtSeconds, forgottenAtSeconds } = borrower;
      if (nowSeconds >= lapsesAtSeconds) for (const loan of loans.values()) this.settle(loan, loan.used);
      if (nowSeconds >= forgottenAtSeconds) this.borrowers.delete(member);
      const next = nowSeconds >= lapsesAtSeconds ? forgottenAtSeconds : lapsesAtSeconds;
      if (nowSeconds < next) this.nextSeconds = Math.min(this.nextSeconds, next);
    }
  }

  private loanOf({ loans }: Borrower, values: readonly string[]): Loan {
    const key = JSON.stringify(values);
    const account = this.budget.accountOf(values);
    const known = loans.get(key);
    // An account that was forgotten, or found room meanwhile, has another one in its place.
    if (known?.account === account) return known;
    known?.account.takeBack(known.lent);
    const loan: Loan = { account, used: known?.used ?? NOTHING, lent: NOTHING };
    loans.set(key, loan);
    return loan;
  }

  /** What was lent is back, and what was spent of it is charged. */
  private settle(loan: Loan, used: Charge): void {
    loan.account.takeBack(loan.lent);
    loan.lent = NOTHING;
    const more = minus(used, loan.used);
    if (more.tokens > 0 || more.money > 0n || more.unpricedTokens > 0) {
      loan.used = used;
      this.budget.charge(loan.account, more);
    }
  }
}

const NEW = { sequence: -1, lapsesAtSeconds: Infinity, forgottenAtSeconds: Infinity };
