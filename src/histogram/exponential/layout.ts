import type { BucketSnapshotLayout } from '../base/layout.ts';
import { alignExponential } from './align.ts';
import { exponentialCodec } from './codec.ts';
import { filledExponential } from './filled.ts';
import { exponentialSeries } from './series.ts';
import { type ExponentialSnapshot, validSnapshot } from './snapshot.ts';
import { exponentialBetween } from './subtract.ts';

export const exponential: BucketSnapshotLayout<ExponentialSnapshot> = {
  name: 'exponential',
  valid: validSnapshot,
  ...exponentialCodec,
  subtract: exponentialBetween,
  filled: filledExponential,
  series: exponentialSeries,
  align: alignExponential,
};
