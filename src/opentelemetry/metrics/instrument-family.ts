/** The metric of one name that instruments record into: one instrument, or one of each of several libraries. */
import { Family } from '../../telemetry/family.ts';
import type { Series } from '../../telemetry/series.ts';
import type { InstrumentScope, MetricDefinition } from '../../telemetry/snapshot.ts';

export class InstrumentFamily extends Family<Series> {
  private described: MetricDefinition;
  private readonly labelNames = new Set<string>();
  /** Libraries with an instrument here: what they record is told apart by the labels of the scope. */
  private readonly scopes = new Set<string>();

  constructor(definition: MetricDefinition) {
    super(definition.name);
    this.described = definition;
  }

  /** Its labels are those that were used so far. */
  get definition(): MetricDefinition {
    return this.described;
  }

  /** Whether an instrument of the scope can record here; from then on it does. */
  admits(scope: InstrumentScope, { kind, bucketBounds }: MetricDefinition): boolean {
    const key = JSON.stringify(scope);
    const hasBounds = String(this.described.bucketBounds) === String(bucketBounds);
    if (this.described.kind !== kind || !hasBounds || this.scopes.has(key)) return false;
    this.scopes.add(key);
    return true;
  }

  add(series: Series): void {
    this.all.push(series);
    const names = Object.keys(series.labels).filter((name) => !this.labelNames.has(name));
    if (names.length === 0) return;
    for (const name of names) this.labelNames.add(name);
    this.described = { ...this.described, labels: [...this.labelNames] };
  }

  /** Forgets these series. */
  remove(series: ReadonlySet<Series>): void {
    for (const one of series) one.dispose();
    this.all = this.all.filter((one) => !series.has(one));
  }

  /** A longer description is a better one. */
  describe(help: string): void {
    if (help.length > (this.described.help?.length ?? 0)) this.described = { ...this.described, help };
  }
}
