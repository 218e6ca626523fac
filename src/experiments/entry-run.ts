/** The run that a caller holds: checks what is logged, and hands it on as entries. */
import type { BucketSnapshot } from '../histogram/index.ts';
import { type LogPosition, randomId, type Statistics } from '../telemetry/index.ts';
import { readOnce, requireOneOf } from '../validate.ts';
import {
  requireHistogram,
  requireParameters,
  requirePosition,
  requireStart,
  requireStatistics,
  requireTags,
  START,
  VALUE,
} from './checks.ts';
import type { EntrySink, Point } from './entries.ts';
import type { LoggedRun, RunDelivery, RunParameters, RunStart, RunStatus, RunTags } from './model.ts';

/** Most values of an entry: what servers take at once is a multiple of it. */
const ENTRY_VALUES = 100;

const ENDS = ['finished', 'failed', 'killed'] as const;

/**
 * Begins a run whose entries go to this sink.
 *
 * @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_VALUE_RANGE, EXPERIMENTS_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 */
export function startEntryRun(
  given: RunStart,
  sinkOf: (runId: string, name: string) => EntrySink,
): LoggedRun {
  const start = readOnce('start', given, START);
  requireStart(start);
  const runId = start.runId ?? `run-${randomId()}`;
  const name = start.name ?? runId;
  const parameters = requireParameters(start.parameters ?? {});
  const tags = requireTags(start.tags ?? {});
  const sink = sinkOf(runId, name);
  const isNamed = start.runId !== undefined;
  sink.add({ kind: 'start', runId, name, isNamed, timestampUnixMs: Date.now() });
  const run = new EntryRun(runId, name, sink);
  run.logParameters(parameters);
  run.setTags(tags);
  return run;
}

class EntryRun implements LoggedRun {
  readonly runId: string;
  readonly name: string;
  private readonly sink: EntrySink;
  /** By statistic, what the next point without a position gets. */
  private readonly nextSteps = new Map<string, number>();
  private lastUnixMs = 0;
  private isEnded = false;

  constructor(runId: string, name: string, sink: EntrySink) {
    this.runId = runId;
    this.name = name;
    this.sink = sink;
  }

  log(statistics: Statistics, position: LogPosition = {}): void {
    const given = requireStatistics(statistics);
    const { step } = requirePosition(position);
    const timestampUnixMs = this.nowUnixMs();
    const points = given.map(([name, value]): Point => ({ name, value, step: this.stepOf(name, step) }));
    for (const part of inParts(points)) this.sink.add({ kind: 'points', points: part, timestampUnixMs });
  }

  logHistogram(name: string, snapshot: BucketSnapshot, position: LogPosition = {}): void {
    const restored = requireHistogram(name, snapshot);
    const step = this.stepOf(name, requirePosition(position).step);
    const timestampUnixMs = this.nowUnixMs();
    this.sink.add({ kind: 'histogram', name, snapshot: restored, step, timestampUnixMs });
  }

  logParameters(parameters: RunParameters): void {
    for (const part of inParts(Object.entries(requireParameters(parameters))))
      this.sink.add({ kind: 'parameters', parameters: Object.fromEntries(part) });
  }

  setTags(tags: RunTags): void {
    for (const part of inParts(Object.entries(requireTags(tags))))
      this.sink.add({ kind: 'tags', tags: Object.fromEntries(part) });
  }

  async flush(): Promise<RunDelivery> {
    await this.sink.flush();
    return this.delivery();
  }

  end(status: Exclude<RunStatus, 'running'> = 'finished'): Promise<RunDelivery> {
    requireOneOf(VALUE, 'status', status, ENDS);
    this.isEnded = true;
    this.sink.add({ kind: 'status', status, timestampUnixMs: this.nowUnixMs() });
    return this.sink.finish().then(() => this.delivery());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isEnded) await this.end();
  }

  private delivery(): RunDelivery {
    const { delivered, waiting, lost, problem } = this.sink;
    return { delivered, waiting, lost, problem };
  }

  private stepOf(name: string, given: number | undefined): number {
    const next = this.nextSteps.get(name) ?? 0;
    const step = given ?? next;
    this.nextSteps.set(name, Math.max(next, step + 1));
    return step;
  }

  /** Never goes back: servers order points by it. */
  private nowUnixMs(): number {
    this.lastUnixMs = Math.max(this.lastUnixMs, Date.now());
    return this.lastUnixMs;
  }
}

function* inParts<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += ENTRY_VALUES) yield list.slice(at, at + ENTRY_VALUES);
}
