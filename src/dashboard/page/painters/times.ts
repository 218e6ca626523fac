/** Times as the reader's clock has them. */

const DAY_MS = 86_400_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  hour12: false,
});
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

/** `Europe/Berlin, UTC+1`. */
export function zoneName(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const minutes = -new Date().getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset = `UTC${minutes === 0 ? '' : `${minutes < 0 ? '-' : '+'}${hours}${rest ? `:${rest}` : ''}`}`;
  return !timeZone || timeZone === 'UTC' ? offset : `${timeZone.replaceAll('_', ' ')}, ${offset}`;
}

/** As short as ticks that are this far apart can be told by. */
export function tickTime(unixMs: number, stepMs: number): string {
  if (stepMs >= DAY_MS) return day.format(unixMs);
  const text = stepMs < 60_000 ? clockWithSeconds.format(unixMs) : clock.format(unixMs);
  return /^(00|24):00(:00)?$/.test(text) ? day.format(unixMs) : text;
}

/** To the second; with the day where it is not today. */
export function exactTime(unixMs: number): string {
  const text = clockWithSeconds.format(unixMs);
  return new Date(unixMs).toDateString() === new Date().toDateString()
    ? text
    : `${day.format(unixMs)} ${text}`;
}
