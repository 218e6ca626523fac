/** Where a line is of few values, it is fainter. */
import type uPlot from 'uplot';
import type { Line } from '../../../chart/looks.ts';
import { withAlpha } from './look.ts';

/** Of what is chance: as little of its colour as can still be seen. */
const CHANCE_ALPHA = 0.4;

/** What a line is drawn with: its colour, faded from and to each position that has few values. */
export function strokeOf({ few, values }: Line, color: string): uPlot.Series.Stroke {
  if (few === undefined || few.length === 0) return color;
  const faded = withAlpha(color, CHANCE_ALPHA);
  if (few.length >= values.filter((value) => value !== null).length) return faded;
  return (plot) => {
    const { left, width } = plot.bbox;
    const gradient = plot.ctx.createLinearGradient(left, 0, left + width, 0);
    const positions = plot.data[0];
    const placeOf = (i: number) => {
      const at = positions[Math.min(positions.length - 1, Math.max(0, i))] as number;
      return Math.min(1, Math.max(0, (plot.valToPos(at, 'x', true) - left) / width));
    };
    for (const [from, to] of neighbours(few)) {
      const [begin, end] = [placeOf(from - 1), placeOf(to + 1)];
      gradient.addColorStop(begin, color);
      gradient.addColorStop(begin, faded);
      gradient.addColorStop(end, faded);
      gradient.addColorStop(end, color);
    }
    return gradient;
  };
}

/** Those that follow one another, or leave one between them, as one. @param few ascending */
function neighbours(few: readonly number[]): (readonly [from: number, to: number])[] {
  const runs: [number, number][] = [];
  for (const i of few) {
    const last = runs.at(-1);
    if (last && i - last[1] <= 2) last[1] = i;
    else runs.push([i, i]);
  }
  return runs;
}
