/** What budgets are told, checked once. */
import { wrongKind, wrongValue } from '../../errors.ts';
import { requireOptions } from '../../metrics/inner.ts';
import { type KnownUsage, OPTION_RULES, type TelemetryContext, TOKEN_KINDS } from '../../telemetry/index.ts';
import {
  type Codes,
  closestName,
  isRecord,
  requireFields,
  requireFunction,
  requireInteger,
  requireKnownKeys,
  requireNumber,
  requireNumberThat,
  requireOneOf,
  requireText,
} from '../../validate.ts';
import type { BudgetLabels, BudgetOptions } from './model.ts';

const CODES: Codes = {
  kind: 'BUDGET_OPTION_KIND',
  range: 'BUDGET_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

export const BUDGET_OPTIONS = [
  'name',
  'limit',
  'per',
  'period',
  'pricePerMillionTokens',
  'currency',
  'accountLimit',
  'onSpent',
] as const satisfies readonly (keyof BudgetOptions)[];

/** What budgets may be per, beside the labels of one's own. */
export const MODEL_ID = 'modelId';

/** @throws BUDGET_OPTION_KIND, BUDGET_OPTION_RANGE, BUDGET_UNKNOWN_OPTION, BUDGET_LABEL, BUDGET_PRICES, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE */
export function requireBudgetOptions(
  options: BudgetOptions,
  instance: TelemetryContext,
  more: readonly string[] = [],
): void {
  requireFields(CODES.kind, 'BUDGET_UNKNOWN_OPTION', options, [...BUDGET_OPTIONS, ...more]);
  const {
    name,
    limit,
    per = [],
    period,
    pricePerMillionTokens,
    currency = 'money',
    accountLimit = 1,
  } = options;
  requireText(CODES, 'name', name);
  requireLimit(limit);
  requirePer(per, instance);
  if (period !== undefined) requireOneOf(CODES, 'period', period, ['hour', 'day', 'month']);
  requireOptions(OPTION_RULES, { pricePerMillionTokens }, ['pricePerMillionTokens']);
  requireText(CODES, 'currency', currency);
  requireInteger(CODES, 'accountLimit', accountLimit, 1);
  if (options.onSpent !== undefined)
    requireFunction('onSpent', options.onSpent, 'Pass a function, or leave it out.');
  if (limit.money === undefined || (pricePerMillionTokens ?? instance.pricePerMillionTokens)) return;
  const remedy = "Pass what tokens cost: { 'gpt-4o': { input: 2.5, output: 10 } }.";
  throw wrongValue(
    'BUDGET_PRICES',
    'pricePerMillionTokens',
    'prices, for a limit of money',
    undefined,
    remedy,
  );
}

/** @throws BUDGET_OPTION_KIND, BUDGET_OPTION_RANGE */
export function requireLeaseSeconds(leaseSeconds: unknown): void {
  const isLease = (seconds: number) => seconds > 0 && seconds <= 3600;
  requireNumberThat(CODES, 'leaseSeconds', leaseSeconds, 'seconds above 0, at most 3600', isLease);
}

function requireLimit(limit: unknown): void {
  const expected = 'an object with tokens, money, or both';
  if (!isRecord(limit)) throw wrongKind(CODES.kind, 'limit', expected, limit, 'Pass { tokens: 1_000_000 }.');
  requireKnownKeys('BUDGET_UNKNOWN_OPTION', 'limit', limit, ['tokens', 'money']);
  const { tokens, money } = limit;
  if (tokens === undefined && money === undefined)
    throw wrongValue(CODES.range, 'limit', expected, 'neither', 'Pass { tokens: 1_000_000 }.');
  if (tokens !== undefined) requireInteger(CODES, 'limit.tokens', tokens, 1);
  if (money !== undefined)
    requireNumberThat(
      CODES,
      'limit.money',
      money,
      'a number from 1e-24 to 1e15',
      (one) => one >= 1e-24 && one <= 1e15,
    );
}

/** @throws BUDGET_OPTION_KIND, BUDGET_LABEL */
function requirePer(per: unknown, { labelNames }: TelemetryContext): void {
  const expected = 'an array of names that differ';
  if (!Array.isArray(per)) throw wrongKind(CODES.kind, 'per', expected, per, "Pass ['modelId'].");
  const known = [MODEL_ID, ...labelNames];
  for (const [i, name] of per.entries()) {
    if (!known.includes(name)) throw unknownLabel(`per[${i}]`, name, known);
    if (per.indexOf(name) < i) throw wrongValue(CODES.range, `per[${i}]`, expected, name, 'Leave one out.');
  }
}

/** What is to be held: other than what was used, it can still be corrected. @throws BUDGET_OPTION_KIND, BUDGET_OPTION_RANGE, BUDGET_UNKNOWN_OPTION */
export function requireUsage(usage: unknown): KnownUsage {
  const expected = 'an object with inputTokens, outputTokens, or both';
  const remedy = 'Pass the most that the request may use: { inputTokens: 800, outputTokens: 200 }.';
  const codes = { ...CODES, remedy };
  if (!isRecord(usage)) throw wrongKind(codes.kind, 'usage', expected, usage, remedy);
  requireKnownKeys('BUDGET_UNKNOWN_OPTION', 'usage', usage, TOKEN_KINDS);
  const told = TOKEN_KINDS.filter((kind) => (usage[kind] ?? undefined) !== undefined);
  if (told.length === 0) throw wrongValue(codes.range, 'usage', expected, 'neither', remedy);
  return Object.fromEntries(
    told.map((kind) => [kind, requireNumber(codes, `usage.${kind}`, usage[kind], 0)]),
  );
}

/** The values in the order of `per`, the empty string for one that is left out. @throws BUDGET_LABEL */
export function valuesOf(labels: BudgetLabels = {}, per: readonly string[]): string[] {
  if (!isRecord(labels))
    throw wrongKind(
      'BUDGET_LABEL',
      'labels',
      'an object with strings',
      labels,
      "Pass { modelId: 'gpt-4o' }.",
    );
  for (const [name, value] of Object.entries(labels)) {
    if (!per.includes(name)) throw unknownLabel('labels', name, per);
    if (value !== undefined && typeof value !== 'string')
      throw wrongKind('BUDGET_LABEL', `labels.${name}`, 'a string', value, 'Convert ids with String(id).');
  }
  return per.map((name) => labels[name] ?? '');
}

function unknownLabel(label: string, got: unknown, known: readonly string[]): Error {
  const declared = 'Labels of your own are declared by labelNames of createTelemetry.';
  const closest = closestName(String(got), known);
  const remedy = closest === '' ? declared : `Did you mean ${closest}? ${declared}`;
  return wrongValue('BUDGET_LABEL', label, `only ${known.join(', ') || 'none'}`, got, remedy);
}
