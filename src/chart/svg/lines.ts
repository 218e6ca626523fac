/** Lines and areas over time or over any number. */
import { area, line } from 'd3-shape';
import type { Area, Line, LineChart, Mark } from '../model.ts';
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
import { type Entry, endLabels, endLabelsWidth, lastOf, legend } from './names.ts';
import { axisTitle, numberScale, type Scale } from './scales.ts';
import { type TimeScale, timeScale } from './time-scale.ts';

/** Of what is of the range before. */
export const DASHED = '4 3';

export function paintLines(chart: LineChart, canvas: Canvas, room: Box): Markup[] {
  const { x: xAxis, y: yAxis, lines, areas, marks } = chart;
  const { palette } = canvas.colors;
  const entries = lines
    .filter(({ isFaint, isDashed }) => !isFaint || isDashed)
    .map((one): Entry & { readonly line: Line } => ({
      line: one,
      label: one.label,
      color: colorOf(one.color, canvas),
      ...(one.isDashed && { dashes: DASHED }),
    }));
  const rightPx = endLabelsWidth(entries, room);
  const named = rightPx > 0 ? { markup: [], heightPx: 0 } : legend(entries, room, canvas);
  const values = [
    ...lines.flatMap((one) => one.values),
    ...areas.flatMap(({ low, high }) => [...low, ...high]),
    ...marks.map(({ value }) => value),
  ];
  // The width of its labels decides where an axis is: they are known before it is placed.
  const draft = plotIn(room, 0, rightPx, named.heightPx);
  const leftPx = labelsWidth(numberScale(yAxis, values, [draft.bottom, draft.top]));
  const plot = plotIn(room, leftPx, rightPx, named.heightPx);
  const y = numberScale(yAxis, values, [plot.bottom, plot.top]);
  const x = xScale(chart, plot, canvas);
  const shift = xAxis.scale === 'time' ? ((chart.stepSeconds ?? 0) * 1000) / 2 : 0;
  const at = chart.positions.map((position) => x.position(position + shift));
  const clip = `${canvas.idPrefix}plot`;
  const ends = entries.flatMap(({ line: one, ...entry }) => {
    const last = lastOf(one);
    return last === undefined ? [] : [{ ...entry, y: y.position(last) }];
  });
  return [
    sideTitle(axisTitle(yAxis), room, canvas),
    ...named.markup,
    ...horizontalGrid(y, plot, canvas),
    ...bottomAxis(x, plot, titleOf(chart, x), canvas),
    clipPath(clip, plot),
    element(
      'g',
      { 'clip-path': `url(#${clip})` },
      ...areas.map((one) => areaPath(one, at, y, palette[one.color % palette.length] as string)),
      ...marks.flatMap((mark) => markLine(mark, y, plot, canvas)),
      ...[...lines]
        .sort((a, b) => Number(b.isFaint ?? false) - Number(a.isFaint ?? false))
        .flatMap((one) => linePath(one, at, y, colorOf(one.color, canvas))),
    ),
    ...(rightPx > 0 ? endLabels(ends, plot, canvas) : []),
  ];
}

export function colorOf(color: number, { colors: { palette } }: Canvas): string {
  return palette[color % palette.length] as string;
}

function xScale({ x, positions }: LineChart, plot: Box, { timeZone }: Canvas): Scale | TimeScale {
  const range = [plot.left, plot.right] as const;
  if (x.scale === 'time') return timeScale(x, timeZone, range);
  return numberScale({ ...x, scale: 'linear' }, positions, range);
}

function titleOf({ x }: LineChart, scale: Scale | TimeScale): string {
  return x.scale === 'time' ? (scale as TimeScale).title : axisTitle(x);
}

/** What is before or after the range that was asked for is not drawn. */
export function clipPath(id: string, { left, right, top, bottom }: Box): Markup {
  return element(
    'clipPath',
    { id },
    element('rect', { x: left, y: top - 4, width: right - left, height: bottom - top + 8 }),
  );
}

/** Broken where nothing is known; a value between two gaps is a dot. */
export function linePath(
  { values, isFaint, isDashed, spansGaps }: Line,
  at: readonly number[],
  y: Scale,
  stroke: string,
): Markup[] {
  const points = values.map((value, i) => [at[i] as number, value] as const);
  const drawn = spansGaps ? points.filter(([, value]) => Number.isFinite(value)) : points;
  const path = line<readonly [number, number]>()
    .defined(([, value]) => Number.isFinite(value))
    .x(([x]) => x)
    .y(([, value]) => y.position(value))
    .digits(1);
  const isAlone = (i: number) => ![drawn[i - 1], drawn[i + 1]].some((beside) => Number.isFinite(beside?.[1]));
  const dots = drawn.flatMap(([x, value], i) =>
    Number.isFinite(value) && isAlone(i)
      ? [
          element('circle', {
            cx: x,
            cy: y.position(value),
            r: 2.5,
            fill: stroke,
            opacity: isFaint ? 0.5 : undefined,
          }),
        ]
      : [],
  );
  return [
    element('path', {
      d: path(drawn) ?? '',
      fill: 'none',
      stroke,
      'stroke-width': isFaint ? 1 : 1.75,
      'stroke-linejoin': 'round',
      'stroke-dasharray': isDashed ? DASHED : undefined,
      opacity: isFaint ? (isDashed ? 0.8 : 0.35) : undefined,
    }),
    ...dots,
  ];
}

function areaPath({ low, high }: Area, at: readonly number[], y: Scale, fill: string): Markup {
  const path = area<number>()
    .defined((i) => Number.isFinite(low[i]) && Number.isFinite(high[i]))
    .x((i) => at[i] as number)
    .y0((i) => y.position(low[i] as number))
    .y1((i) => y.position(high[i] as number))
    .digits(1);
  return element('path', { d: path(at.map((_, i) => i)) ?? '', fill, opacity: 0.12 });
}

function markLine({ label, value }: Mark, y: Scale, plot: Box, { colors }: Canvas): Markup[] {
  const at = Math.round(y.position(value)) + 0.5;
  return [
    element('path', {
      d: `M${plot.left} ${at}H${plot.right}`,
      stroke: colors.muted,
      'stroke-dasharray': '2 3',
    }),
    text(plot.right - 4, at - 4, label, colors.muted, { anchor: 'end', size: SIZES.small }),
  ];
}
