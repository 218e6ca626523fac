import type { Instrument } from './model.ts';

/** Prefix and name. */
export function fullNameOf({ prefix = '', name }: Instrument): string {
  return prefix + name;
}
