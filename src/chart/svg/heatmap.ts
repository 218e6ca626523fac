/** A heatmap: one picture of points for all its cells, however many, and lines over it. */
import { encodeBase64 } from '../../base64.ts';
import { formatMeasurement } from '../look/format.ts';
import { HEAT_SCALE, HEAT_STEPS, heatOf } from '../look/heat-scale.ts';
import { textWidth } from '../look/text-width.ts';
import type { HeatmapChart } from '../model.ts';
import { encodePng } from '../raster/png.ts';
import { element, type Markup } from './element.ts';
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
import { clipPath, linePath, middlesOf } from './lines.ts';
import { markLines } from './marks.ts';
import { type Entry, endLabels, endLabelsWidth, lastOf } from './names.ts';
import { axisTitle, numberScale } from './scales.ts';
import { timeScale } from './time-scale.ts';

/** Under each line: it is seen on any colour. */
const HALO = { width: 4, opacity: 0.55 };

/** Drawn in one colour over all the others: what tells them apart. */
const DASHES = [undefined, '6 3', '2 3'];

function dashesOf(i: number): { readonly dashes?: string } {
  const dashes = DASHES[i];
  return dashes === undefined ? {} : { dashes };
}

export function paintHeatmap(chart: HeatmapChart, canvas: Canvas, room: Box): Markup[] {
  const { bounds, lines, limits = [], positions, stepSeconds, x: xAxis, y: yAxis } = chart;
  const { ink, surface } = canvas.colors;
  const shown = lines.filter(({ isFaint }) => !isFaint);
  const entries = shown.map(({ label }, i): Entry => ({ label, color: ink, ...dashesOf(i) }));
  const rightPx = endLabelsWidth(entries, room);
  const values = [...bounds, ...lines.flatMap((one) => one.values), ...limits.map(({ value }) => value)];
  const draft = plotIn(room, 0, rightPx, 4);
  const plot = plotIn(room, labelsWidth(numberScale(yAxis, values, [draft.bottom, draft.top])), rightPx, 4);
  const y = numberScale(yAxis, values, [plot.bottom, plot.top]);
  const x = timeScale(xAxis, canvas.timeZone, [plot.left, plot.right]);
  const stepMs = stepSeconds * 1000;
  const [first, last] = [positions[0] as number, (positions.at(-1) as number) + stepMs];
  const [top, bottom] = [y.position(bounds.at(-1) as number), y.position(bounds[0] as number)];
  const at = middlesOf(positions, stepMs, x);
  const most = chart.counts.reduce((max, count) => Math.max(max, count), 0);
  const clip = `${canvas.idPrefix}plot`;
  const ends = shown.flatMap((one, i) => {
    const value = lastOf(one);
    return value === undefined ? [] : [{ ...(entries[i] as Entry), y: y.position(value) }];
  });
  return [
    sideTitle(axisTitle(yAxis), room, canvas),
    ...scaleLegend(most, plot, room, canvas),
    ...horizontalGrid(y, plot, canvas),
    ...bottomAxis(x, plot, x.title, canvas),
    clipPath(clip, plot),
    element(
      'g',
      { 'clip-path': `url(#${clip})` },
      element('image', {
        x: x.position(first),
        y: top,
        width: x.position(last) - x.position(first),
        height: bottom - top,
        preserveAspectRatio: 'none',
        'image-rendering': 'pixelated',
        href: `data:image/png;base64,${encodeBase64(rasterOf(chart, most))}`,
      }),
      ...lines.flatMap((one) => {
        const { dashes } = dashesOf(shown.indexOf(one));
        const paths = linePath(one, at, y, one.isFaint ? canvas.colors.muted : ink);
        const [halo] = linePath({ ...one, few: [] }, at, y, surface, HALO);
        return [halo as Markup, element('g', { 'stroke-dasharray': dashes }, ...paths)];
      }),
    ),
    ...markLines(limits, y, plot, canvas),
    ...(rightPx > 0 ? endLabels(ends, plot, canvas) : []),
  ];
}

/** A point for each cell, the highest row first. */
function rasterOf({ positions, bounds, counts }: HeatmapChart, most: number): Uint8Array {
  const [width, height] = [positions.length, bounds.length - 1];
  const pixels = new Uint8Array(width * height);
  for (const [i, count] of counts.entries()) {
    const [step, row] = [Math.floor(i / height), i % height];
    pixels[(height - 1 - row) * width + step] = heatOf(count, most);
  }
  return encodePng({ width, height, pixels, palette: HEAT_SCALE });
}

/** From one value to the most of them in a cell. */
function scaleLegend(most: number, plot: Box, room: Box, { colors }: Canvas): Markup[] {
  const [cells, width] = [8, 10];
  const words = `${formatMeasurement({ value: most, unit: 'count' })} in a cell`;
  const right = room.right;
  const left = right - textWidth(words, SIZES.small) - cells * width - 8;
  if (left < plot.left + 120) return [];
  const y = room.top + 8;
  return [
    text(left - 6, y, '1', colors.muted, { anchor: 'end', size: SIZES.small }),
    ...Array.from({ length: cells }, (_, i) => {
      const [red, green, blue, alpha] = HEAT_SCALE[
        1 + Math.round((i / (cells - 1)) * (HEAT_STEPS - 1))
      ] as (typeof HEAT_SCALE)[number];
      return element('rect', {
        x: left + i * width,
        y: y - 8,
        width,
        height: 9,
        fill: `rgb(${red},${green},${blue})`,
        'fill-opacity': (alpha / 255).toFixed(2),
      });
    }),
    text(right, y, words, colors.muted, { anchor: 'end', size: SIZES.small }),
  ];
}
