/** The colours of charts on a terminal of 24 bits; letters and shades where there are none. */
import { HEAT_SCALE, heatOf, PALETTE } from '../../chart/index.ts';
import type { Paint } from '../terminal/style.ts';

/** Terminals are dark more often than not, and these are read on light ones, too. */
const COLORS = PALETTE.dark;

export function paintOf(color: number): Paint {
  const hex = COLORS[color % COLORS.length] as string;
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return foreground([channel(1), channel(3), channel(5)]);
}

type Rgb = readonly [red: number, green: number, blue: number];

function foreground([red, green, blue]: Rgb): Paint {
  return (text) => `\x1b[38;2;${red};${green};${blue}m${text}\x1b[39m`;
}

/** Two counts, one over the other, in one cell. */
export function heatCell(upper: number, lower: number, most: number): string {
  const [above, below] = [heatColor(upper, most), heatColor(lower, most)];
  if (above === undefined && below === undefined) return ' ';
  if (above === undefined) return foreground(below as Rgb)('▄');
  if (below === undefined) return foreground(above)('▀');
  const [red, green, blue] = below;
  return `\x1b[48;2;${red};${green};${blue}m${foreground(above)('▀')}\x1b[49m`;
}

/** Undefined for nothing. */
function heatColor(count: number, most: number): Rgb | undefined {
  const [red = 0, green = 0, blue = 0, alpha = 0] = HEAT_SCALE[heatOf(count, most)] ?? [];
  if (alpha === 0) return undefined;
  return [red, green, blue].map((channel) => Math.round((channel * alpha) / 255)) as unknown as Rgb;
}

const SHADES = [' ', '·', '░', '▒', '▓', '█'] as const;

/** By the logarithm, as colours are. */
export function shadeOf(count: number, most: number): string {
  if (!(count > 0)) return SHADES[0];
  const share = most <= 1 ? 1 : Math.log(count) / Math.log(most);
  return SHADES[1 + Math.round(share * (SHADES.length - 2))] as string;
}

/** What a line is drawn with where there are no colours. */
export function letterOf(index: number): string {
  return 'abcdefghijklmnopqrstuvwxyz'.charAt(index % 26);
}
