/** Conditions in MLflow's language of searches. */
import { wrongValue } from '../../errors.ts';
import { VALUE } from '../checks.ts';

/** `params.task_id = '7'`. The language knows no way to write both quotes in one text. @throws EXPERIMENTS_VALUE_RANGE */
export function equals(field: string, value: string): string {
  const quote = value.includes("'") ? '"' : "'";
  if (value.includes(quote)) {
    const remedy = 'MLflow cannot be asked for it: use one kind of quotes.';
    throw wrongValue(VALUE.range, field, 'a text without both kinds of quotes', value, remedy);
  }
  return `${field} = ${quote}${value}${quote}`;
}

/** A name between backticks may have dots and blanks. @throws EXPERIMENTS_VALUE_RANGE */
export function parameterField(name: string): string {
  if (!name.includes('`')) return `params.\`${name}\``;
  throw wrongValue(VALUE.range, 'parameters', 'names without backticks', name, VALUE.remedy);
}
