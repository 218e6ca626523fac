// What tests of workers look at in a snapshot.
import type { TelemetrySnapshot } from 'inferometer';

/** The sum over all series of a metric, of a histogram its count; undefined where there is none. */
export function totalOf({ metrics }: TelemetrySnapshot, name: string): number | undefined {
  const series = metrics.find(({ fullName }) => fullName === name)?.series ?? [];
  if (series.length === 0) return undefined;
  return series.reduce((sum, one) => sum + ('value' in one ? one.value : one.histogram.count), 0);
}

/** What was served, what is open, and how many workers are lost. */
export function counted(snapshot: TelemetrySnapshot): unknown {
  const [served, depth, lost] = ['served_total', 'depth', 'inferometer_workers_lost_total'].map((name) =>
    totalOf(snapshot, name),
  );
  return { served, depth, lost };
}
