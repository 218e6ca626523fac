/** The totals of any structure as the host reads and adds them; see header.ts. Counts cross as f64. */
import { add, fromHost } from './counter';
import { Header, STAGE } from './header';

export const HEADER_MIN: usize = offsetof<Header>('min');
export const HEADER_MAX: usize = offsetof<Header>('max');
export const HEADER_STAGE: usize = STAGE;

export function headerCount(header: Header): f64 {
  return f64(header.count);
}

export function headerRejected(header: Header): f64 {
  return f64(header.rejected);
}

export function headerSum(header: Header): f64 {
  return header.sum.value;
}

/** Adds what a snapshot holds beside its buckets. */
export function headerAdd(header: Header, count: f64, rejected: f64, sum: f64, least: f64, most: f64): void {
  header.count = add(header.count, fromHost(count));
  header.reject(fromHost(rejected));
  header.sum.add(sum);
  header.min = min(header.min, least);
  header.max = max(header.max, most);
}
