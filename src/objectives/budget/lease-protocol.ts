/** What the members of a fleet and the primary that has the budget say to each other. */
import { isRecord } from '../../validate.ts';
import type { Charge } from './charge.ts';

/** An amount that crosses every channel, also those that speak JSON. */
export interface Amount {
  readonly tokens: number;
  /** Units of 10^-30 in decimal digits. */
  readonly money: string;
  readonly unpricedTokens: number;
}

/** What a member has spent, and what it wants to be lent. */
export interface LeaseAsk {
  readonly inferometer: 'budget_ask';
  readonly budget: string;
  readonly member: string;
  /** Rises: only the answer to the last question counts. */
  readonly sequence: number;
  /** After so long without another question everything that is lent comes back. */
  readonly leaseSeconds: number;
  readonly accounts: readonly {
    readonly values: readonly string[];
    /** Ever, by this member. */
    readonly used: Amount;
    readonly wants: Amount;
  }[];
}

export interface LeaseAnswer {
  readonly inferometer: 'budget_lease';
  readonly budget: string;
  readonly member: string;
  readonly sequence: number;
  readonly accounts: readonly {
    readonly values: readonly string[];
    /** Up to where `used` may rise. */
    readonly ceiling: Amount;
    readonly isSpent: boolean;
  }[];
}

export function amountOf({ tokens, money, unpricedTokens }: Charge): Amount {
  return { tokens, money: `${money}`, unpricedTokens };
}

export function chargeOfAmount({ tokens, money, unpricedTokens }: Amount): Charge {
  return { tokens, money: BigInt(money), unpricedTokens };
}

/** @param valueCount how many labels an account has. */
export function isLeaseAsk(message: object, budget: string, valueCount: number): message is LeaseAsk {
  const ask = message as Partial<LeaseAsk>;
  return (
    ask.inferometer === 'budget_ask' &&
    ask.budget === budget &&
    typeof ask.member === 'string' &&
    typeof ask.sequence === 'number' &&
    typeof ask.leaseSeconds === 'number' &&
    ask.leaseSeconds >= 0 &&
    Array.isArray(ask.accounts) &&
    ask.accounts.every(
      (one) => isRecord(one) && isValues(one.values, valueCount) && isAmount(one.used) && isAmount(one.wants),
    )
  );
}

export function isLeaseAnswer(message: object, budget: string, member: string): message is LeaseAnswer {
  const answer = message as Partial<LeaseAnswer>;
  return (
    answer.inferometer === 'budget_lease' &&
    answer.budget === budget &&
    answer.member === member &&
    Array.isArray(answer.accounts) &&
    answer.accounts.every((one) => isRecord(one) && isAmount(one.ceiling) && Array.isArray(one.values))
  );
}

function isValues(values: unknown, count: number): boolean {
  return (
    Array.isArray(values) && values.length === count && values.every((value) => typeof value === 'string')
  );
}

function isAmount(amount: unknown): amount is Amount {
  if (!isRecord(amount)) return false;
  const { tokens, money, unpricedTokens } = amount;
  return isCount(tokens) && isCount(unpricedTokens) && typeof money === 'string' && /^\d{1,60}$/.test(money);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
