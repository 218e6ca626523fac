/** What is said of a file, whatever it is. */
import type { BucketSnapshot } from '../../histogram/index.ts';
import type { StoreRow } from '../../store/index.ts';

type DrawnUnit = 'seconds' | 'bytes' | '1';

export interface Distribution {
  /** `inference_seconds`, or the tag of a log. */
  readonly title: string;
  readonly snapshot: BucketSnapshot;
  readonly unit: DrawnUnit;
}

export interface Inspected {
  readonly path: string;
  /** In words: `HDR histogram log`. */
  readonly what: string;
  readonly sizeBytes: number;
  /** What is wrong with it; none of a file that is whole. */
  readonly problems: readonly string[];
  /** Whether checksums say that it is whole; undefined where it has none. */
  readonly isChecked: boolean;
  /** What else is known, for people and for programs: times in milliseconds since 1970. */
  readonly facts: Readonly<Record<string, Fact>>;
  /** What was recorded, where it holds several metrics: a row each. */
  readonly rows?: readonly StoreRow[];
  /** Those to be drawn. */
  readonly distributions: readonly Distribution[];
}

export type Fact =
  | string
  | number
  | readonly string[]
  | { readonly startUnixMs: number; readonly endUnixMs: number };

/** How a file is looked at. */
export interface Inspecting {
  readonly signal: AbortSignal;
  /** Metrics, or tags, to be drawn; the one with the most values of time if there are none. */
  readonly wanted: readonly string[];
  /** @param done in [0, 1] */
  readonly progress: (done: number | undefined, text: string) => void;
}

/** What a histogram of a metric is drawn in. */
export function drawnUnit(unit: string): DrawnUnit {
  if (unit === 'seconds' || unit === 's') return 'seconds';
  return unit === 'bytes' || unit === 'By' ? 'bytes' : '1';
}
