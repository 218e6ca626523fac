/** Lines and areas over time or over any number. */
import { area, line } from 'd3-shape';
import type { Area, Line, LineChart } from '../model.ts';
import { element, type Markup } from './element.ts';
import {
  type Box,
  bottomAxis,
  type Canvas,
  horizontalGrid,
  labelsWidth,
  plotIn,
  sideTitle,
} from './frame.ts';
import { markLines } from './marks.ts';
import { type Entry, endLabels, endLabelsWidth, lastOf, legend } from './names.ts';
import { axisTitle, numberScale, type Scale } from './scales.ts';
import { type TimeScale, timeScale } from './time-scale.ts';

/** Of what is of the range before. */
export const DASHED = '4 3';

export function paintLines(chart: LineChart, canvas: Canvas, room: Box): Markup[] {
  const { x: xAxis, y: yAxis, lines, areas } = chart;
  const marks = [...chart.marks, ...(chart.limits ?? [])];
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
  const stepMs = xAxis.scale === 'time' ? (chart.stepSeconds ?? 0) * 1000 : 0;
  const at = middlesOf(chart.positions, stepMs, x);
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
      ...[...lines]
        .sort((a, b) => Number(b.isFaint ?? false) - Number(a.isFaint ?? false))
        .flatMap((one) => linePath(one, at, y, colorOf(one.color, canvas))),
    ),
    ...markLines(marks, y, plot, canvas),
    ...(rightPx > 0 ? endLabels(ends, plot, canvas) : []),
  ];
}

/** In the middle of each step, of as much of it as the axis shows. */
export function middlesOf(
  positions: readonly number[],
  stepMs: number,
  { low, high, position }: Scale,
): number[] {
  return positions.map((from) => {
    if (stepMs === 0) return position(from);
    return position((Math.max(from, low) + Math.min(from + stepMs, high)) / 2);
  });
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

interface Stroke {
  readonly width?: number;
  readonly opacity?: number;
}

/** Of what is chance: as little of its colour as can still be seen. */
const CHANCE_OPACITY = 0.4;

/** Broken where nothing is known; a value between two gaps is a dot; fainter where it is of few values. */
export function linePath(
  { values, isFaint, isDashed, spansGaps, few = [] }: Line,
  at: readonly number[],
  y: Scale,
  stroke: string,
  { width = isFaint ? 1 : 1.75, opacity = isFaint ? (isDashed ? 0.8 : 0.35) : undefined }: Stroke = {},
): Markup[] {
  const chance = new Set(few);
  const points = values.map((value, i) => ({ x: at[i] as number, value, isChance: chance.has(i) }));
  const drawn = spansGaps ? points.filter(({ value }) => Number.isFinite(value)) : points;
  const isKnown = (i: number) => Number.isFinite(drawn[i]?.value);
  const isSure = (i: number) => isKnown(i) && !drawn[i]?.isChance;
  const path = (isDrawn: (i: number) => boolean) =>
    line<number>()
      .defined(isDrawn)
      .x((i) => drawn[i]?.x as number)
      .y((i) => y.position(drawn[i]?.value as number))
      .digits(1)(drawn.map((_, i) => i)) ?? '';
  const faded = opacity === undefined ? CHANCE_OPACITY : opacity * CHANCE_OPACITY;
  const stroked = (d: string, strokeOpacity: number | undefined) =>
    element('path', {
      d,
      fill: 'none',
      stroke,
      'stroke-width': width,
      'stroke-linejoin': 'round',
      'stroke-dasharray': isDashed ? DASHED : undefined,
      'stroke-opacity': strokeOpacity === undefined ? undefined : `${strokeOpacity}`,
    });
  const dots = drawn.flatMap(({ x, value, isChance }, i) =>
    isKnown(i) && !isKnown(i - 1) && !isKnown(i + 1)
      ? [
          element('circle', {
            cx: x,
            cy: y.position(value),
            r: 2.5,
            fill: stroke,
            'fill-opacity': isFaint || isChance ? '0.5' : undefined,
          }),
        ]
      : [],
  );
  if (few.length === 0) return [stroked(path(isKnown), opacity), ...dots];
  // From and to a value of few, a line is as faint as that is.
  const isChancy = (i: number) => isKnown(i) && isKnown(i + 1) && !(isSure(i) && isSure(i + 1));
  const chancy = piecesOf(drawn.length, isChancy).map(([from, to]) => path((i) => i >= from && i <= to));
  return [stroked(path(isSure), opacity), stroked(chancy.join(''), faded), ...dots];
}

/** Where pieces of a line begin and end. @param isIn whether the piece from a position to the next one is of them */
function piecesOf(length: number, isIn: (i: number) => boolean): (readonly [from: number, to: number])[] {
  const pieces: (readonly [number, number])[] = [];
  let from = -1;
  for (let i = 0; i < length; i++) {
    if (isIn(i) && from < 0) from = i;
    if (!isIn(i) && from >= 0) {
      pieces.push([from, i]);
      from = -1;
    }
  }
  return pieces;
}

/** One position alone has no area. */
function areaPath({ low, high }: Area, at: readonly number[], y: Scale, fill: string): Markup {
  const isKnown = (i: number) => Number.isFinite(low[i]) && Number.isFinite(high[i]);
  const path = area<number>()
    .defined((i) => isKnown(i) && (isKnown(i - 1) || isKnown(i + 1)))
    .x((i) => at[i] as number)
    .y0((i) => y.position(low[i] as number))
    .y1((i) => y.position(high[i] as number))
    .digits(1);
  return element('path', { d: path(at.map((_, i) => i)) ?? '', fill, 'fill-opacity': '0.12' });
}
