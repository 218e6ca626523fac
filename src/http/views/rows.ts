/** Rows of a question, as the wire has them: in snake_case, times in Unix seconds. */
import type { StoreRow } from '../../store/inner.ts';

export function rowJson(row: StoreRow) {
  const { startedAtUnixMs, endedAtUnixMs, observedSeconds, metric, kind, unit, member, labels, overflow, ...figures } = row;
  return {
    start_time: startedAtUnixMs / 1000,
    end_time: endedAtUnixMs / 1000,
    observed_seconds: observedSeconds,
    ...{ metric, kind, unit },
    ...(member !== undefined && { member }),
    labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)])),
    overflow,
    ...figures,
  };
}
