/** Where moments lie on an axis, and which of them are named, in UTC or in a zone of the reader's. */
import { scaleUtc } from 'd3-scale';
import { utcFormat } from 'd3-time-format';
import type { TimeAxis } from '../model.ts';
import { MAX_TICKS, type Range, type Scale, type Tick } from './scales.ts';

export interface TimeScale extends Scale {
  /** The day, and the zone: `29 November 2026, UTC`. */
  readonly title: string;
}

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];

const seconds = utcFormat('%H:%M:%S');
const minutes = utcFormat('%H:%M');
const day = utcFormat('%-d %b');
const month = utcFormat('%b %Y');
const year = utcFormat('%Y');
const wholeDay = utcFormat('%-d %B %Y');

/** @param timeZone of IANA: `Europe/Berlin`. @throws RangeError for one that nobody knows */
export function timeScale({ startUnixMs, endUnixMs }: TimeAxis, timeZone: string, range: Range): TimeScale {
  // One moment alone is in the middle of a minute.
  const isMoment = !(endUnixMs > startUnixMs);
  const [from, to] = isMoment
    ? [startUnixMs - MINUTE_MS / 2, startUnixMs + MINUTE_MS / 2]
    : [startUnixMs, endUnixMs];
  const offsetMs = offsetsOf(timeZone);
  const scale = scaleUtc([from, to], [...range]);
  // In the zone's own time, as if it were UTC: round hours there are round hours here.
  const local = scaleUtc([from + offsetMs(from), to + offsetMs(to)], [...range]);
  const count = Math.max(2, Math.min(MAX_TICKS, Math.floor(Math.abs(range[1] - range[0]) / 72)));
  const ticks = ticksOf(local, count);
  const stepMs = ticks.length > 1 ? Number(ticks[1]) - Number(ticks[0]) : MINUTE_MS;
  return {
    position: (unixMs) => scale(unixMs),
    ticks: ticks.map((tick): Tick => {
      const localMs = Number(tick);
      const value = localMs - offsetMs(localMs - offsetMs(from));
      return { value, label: labelOf(tick, stepMs) };
    }),
    low: from,
    high: to,
    title: `${daysOf(local.domain() as [Date, Date])}, ${timeZone}`,
  };
}

function ticksOf(scale: { ticks(count: number): Date[] }, most: number): Date[] {
  for (let count = most; count > 1; count--) {
    const ticks = scale.ticks(count);
    if (ticks.length <= most) return ticks;
  }
  return scale.ticks(2).slice(0, most);
}

function labelOf(tick: Date, stepMs: number): string {
  if (stepMs >= 360 * DAY_MS) return year(tick);
  if (stepMs >= 27 * DAY_MS) return month(tick);
  if (stepMs >= DAY_MS || Number(tick) % DAY_MS === 0) return day(tick);
  return stepMs < MINUTE_MS ? seconds(tick) : minutes(tick);
}

function daysOf([from, to]: readonly [Date, Date]): string {
  const [first, last] = [wholeDay(from), wholeDay(to)];
  return first === last ? first : `${first} to ${last}`;
}

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offsetsOf(timeZone: string): (unixMs: number) => number {
  if (timeZone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    },
  });
  return (unixMs) => {
    const parts = new Map(format.formatToParts(unixMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const local = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return local - Math.floor(unixMs / 1000) * 1000;
  };
}
