/** The parameters that many routes take, as the library's questions have them. */
import type { MetricsFilter } from '../../telemetry/index.ts';

/** In Unix seconds, half-open; either may be left out. */
export interface RangeParameters {
  readonly start_time?: number;
  readonly end_time?: number;
}

export interface FilterParameters {
  readonly model_id?: string;
  readonly operation_type?: string;
  readonly backend?: string;
  readonly status?: string;
  readonly category?: MetricsFilter['category'];
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a question of the library takes of them. Dates: milliseconds as numbers might be seconds by mistake, and are refused. */
export interface AskedRange {
  readonly startTime?: Date;
  readonly endTime?: Date;
}

/** Read from a request, where it does not end before it begins. */
export function rangeOf({ start_time: start, end_time: end }: RangeParameters): AskedRange {
  return {
    ...(start !== undefined && { startTime: dateOf(start) }),
    ...(end !== undefined && { endTime: dateOf(end) }),
  };
}

/** @param lastSeconds where neither end is given, the range is so much of the time up to now */
export function recentRangeOf(range: RangeParameters, nowUnixMs: number, lastSeconds: number): AskedRange {
  const isOpen = range.start_time === undefined && range.end_time === undefined;
  return isOpen ? { startTime: new Date(nowUnixMs - lastSeconds * 1000) } : rangeOf(range);
}

export function filterOf(parameters: FilterParameters): MetricsFilter {
  const { model_id: modelId, operation_type: operationType, backend: backendType } = parameters;
  const { status, category, labels } = parameters;
  const filter = { modelId, operationType, backendType, status, category, labels };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** To the millisecond: intervals begin and end by whole ones. */
function dateOf(seconds: number): Date {
  return new Date(Math.ceil(seconds * 1000));
}

/** Unix seconds; null where nothing is known, or a range is open. */
export function unixSeconds(unixMs: number | Date | undefined): number | null {
  const seconds = Number(unixMs) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}
