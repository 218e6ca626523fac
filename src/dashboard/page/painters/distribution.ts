/** How often values were how large, as outlines. */
import uPlot from 'uplot';
import type { DistributionChart, NumberAxis } from '../../../chart/looks.ts';
import { drawEndLabels } from './end-labels.ts';
import { colorOf, withAlpha } from './look.ts';
import { drawMarks } from './marks.ts';
import { type Easel, numberXAxis, numberYAxis, type Painting, xScale, yScale } from './painting.ts';
import { rangeOf } from './ranges.ts';

export const SHARES: NumberAxis = { scale: 'linear', label: 'share', unit: 'ratio' };

export function paintDistribution(chart: DistributionChart, easel: Easel): Painting {
  const { look, memory } = easel;
  const { x, outlines, marks } = chart;
  const positions = allBounds(chart);
  const values = outlines.map((outline) => positions.map((at) => shareAt(outline, at)));
  const [first, last] = rangeOf('x', x, positions, memory);
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return {
    data: [positions, ...values] as never,
    series: [
      {},
      ...outlines.map(({ color }, i) => ({
        stroke: colorOf(look, color),
        width: 1.75,
        fill: i === 0 ? withAlpha(colorOf(look, color), 0.14) : undefined,
        paths: stepped,
        points: { show: false },
      })),
    ],
    scales: { x: xScale(x, first, last), y: yScale(SHARES, rangeOf('y', SHARES, values.flat(), memory)) },
    axes: [numberXAxis(x, easel), numberYAxis(SHARES, easel)],
    over: (plot) => {
      drawMarks(plot, marks, look, x);
      const lines = outlines.map(({ label, color }) => ({ label, color, values: [] }));
      const swatch = (i: number) => ({ color: colorOf(look, (lines[i] as { color: number }).color) });
      if (lines.length > 1) drawEndLabels(plot, lines, { firstSeries: 1, look, swatch });
    },
  };
}

/** Of all outlines together: between two of them, each is constant. */
function allBounds({ outlines, x }: DistributionChart): number[] {
  const bounds = new Set(outlines.flatMap(({ bounds }) => bounds));
  return [...bounds].filter((bound) => x.scale === 'linear' || bound > 0).sort((a, b) => a - b);
}

/** Of the bucket that begins at or before a value; outside of all of them it is 0. */
export function shareAt({ bounds, shares }: DistributionChart['outlines'][number], at: number): number {
  const bucket = bounds.findLastIndex((bound) => bound <= at);
  return shares[bucket] ?? 0;
}
