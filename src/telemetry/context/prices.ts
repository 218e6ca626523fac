/** What tokens cost. No prices are shipped: they change, and nobody pays the same. */
import { isRecord, type ValidationIssue } from '../../validate.ts';

/** Of a million tokens of each kind, in any one currency: 0 or more. */
export interface TokenPrices {
  readonly input?: number;
  readonly output?: number;
  /** Of the input, read out of a cache; as `input` if left out. */
  readonly cached?: number;
  /** Of the output, reasoning; as `output` if left out. */
  readonly reasoning?: number;
  /** Of the output, calls of tools; as `output` if left out. */
  readonly tool?: number;
}

/** By the model's id, as calls name it. */
export type PricesByModel = Readonly<Record<string, TokenPrices>>;

const KINDS = ['input', 'output', 'cached', 'reasoning', 'tool'];

/** What is wrong with prices; undefined if nothing is. */
export function pricesFault(byModel: object): ValidationIssue | undefined {
  for (const [modelId, prices] of Object.entries(byModel)) {
    const label = `pricePerMillionTokens['${modelId}']`;
    if (!isRecord(prices))
      return { label, expected: 'an object with prices: { input, output }', got: prices };
    for (const [kind, price] of Object.entries(prices)) {
      if (!KINDS.includes(kind)) return { label, expected: `only ${KINDS.join(', ')}`, got: kind };
      const isPrice = price === undefined || (Number.isFinite(price) && (price as number) >= 0);
      if (!isPrice) return { label: `${label}.${kind}`, expected: 'a finite number, 0 or more', got: price };
    }
  }
  return undefined;
}
