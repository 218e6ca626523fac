/**
 * Which recorded values a series keeps as examples: the newest of each range of values, one range for each classic
 * bucket (the aligned reservoir of the OpenTelemetry metrics SDK). Like everything else that is recorded, they are
 * those of the current interval and those of before.
 */
import type { Exemplar, Instrument } from '../base/model.ts';

/** OpenTelemetry's bound on the reservoir of an exponential histogram. */
const MAX_RANGES = 20;

/** For histograms without classic buckets. */
const DECADES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4, 1e6, 1e9];

export class Exemplars {
  private readonly edges: readonly number[];
  /** By range, with holes. */
  private before: Exemplar[] = [];
  private current: Exemplar[] = [];

  constructor({ kind, bucketBounds }: Pick<Instrument, 'kind' | 'bucketBounds'>) {
    const edges = kind === 'counter' ? [] : (bucketBounds ?? DECADES);
    const step = Math.ceil((edges.length + 1) / MAX_RANGES);
    this.edges = step === 1 ? edges : edges.filter((_, i) => i % step === step - 1);
  }

  offer(exemplar: Exemplar): void {
    const { edges } = this;
    let range = 0;
    while (range < edges.length && exemplar.value > (edges[range] as number)) range += 1;
    this.current[range] = exemplar;
  }

  /** Of the current interval; undefined if there is none. */
  ofInterval(): readonly Exemplar[] | undefined {
    return listed(this.current);
  }

  /** Of all intervals; undefined if there is none. */
  all(): readonly Exemplar[] | undefined {
    return listed(this.both());
  }

  /** Leaves those of the current interval alone. */
  detach(): void {
    this.before = [];
  }

  /** Ends the current interval. */
  endInterval(): void {
    this.before = this.both();
    this.current = [];
  }

  private both(): Exemplar[] {
    return Object.assign([...this.before], this.current);
  }
}

/** The exemplars of one series out of several places, or times: the newest of each range. */
export function mergeExemplars(
  instrument: Instrument,
  parts: readonly (readonly Exemplar[] | undefined)[],
): readonly Exemplar[] | undefined {
  const all = parts.flatMap((part) => part ?? []);
  if (all.length === 0) return undefined;
  const merged = new Exemplars(instrument);
  for (const one of all.sort((a, b) => a.timestampUnixMs - b.timestampUnixMs)) merged.offer(one);
  return merged.all();
}

/** Without the holes. */
function listed(exemplars: readonly Exemplar[]): readonly Exemplar[] | undefined {
  const list = exemplars.filter((one) => one !== undefined);
  return list.length === 0 ? undefined : list;
}
