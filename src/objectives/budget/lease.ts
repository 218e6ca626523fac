/** What a primary has lent to a process of one account: how much may be spent here before it is asked again. */
import { type Charge, type Limits, least, NOTHING, plus } from './charge.ts';

export class Lease {
  /** Of the account, in the order of `per`. */
  readonly values: readonly string[];
  /** Whether the fleet has spent it, or nobody knows, since the primary does not answer. */
  isSpent = false;
  /** What was ever spent here: sums that only rise, so that a question may be lost. */
  private used = NOTHING;
  /** Up to where `used` may rise. */
  private ceiling = NOTHING;
  /** Of reservations that found no room. */
  private missed = NOTHING;
  private usedWhenAsked: Charge | undefined;

  constructor(values: readonly string[]) {
    this.values = values;
  }

  use(charge: Charge): void {
    this.used = plus(this.used, charge);
  }

  /** Whether so much may be held for requests that run. What has no limit is not lent. */
  admits(held: Charge, limits: Limits): boolean {
    const taken = plus(this.used, held);
    return (
      (limits.tokens === undefined || taken.tokens <= this.ceiling.tokens) &&
      (limits.money === undefined || taken.money <= this.ceiling.money)
    );
  }

  miss(charge: Charge): void {
    this.missed = plus(this.missed, charge);
  }

  /** Whether more was spent than was lent, or there is something to say of which the primary knows nothing. */
  get isUrgent(): boolean {
    const { used, ceiling, usedWhenAsked, missed } = this;
    const isOver = used.tokens > ceiling.tokens || used.money > ceiling.money;
    return usedWhenAsked === undefined || missed !== NOTHING || (isOver && used !== usedWhenAsked);
  }

  /** Whether the primary has to hear of it again: something was spent, or is lent. */
  get isOpen(): boolean {
    const { used, ceiling } = this;
    return used !== this.usedWhenAsked || ceiling.tokens > used.tokens || ceiling.money > used.money;
  }

  /** What to tell, and to ask for. From now on no more than that is counted on: what is above it goes back. */
  ask(needed: Charge): { readonly used: Charge; readonly wants: Charge } {
    const { used } = this;
    const wants = plus(needed, this.missed);
    this.missed = NOTHING;
    this.usedWhenAsked = used;
    this.ceiling = least(this.ceiling, plus(used, wants));
    return { used, wants };
  }

  answered(ceiling: Charge, isSpent: boolean): void {
    this.ceiling = ceiling;
    this.isSpent = isSpent;
  }

  /** Nobody has answered for as long as it was lent. */
  lapse(): void {
    this.ceiling = least(this.ceiling, this.used);
    this.isSpent = true;
  }

  /** A period begins. */
  renew(): void {
    this.isSpent = false;
  }
}
