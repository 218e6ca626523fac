/** What a benchmark found, process by process: what is saved, and held against later ones. */
import { Histogram, quantileInterval } from '../../histogram/index.ts';
import { median } from '../../telemetry/index.ts';
import { isRecord } from '../../validate.ts';
import { CommandError } from '../frame/errors.ts';
import { readText } from '../platform/index.ts';
import type { Measured } from './measure.ts';

/** Of one function in one process. */
export interface ProcessResult {
  readonly medianNanoseconds: number;
  /** The median of what it takes in units of the yardstick in the same round. */
  readonly medianRatio: number;
  readonly rounds: number;
}

export interface CaseResult {
  readonly processes: readonly ProcessResult[];
  /** Of all rounds of all processes. */
  readonly medianNanoseconds: number;
  /** An interval that holds the true median in 95 of 100 cases, if rounds are independent. */
  readonly lowNanoseconds: number;
  readonly highNanoseconds: number;
  readonly p99Nanoseconds: number;
}

export interface Benchmark {
  readonly format: 'inferometer-bench';
  readonly version: 1;
  readonly module: string;
  readonly takenAt: string;
  readonly runtime: string;
  readonly machine: string;
  readonly cases: Readonly<Record<string, CaseResult>>;
}

/** @param found what each process has measured */
export function summarized(found: readonly Readonly<Record<string, Measured>>[]): Record<string, CaseResult> {
  const names = Object.keys(found[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const all = found.flatMap((one) => one[name] ?? []);
      return [name, { processes: all.map(processResult), ...quantilesOf(all) }];
    }),
  );
}

function processResult({ nanoseconds, yardstickNanoseconds }: Measured): ProcessResult {
  const ratios = nanoseconds.map((one, i) => one / (yardstickNanoseconds[i] as number));
  return { medianNanoseconds: median(nanoseconds), medianRatio: median(ratios), rounds: nanoseconds.length };
}

function quantilesOf(all: readonly Measured[]): Omit<CaseResult, 'processes'> {
  // Buckets of 0.14 %: the differences that are looked for are larger.
  using histogram = new Histogram({ scale: 8, maxBuckets: 65536 });
  for (const { nanoseconds } of all) for (const one of nanoseconds) histogram.record(one);
  const [p50 = Number.NaN, p99 = Number.NaN] = histogram.quantiles([0.5, 0.99]);
  const { lower, upper } = quantileInterval(histogram.snapshot(), 0.5);
  return { medianNanoseconds: p50, lowNanoseconds: lower, highNanoseconds: upper, p99Nanoseconds: p99 };
}

/** @throws CommandError */
export async function readBenchmark(path: string): Promise<Benchmark> {
  const text = await readText(path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CommandError(`${path} is no JSON: pass what --save has written`);
  }
  const isOurs = isRecord(json) && json.format === 'inferometer-bench' && isRecord(json.cases);
  if (isOurs && (json as { version?: unknown }).version === 1) return json as unknown as Benchmark;
  throw new CommandError(`${path} is no benchmark: pass what --save has written`);
}
