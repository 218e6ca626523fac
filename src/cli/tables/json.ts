/** Answers for programs, in the words of the REST API: times in seconds since 1970, `null` where nothing is known. */
import type { StoreRow } from '../../store/index.ts';
import type { UnixRange } from '../sources/options.ts';

export function jsonOf({ range, rows }: { readonly range: UnixRange; readonly rows: readonly StoreRow[] }) {
  return {
    start_time: seconds(range.startTime),
    end_time: seconds(range.endTime),
    rows: rows.map(jsonRow),
  };
}

export function seconds(unixMs: number | undefined): number | null {
  return unixMs === undefined || !Number.isFinite(unixMs) ? null : unixMs / 1000;
}

function jsonRow({ startedAtUnixMs, endedAtUnixMs, observedSeconds, ...row }: StoreRow) {
  return {
    start_time: seconds(startedAtUnixMs),
    end_time: seconds(endedAtUnixMs),
    observed_seconds: observedSeconds,
    ...row,
  };
}
