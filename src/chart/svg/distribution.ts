/** How often values were how large: outlines over one another. */
import type { DistributionChart } from '../model.ts';
import { element, type Markup, pixels } from './element.ts';
import {
  type Box,
  bottomAxis,
  type Canvas,
  horizontalGrid,
  labelsWidth,
  plotIn,
  SIZES,
  sideTitle,
  text,
} from './frame.ts';
import { clipPath, colorOf, DASHED } from './lines.ts';
import { type Entry, legend } from './names.ts';
import { axisTitle, numberScale, type Scale } from './scales.ts';

const LINE_PX = 13;

export function paintDistribution(chart: DistributionChart, canvas: Canvas, room: Box): Markup[] {
  const { outlines, marks, x: xAxis } = chart;
  const { colors } = canvas;
  const entries = outlines.map(
    ({ label, color, isDashed }): Entry => ({
      label,
      color: colorOf(color, canvas),
      ...(isDashed && { dashes: DASHED }),
    }),
  );
  const named = entries.length > 1 ? legend(entries, room, canvas) : { markup: [], heightPx: 0 };
  const shares = [0, ...outlines.flatMap((one) => one.shares)];
  const yAxis = { scale: 'linear', label: 'share of all', unit: 'ratio' } as const;
  const marksPx = marks.length * LINE_PX;
  const plot = plotIn(room, labelsWidth(numberScale(yAxis, shares, [1, 0])), 0, named.heightPx);
  const y = numberScale(yAxis, shares, [plot.bottom, plot.top + marksPx]);
  const x = numberScale(xAxis, [...outlines.flatMap(({ bounds }) => bounds)], [plot.left, plot.right]);
  const clip = `${canvas.idPrefix}plot`;
  return [
    sideTitle('share of all', room, canvas),
    ...named.markup,
    ...horizontalGrid(y, plot, canvas),
    ...bottomAxis(x, plot, axisTitle(xAxis), canvas),
    clipPath(clip, plot),
    element(
      'g',
      { 'clip-path': `url(#${clip})` },
      ...outlines.flatMap(({ bounds, shares: own, color, isDashed }) => {
        const d = outlineOf(bounds, own, x, y, plot.bottom);
        const stroke = colorOf(color, canvas);
        return [
          ...(isDashed
            ? []
            : [element('path', { d: `${d}Z`, fill: stroke, opacity: outlines.length > 1 ? 0.12 : 0.3 })]),
          element('path', {
            d,
            fill: 'none',
            stroke,
            'stroke-width': 1.5,
            'stroke-dasharray': isDashed ? DASHED : undefined,
          }),
        ];
      }),
    ),
    ...marks.flatMap(({ label, value }, i) => {
      const at = Math.round(x.position(value)) + 0.5;
      const isAtEnd = at > plot.right - 60;
      const labelY = plot.top + i * LINE_PX + 9;
      return [
        element('path', {
          d: `M${at} ${labelY - 8}V${plot.bottom}`,
          stroke: colors.ink,
          'stroke-dasharray': '2 3',
        }),
        text(at + (isAtEnd ? -5 : 5), labelY, label, colors.ink, {
          size: SIZES.small,
          halo: colors.surface,
          ...(isAtEnd && { anchor: 'end' }),
        }),
      ];
    }),
  ];
}

/** Steps: what is known is how many lie between two bounds, and nothing finer. */
function outlineOf(
  bounds: readonly number[],
  shares: readonly number[],
  x: Scale,
  y: Scale,
  bottom: number,
): string {
  const path = [`M${pixels(x.position(bounds[0] as number))} ${pixels(bottom)}`];
  for (const [i, share] of shares.entries()) {
    path.push(`V${pixels(y.position(share))}H${pixels(x.position(bounds[i + 1] as number))}`);
  }
  return `${path.join('')}V${pixels(bottom)}`;
}
