/** What a request uses of a budget. */

import { type KnownUsage, type PricesByModel, pricedParts } from '../../telemetry/index.ts';
import { ownValue } from '../../validate.ts';
import { costOf, type Money } from './money.ts';

export interface Charge {
  readonly tokens: number;
  readonly money: Money;
  readonly unpricedTokens: number;
}

/**
 * Cached tokens are among the input, and reasoning among the output. As `token_cost_total` counts them: each token once, by
 * its own price.
 */
export function chargeOf(usage: KnownUsage, modelId: string, prices: PricesByModel | undefined): Charge {
  const { inputTokens = 0, outputTokens = 0 } = usage;
  // Tokens are whole; what somebody tells otherwise is never counted for less.
  const tokens = Math.ceil(inputTokens) + Math.ceil(outputTokens);
  let money = 0n;
  let unpricedTokens = 0;
  for (const [, part, price] of pricedParts(usage, ownValue(prices ?? {}, modelId) ?? {})) {
    if (!(part > 0)) continue;
    if (price === undefined) unpricedTokens += Math.ceil(part);
    else money += costOf(part, price);
  }
  return { tokens, money, unpricedTokens };
}
