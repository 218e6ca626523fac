// What the telemetry tests share: a clock that they own, and a short way to what a snapshot holds.
import type { Clock, DataPoint, Telemetry } from 'inferometer';

/** Stands still until told. */
export class ManualClock implements Clock {
  private nowMs = 0;
  private readonly startedAtUnixMs = Date.UTC(2026, 0, 1);

  advance(seconds: number): void {
    this.nowMs += seconds * 1000;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  wallUnixMs(): number {
    return this.startedAtUnixMs + this.nowMs;
  }
}

/** The series of a metric by its full name; none if nothing was recorded. */
export function seriesOf(telemetry: Telemetry, fullName: string): readonly DataPoint[] {
  return telemetry.snapshot().metrics.find((metric) => metric.fullName === fullName)?.series ?? [];
}

/** The value of the counter or gauge with these labels, or undefined. */
export function sampleOf(
  telemetry: Telemetry,
  fullName: string,
  labels: Record<string, string>,
): number | undefined {
  const found = seriesOf(telemetry, fullName).find((series) => hasLabels(series, labels));
  return found && 'value' in found ? found.value : undefined;
}

/** How many values the histogram with these labels holds; 0 if there is none. */
export function countOf(telemetry: Telemetry, fullName: string, labels: Record<string, string>): number {
  const found = seriesOf(telemetry, fullName).find((series) => hasLabels(series, labels));
  return found && 'histogram' in found ? found.histogram.count : 0;
}

/** Recordings that were refused for a reason. */
export function refusals(telemetry: Telemetry, reason: string): number {
  return sampleOf(telemetry, 'inferometer_recordings_refused_total', { reason }) ?? 0;
}

function hasLabels(series: DataPoint, labels: Record<string, string>): boolean {
  return Object.entries(labels).every(([name, value]) => series.labels[name] === value);
}
