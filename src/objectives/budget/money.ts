/**
 * Money as whole numbers, so that sums are exact: prices are decimals that somebody has written, and doubles are not.
 *
 * A price is for a million tokens; it is kept to 24 decimals, and what a token costs is whole in units of 10^-30 of the currency:
 *
 *     2.5 a million = 2.5 x 10^24 units a token;   1,250 tokens = 3,125 x 10^24 units = 0.003125
 */

const PRICE_DECIMALS = 24;
const DECIMALS = PRICE_DECIMALS + 6;
const UNIT = 10n ** BigInt(DECIMALS);

/** An amount of money, in units of 10^-30 of the currency. */
export type Money = bigint;

export function lesser(a: Money, b: Money): Money {
  if (a < b) return a;
  return b;
}

/** What was written, not the double that is nearest to it. */
export function moneyOf(amount: number): Money {
  return scaled(amount, DECIMALS);
}

/** Prices, each read once: a budget looks at them at every request. */
export class PriceList {
  private readonly byPrice = new Map<number, bigint>();

  /** @param pricePerMillion of a million tokens */
  costOf(tokens: number, pricePerMillion: number): Money {
    let price = this.byPrice.get(pricePerMillion);
    if (price === undefined) {
      price = scaled(pricePerMillion, PRICE_DECIMALS);
      this.byPrice.set(pricePerMillion, price);
    }
    return BigInt(Math.ceil(tokens)) * price;
  }
}

/** As `numberOf`, to 15 digits, and quickly. */
export function roughly(money: Money): number {
  return Number(money) / 10 ** DECIMALS;
}

/** The double that is nearest to it. */
export function numberOf(money: Money): number {
  const size = money < 0n ? -money : money;
  const fraction = String(size % UNIT).padStart(DECIMALS, '0');
  return Number(`${money < 0n ? '-' : ''}${size / UNIT}.${fraction}`);
}

/** The shortest decimal that reads as this double, times 10^decimals; further decimals are cut. */
function scaled(value: number, decimals: number): bigint {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = BigInt(whole + fraction);
  const shift = decimals - fraction.length + Number(exponent);
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
}
