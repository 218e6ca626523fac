/** What a request uses of a budget. */

import { type KnownUsage, type PricesByModel, pricedParts } from '../../telemetry/index.ts';
import { ownValue } from '../../validate.ts';
import { lesser, type Money, type PriceList } from './money.ts';

export interface Charge {
  readonly tokens: number;
  readonly money: Money;
  readonly unpricedTokens: number;
}

/** Undefined: without limit. */
export interface Limits {
  readonly tokens: number | undefined;
  readonly money: Money | undefined;
}

export const NOTHING: Charge = { tokens: 0, money: 0n, unpricedTokens: 0 };

export function plus(a: Charge, b: Charge): Charge {
  return {
    tokens: a.tokens + b.tokens,
    money: a.money + b.money,
    unpricedTokens: a.unpricedTokens + b.unpricedTokens,
  };
}

export function minus(a: Charge, b: Charge): Charge {
  return plus(a, { tokens: -b.tokens, money: -b.money, unpricedTokens: -b.unpricedTokens });
}

/** Of each as much as both have. */
export function least(a: Charge, b: Charge): Charge {
  return {
    tokens: Math.min(a.tokens, b.tokens),
    money: lesser(a.money, b.money),
    unpricedTokens: Math.min(a.unpricedTokens, b.unpricedTokens),
  };
}

/**
 * Cached tokens are among the input, and reasoning among the output. As `token_cost_total` counts them: each token once, by
 * its own price.
 */
export function chargeOf(
  usage: KnownUsage,
  modelId: string,
  prices: PricesByModel | undefined,
  list: PriceList,
): Charge {
  const { inputTokens = 0, outputTokens = 0 } = usage;
  // Tokens are whole; what somebody tells otherwise is never counted for less.
  const tokens = Math.ceil(inputTokens) + Math.ceil(outputTokens);
  let money = 0n;
  let unpricedTokens = 0;
  for (const [, part, price] of pricedParts(usage, ownValue(prices ?? {}, modelId) ?? {})) {
    if (!(part > 0)) continue;
    if (price === undefined) unpricedTokens += Math.ceil(part);
    else money += list.costOf(part, price);
  }
  return { tokens, money, unpricedTokens };
}
