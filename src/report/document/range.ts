/** Which time a report is about, for a reader. */

/** `2026-01-02 03:04:05 to 03:04:07 UTC`: in one zone, so that all read the same. Undefined where nothing is known. */
export function rangeText(startUnixMs: number, endUnixMs: number): string | undefined {
  const end = dayAndTime(endUnixMs);
  if (end === undefined) return undefined;
  const start = dayAndTime(startUnixMs);
  if (start === undefined) return `until ${end.join(' ')} UTC`;
  return `${start.join(' ')} to ${start[0] === end[0] ? end[1] : end.join(' ')} UTC`;
}

function dayAndTime(unixMs: number): readonly [day: string, time: string] | undefined {
  const date = new Date(unixMs);
  if (Number.isNaN(date.getTime())) return undefined;
  const [day, time] = date.toISOString().split('T') as [string, string];
  return [day, time.slice(0, 8)];
}
