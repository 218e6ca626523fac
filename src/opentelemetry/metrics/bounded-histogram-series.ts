/** A histogram that also counts in explicit buckets, exactly: exponential ones know nothing of foreign bounds. */
import { ExplicitHistogram, OPENTELEMETRY_BOUNDS } from '../../histogram/index.ts';
import { HistogramSeries, type SeriesContext } from '../../telemetry/series.ts';
import type { MetricDefinition, SeriesIdentity, SeriesSnapshot } from '../../telemetry/snapshot.ts';

export class BoundedHistogramSeries extends HistogramSeries {
  private readonly explicit: ExplicitHistogram;

  constructor(context: SeriesContext, definition: MetricDefinition, identity: SeriesIdentity) {
    super(context, definition, identity);
    this.explicit = new ExplicitHistogram({ bounds: definition.bucketBounds ?? OPENTELEMETRY_BOUNDS });
  }

  override record(value: number): void {
    super.record(value);
    if (this.context.gate.open) this.explicit.record(value);
  }

  override snapshot(): SeriesSnapshot {
    return { ...super.snapshot(), explicit: this.explicit.snapshot() };
  }

  override dispose(): void {
    super.dispose();
    this.explicit.dispose();
  }
}
