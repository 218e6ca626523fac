/** The primary's end of a fleet's budget. */
import { wrongKind } from '../../errors.ts';
import { hear, type MessageChannelLike, post, requireChannel } from '../../multiprocess/inner.ts';
import { tokenBudgetOf } from './create-budget.ts';
import { isLeaseAsk } from './lease-protocol.ts';
import type { Budget } from './model.ts';

/**
 * Lends from a budget to the workers at the other end of a channel, which call `joinBudget`, until the function that it
 * returns is called. All processes together are never lent more than is left, so that reservations never overspend, but for
 * what a member had spent when it died and told nobody: of the last `leaseSeconds`, and no more than was lent to it. Requests without a
 * reservation end when all of them together have spent the budget: what is overspent is what was in flight, and what was
 * begun until that was told. The status and the metrics of this budget are the fleet's; `reserved` has what is lent.
 *
 * @throws BUDGET_SHARE, TELEMETRY_CHANNEL
 * @example
 * // In the primary process of node:cluster:
 * const budget = createBudget(telemetry, { name: 'chat', limit: { tokens: 1_000_000 }, period: 'day' });
 * cluster.on('fork', (worker) => shareBudget(budget, worker));
 */
export function shareBudget(budget: Budget, channel: MessageChannelLike): () => void {
  const shared = tokenBudgetOf(budget);
  if (shared === undefined || shared.isLent) {
    const remedy = 'Pass what createBudget() returned; a part that is lent is not lent again.';
    throw wrongKind('BUDGET_SHARE', 'budget', 'a budget of this process', budget, remedy);
  }
  requireChannel(channel);
  return hear(channel, (message) => {
    if (!isLeaseAsk(message, shared.name, shared.per.length)) return;
    const answer = shared.lend(message);
    if (answer !== undefined) post(channel, answer);
  });
}
