import { integerOption, requireOptionNames } from '../base/options.ts';
import { type BucketSnapshot, validOf } from '../layouts.ts';
import { positionOn, ticksOf } from './axis.ts';
import { countLabel, quantileLabel, valueLabel } from './label.ts';
import { type Profile, profileOf, RENDER_OPTIONS, type RenderOptions } from './profile.ts';

export interface TerminalOptions extends RenderOptions {
  /** Columns, 20 to 500; 72 if left out. */
  readonly width?: number;
  /** Lines of bars, 1 to 100; 8 if left out. */
  readonly height?: number;
}

/** A line filled from below by so many eighths. */
const BLOCKS = ' ▁▂▃▄▅▆▇█';

/**
 * The distribution as a picture of Unicode blocks, with an axis, the quantiles and a line of totals. No colours and
 * no control characters, so that it can go into a log as well.
 *
 * @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND
 * @example
 * console.log(toTerminal(latency.snapshot(), { title: 'Inference', unit: 'seconds' }));
 */
export function toTerminal(given: BucketSnapshot, options: TerminalOptions = {}): string {
  requireOptionNames(options, ['width', 'height', ...RENDER_OPTIONS]);
  const width = integerOption('width', options.width ?? 72, 20, 500);
  const height = integerOption('height', options.height ?? 8, 1, 100);
  const { title, unit = '1' } = options;
  const snapshot = validOf(given);
  const profile = profileOf(snapshot, width, options);
  const lines = title === undefined ? [] : [title];
  if (!profile) return [...lines, 'no values'].join('\n');
  const { axis, marks } = profile;
  const columnOf = (value: number) => Math.round(positionOn(axis, value) * (width - 1));
  const ticks = ticksOf(axis, Math.floor(width / 10), unit === 'bytes').map((tick) => ({
    column: columnOf(tick),
    text: valueLabel(tick, unit),
  }));
  const ruler = Array.from({ length: width }, (_, i) =>
    ticks.some(({ column }) => column === i) ? '┬' : '─',
  );
  const pointers = marks.map(({ q, value }) => ({ column: columnOf(value), text: `▾${quantileLabel(q)}` }));
  lines.push(
    placed(pointers, width, 0),
    ...barsOf(profile, height),
    ruler.join(''),
    placed(ticks, width, 0.5),
    totalsOf(snapshot, profile, unit),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

function barsOf({ bins }: Profile, height: number): string[] {
  const most = Math.max(...bins);
  // What holds a value shows, however little it is.
  const eighths = bins.map((count) => (count > 0 ? Math.max(1, Math.round((count / most) * height * 8)) : 0));
  return Array.from({ length: height }, (_, line) => {
    const below = (height - 1 - line) * 8;
    return eighths.map((full) => BLOCKS[Math.min(8, Math.max(0, full - below))]).join('');
  });
}

function totalsOf(
  snapshot: BucketSnapshot,
  { marks, underAxis }: Profile,
  unit: TerminalOptions['unit'],
): string {
  const label = (value: number) => valueLabel(value, unit ?? '1');
  const { count, sum, min, max } = snapshot;
  const parts = [
    countLabel(count),
    `min ${label(min)}`,
    `mean ${label(sum / count)}`,
    ...marks.map(({ q, value }) => `${quantileLabel(q)} ${label(value)}`),
    `max ${label(max)}`,
  ];
  if (underAxis > 0) parts.push(`${countLabel(underAxis)} at or under 0 not drawn`);
  return parts.join('  ');
}

interface Placed {
  readonly column: number;
  readonly text: string;
}

/** The texts at their columns, `anchor` of each to the left of it; what would run into the one before is left out. */
function placed(texts: readonly Placed[], width: number, anchor: number): string {
  let line = '';
  for (const { column, text } of texts) {
    const start = Math.max(0, Math.min(column - Math.floor(text.length * anchor), width - text.length));
    if (line === '' || start > line.length) line = line.padEnd(start) + text;
  }
  return line;
}
