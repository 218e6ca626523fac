/** The doubles beside a double, zero and the negative ones included. */
import { nextDown, nextUp } from './oracle.ts';

/** The next larger one. */
export function above(value: number): number {
  if (value === 0) return 2 ** -1074;
  return value > 0 ? nextUp(value) : -nextDown(-value);
}

/** The next smaller one. */
export function under(value: number): number {
  return -above(-value);
}
