/** Times as people read them, in UTC as everything here is. */

export function shownTime(unixMs: number): string {
  return Number.isFinite(unixMs) ? new Date(unixMs).toISOString().slice(0, 19).replace('T', ' ') : '–';
}

/** `2026-11-29 18:00:00 to 19:00:00 UTC`: the day once where it is one. */
export function shownRange(startUnixMs: number, endUnixMs: number): string {
  const [start, end] = [shownTime(startUnixMs), shownTime(endUnixMs)];
  return `${start} to ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end} UTC`;
}

/** The time of a step: with its day where steps are of several. */
export function shownStep(unixMs: number, isOfOneDay: boolean): string {
  return isOfOneDay ? shownTime(unixMs).slice(11) : shownTime(unixMs).slice(0, 16);
}
