/** Courses over time, over epochs, over any number. */
import type uPlot from 'uplot';
import type { Line, LineChart } from '../../../chart/looks.ts';
import { strokeOf } from './chance.ts';
import { drawEndLabels } from './end-labels.ts';
import { colorOf, type Look, withAlpha } from './look.ts';
import { drawMarks } from './marks.ts';
import {
  type Easel,
  numberXAxis,
  numberYAxis,
  type Painting,
  timeAxis,
  timeScale,
  xScale,
  yScale,
} from './painting.ts';
import { rangeOf } from './ranges.ts';

export function paintLines(chart: LineChart, easel: Easel): Painting {
  const { look, memory } = easel;
  const { x, y, lines, areas } = chart;
  const marks = [...chart.marks, ...(chart.limits ?? [])];
  const positions = linePositions(chart);
  const values = [...lines.flatMap((line) => line.values), ...areas.flatMap(({ high }) => high)];
  const range = rangeOf('y', y, [...values, ...marks.map(({ value }) => value)], memory);
  // Those behind are painted first.
  const ordered = [...lines].sort((a, b) => Number(b.isFaint ?? false) - Number(a.isFaint ?? false));
  return {
    data: [
      positions,
      ...ordered.map(({ values }) => values),
      ...areas.flatMap(({ high, low }) => [high, low]),
    ] as never,
    series: [{}, ...ordered.map((line) => seriesOf(line, look)), ...areas.flatMap(() => [BOUND, BOUND])],
    bands: areas.map(({ color }, i) => ({
      series: [1 + lines.length + 2 * i, 2 + lines.length + 2 * i],
      fill: withAlpha(colorOf(look, color), 0.16),
    })),
    scales: { x: xScaleOf(chart, positions, easel), y: yScale(y, range) },
    axes: [x.scale === 'time' ? timeAxis(easel) : numberXAxis(x, easel), numberYAxis(y, easel)],
    over: (plot) => {
      drawMarks(plot, marks, look);
      const swatch = (i: number) => ({ color: colorOf(look, (ordered[i] as Line).color) });
      drawEndLabels(plot, ordered, { firstSeries: 1, look, swatch });
    },
  };
}

function xScaleOf({ x }: LineChart, positions: readonly number[], easel: Easel): uPlot.Scale {
  if (x.scale === 'time') return timeScale(easel);
  const [first = 0, last = first] = [positions[0], positions.at(-1)];
  return first < last ? xScale(x, first, last) : xScale(x, first - 0.5, first + 0.5);
}

/** The course through the middle of each step, since its value is that of the whole step. */
export function linePositions({
  x,
  positions,
  stepSeconds = 0,
}: Pick<LineChart, 'positions' | 'stepSeconds'> & { x: LineChart['x'] }): number[] {
  if (x.scale !== 'time') return [...positions];
  const half = stepSeconds * 500;
  return positions.map((position) => Math.min(x.endUnixMs, Math.max(x.startUnixMs, position + half)));
}

export function seriesOf(line: Line, look: Look): uPlot.Series {
  const { color, isFaint, isDashed, spansGaps } = line;
  const stroke = colorOf(look, color);
  return {
    stroke: isFaint ? withAlpha(stroke, 0.45) : strokeOf(line, stroke),
    width: isFaint ? 1 : 1.75,
    ...(isDashed && { dash: [4, 3] }),
    spanGaps: spansGaps ?? false,
    points: { show: true, size: 4, width: 0, fill: stroke, filter: alone },
  };
}

/** A value between two gaps is no course, and would not be seen. */
function alone(plot: uPlot, series: number): number[] {
  const values = plot.data[series] as (number | null)[];
  const isGap = (i: number) => values[i] === null || values[i] === undefined;
  const spans = plot.series[series]?.spanGaps;
  if (spans)
    return values.filter((value) => value !== null).length > 1
      ? []
      : values.flatMap((value, i) => (value === null ? [] : [i]));
  return values.flatMap((_, i) => (!isGap(i) && isGap(i - 1) && isGap(i + 1) ? [i] : []));
}

/** What only bounds an area has no line of its own. */
const BOUND: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
