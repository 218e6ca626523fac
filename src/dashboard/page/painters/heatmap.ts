/** How many values were how large when: a raster on the canvas, with the percentiles over it. */
import type uPlot from 'uplot';
import type { HeatmapChart, Line } from '../../../chart/looks.ts';
import { strokeOf } from './chance.ts';
import { drawEndLabels, scaled } from './end-labels.ts';
import { linePositions } from './lines.ts';
import { heatColor, type Look } from './look.ts';
import { drawMarks } from './marks.ts';
import {
  type Easel,
  LABEL_FONT,
  numberYAxis,
  type Painting,
  rightGutterPx,
  timeAxis,
  timeScale,
  yScale,
} from './painting.ts';
import { rangeOf } from './ranges.ts';

/** All in ink, so that they are seen on cells of any colour: these tell them apart. */
const DASHES: readonly (number[] | undefined)[] = [undefined, [6, 3], [2, 3]];
/** Of the legend of colours. */
const [LEGEND_STEPS, LEGEND_STEP_PX] = [16, 3];

export function paintHeatmap(chart: HeatmapChart, easel: Easel): Painting {
  const { look, memory } = easel;
  const { y } = chart;
  const range = rangeOf('y', y, valuesOf(chart), memory);
  const most = chart.counts.reduce((most, count) => Math.max(most, count), 0);
  const lines = [...chart.lines].sort((a, b) => Number(b.isFaint ?? false) - Number(a.isFaint ?? false));
  const faint = lines.filter(({ isFaint }) => isFaint).length;
  const dashes = (i: number) => DASHES[(i - faint) % DASHES.length];
  return {
    data: [linePositions(chart), ...lines.flatMap(({ values }) => [values, values])] as never,
    series: [{}, ...lines.flatMap((line, i) => seriesOf(line, dashes(i), look))],
    scales: { x: timeScale(easel), y: yScale(y, range) },
    axes: [timeAxis(easel), numberYAxis(y, easel)],
    under: (plot) => drawCells(plot, chart, most),
    over: (plot) => {
      drawMarks(plot, chart.limits ?? [], look);
      drawEndLabels(plot, lines, {
        firstSeries: 2,
        apart: 2,
        look,
        swatch: (i) => ({ color: look.ink, dashes: dashes(i) }),
      });
      drawLegend(plot, most, look);
    },
  };
}

/** A course with a rim of the ground around it. */
function seriesOf(line: Line, dash: number[] | undefined, look: Look): uPlot.Series[] {
  const { isFaint } = line;
  const common = { spanGaps: false, points: { show: false } };
  if (isFaint) return [{ show: false }, { ...common, stroke: look.muted, width: 1, dash: [1, 3] }];
  return [
    { ...common, stroke: look.surface, width: 4 },
    { ...common, stroke: strokeOf(line, look.ink), width: 1.5, ...(dash && { dash }) },
  ];
}

/** What has to be on its axis: the bounds of cells that hold something, and limits. */
function* valuesOf({ bounds, counts, limits = [] }: HeatmapChart): Iterable<number> {
  for (const { value } of limits) yield value;
  const rows = bounds.length - 1;
  for (let i = 0; i < counts.length; i++) {
    if (!counts[i]) continue;
    yield bounds[i % rows] as number;
    yield bounds[(i % rows) + 1] as number;
  }
}

function drawCells(plot: uPlot, chart: HeatmapChart, most: number): void {
  const { positions, bounds, counts, stepSeconds, x } = chart;
  const { ctx, bbox } = plot;
  const rows = bounds.length - 1;
  const edges = bounds.map((bound) => Math.round(plot.valToPos(bound, 'y', true)));
  const left = (unixMs: number) => Math.round(plot.valToPos(Math.min(x.endUnixMs, unixMs), 'x', true));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (let step = 0; step < positions.length; step++) {
    const from = left(positions[step] as number);
    const to = left((positions[step] as number) + stepSeconds * 1000);
    for (let row = 0; row < rows; row++) {
      const count = counts[step * rows + row];
      if (!count) continue;
      const [bottom, top] = [edges[row] as number, edges[row + 1] as number];
      ctx.fillStyle = heatColor(count, most);
      ctx.fillRect(from, top, Math.max(1, to - from), Math.max(1, bottom - top));
    }
  }
  ctx.restore();
}

/** Which colour is how many: in the corner that the axes leave free. */
function drawLegend(plot: uPlot, most: number, look: Look): void {
  if (rightGutterPx(plot.width) < LEGEND_STEPS * LEGEND_STEP_PX + 62 || most < 2) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const y = bbox.top + bbox.height + 17 * ratio;
  // Right of the last time of the axis, which may stand under its end.
  let x = bbox.left + bbox.width + 28 * ratio;
  ctx.save();
  ctx.font = scaled(LABEL_FONT, ratio);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillStyle = look.muted;
  ctx.fillText('1', x, y);
  x += 10 * ratio;
  for (let i = 0; i < LEGEND_STEPS; i++) {
    ctx.fillStyle = heatColor(most ** (i / (LEGEND_STEPS - 1)), most);
    ctx.fillRect(x, y - 4 * ratio, LEGEND_STEP_PX * ratio, 8 * ratio);
    x += LEGEND_STEP_PX * ratio;
  }
  ctx.fillStyle = look.muted;
  ctx.fillText(most.toLocaleString('en-US'), x + 4 * ratio, y);
  ctx.restore();
}
