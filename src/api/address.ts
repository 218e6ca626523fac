/** The address of an operation with its parameters. */
import { isOfKind } from '../errors.ts';

/** Lists of names of others, which may hold commas, are parameters given several times. */
const REPEATED = ['run', 'member'];

/**
 * @param base ends in a slash
 * @param path of the contract: `/api/v1/charts/{chart}`
 * @param parameters by their names in the contract; those that are undefined are left out, dates become Unix seconds
 */
export function addressOf(base: URL, path: string, parameters: Readonly<Record<string, unknown>>): URL {
  const inPath = new Set<string>();
  const filled = path.slice(1).replace(/\{(\w+)\}/g, (_, name: string) => {
    inPath.add(name);
    return encodeURIComponent(textOf(parameters[name]));
  });
  const address = new URL(filled, base);
  const query = address.searchParams;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || inPath.has(name)) continue;
    if (REPEATED.includes(name))
      for (const one of value as readonly unknown[]) query.append(name, textOf(one));
    else if (name !== 'labels') query.append(name, textOf(value));
    else
      for (const [label, one] of Object.entries(value as object)) query.append(`label.${label}`, textOf(one));
  }
  return address;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return String(secondsOf(value));
}

/** A date as Unix seconds; anything else as it is. */
export function secondsOf(value: unknown): unknown {
  return isOfKind(value, 'Date') ? value.getTime() / 1000 : value;
}
