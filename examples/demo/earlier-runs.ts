/** What the store still knows of earlier runs of the demo, beside this one and of all together: a section of the report. */

import type { Store } from 'inferometer/store';

interface Latencies {
  readonly count: number;
  readonly p99Seconds: number;
}

/**
 * Markdown, under the report.
 *
 * @param startedAtUnixMs when this run began: what is older is of earlier ones.
 * @param place of the store, as people know it.
 */
export async function earlierRuns(store: Store, startedAtUnixMs: number, place: string): Promise<string> {
  const earlier = await latencies(store, { endTime: startedAtUnixMs });
  const runs = await trainings(store, startedAtUnixMs);
  if (earlier.size === 0 && runs.count === 0) {
    return `\n## Earlier Runs\n\nNone. This one is kept in ${place}.\n`;
  }
  const now = await latencies(store, { startTime: startedAtUnixMs });
  const all = await latencies(store, {});
  const rows = [...all].map(([modelId, both]) => [
    modelId,
    ...cellsOf(earlier.get(modelId)),
    ...cellsOf(now.get(modelId)),
    ...cellsOf(both),
  ]);
  const first = new Date(runs.firstAtUnixMs).toISOString().slice(0, 16).replace('T', ' ');
  const known = runs.count === 1 ? '1 training' : `${runs.count} trainings`;
  return `
## Earlier Runs

${known} since ${first} UTC, kept in ${place}.
Inferences of earlier runs, of this one, and of all, whose p99 is that of the
merged histograms:

${table(['Model', 'Earlier', 'p99', 'This run', 'p99', 'All', 'p99'], rows)}
`;
}

/** By model. */
async function latencies(
  store: Store,
  range: { readonly startTime?: number; readonly endTime?: number },
): Promise<Map<string, Latencies>> {
  const found = new Map<string, Latencies>();
  const query = {
    ...range,
    metric: 'inference_seconds',
    groupBy: ['model_id'],
    aggregation: ['count', 'percentile_99'],
  } as const;
  for await (const { labels, count, percentile_99: p99 } of store.query(query)) {
    found.set(String(labels.model_id), { count: count ?? 0, p99Seconds: p99 ?? Number.NaN });
  }
  return found;
}

/** Of earlier runs: how many trainings, and when the first one began. */
async function trainings(store: Store, beforeUnixMs: number) {
  let [count, firstAtUnixMs] = [0, beforeUnixMs];
  for (const { startedAtUnixMs } of (await store.runs()).runs) {
    if (startedAtUnixMs >= beforeUnixMs) continue;
    count += 1;
    firstAtUnixMs = Math.min(firstAtUnixMs, startedAtUnixMs);
  }
  return { count, firstAtUnixMs };
}

function cellsOf(latencies: Latencies | undefined): [count: string, p99: string] {
  if (latencies === undefined) return ['–', '–'];
  return [latencies.count.toLocaleString('en-US'), shown(latencies.p99Seconds)];
}

/** Three digits, as the report has them. */
function shown(seconds: number): string {
  const [scaled, unit] =
    seconds >= 1 ? [seconds, 's'] : seconds >= 0.001 ? [seconds * 1e3, 'ms'] : [seconds * 1e6, 'µs'];
  return `${scaled.toPrecision(3)} ${unit}`;
}

/** The first column to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => (row[i] as string).length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [head, rule, ...rows].map(line).join('\n');
}
