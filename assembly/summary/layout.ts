/**
 * The block of one summary: the totals of every structure, and the central moments.
 *
 *     0        header     count, rejected, sum, min, max: see ../header.ts
 *     +48      moments    mean and the sums of powers of deviations from it, see moments.ts
 *     STAGE    64 x f64   values on their way in
 */
import { Header } from '../header';
import { Moments } from './moments';

/** The block of a summary. */
@unmanaged
export class Summary extends Header {
  /** Where the moments lie in the block. */
  @inline
  get moments(): Moments {
    return changetype<Moments>(changetype<usize>(this) + offsetof<Summary>());
  }

  clear(): void {
    this.moments.clear();
    this.clearTotals();
  }
}
