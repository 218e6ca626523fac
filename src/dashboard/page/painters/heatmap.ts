/** How many values were how large when: a raster on the canvas, with the percentiles over it. */
import type uPlot from 'uplot';
import type { HeatmapChart, Line } from '../../../chart/index.ts';
import { drawEndLabels } from './end-labels.ts';
import { linePositions, seriesOf } from './lines.ts';
import type { Look } from './look.ts';
import { type Easel, numberYAxis, type Painting, timeAxis, xScale, yScale } from './painting.ts';
import { rangeOf } from './ranges.ts';

export function paintHeatmap(chart: HeatmapChart, easel: Easel): Painting {
  const { look, memory } = easel;
  const { x, y, lines } = chart;
  const range = rangeOf('y', y, occupiedBounds(chart), memory);
  const colors = cellColors(chart, look);
  return {
    data: [linePositions(chart), ...lines.flatMap(({ values }) => [values, values])] as never,
    series: [{}, ...lines.flatMap((line) => [rimOf(line, look), seriesOf(line, look)])],
    scales: { x: xScale(x, x.startUnixMs, x.endUnixMs), y: yScale(y, range) },
    axes: [timeAxis(easel), numberYAxis(y, easel)],
    under: (plot) => drawCells(plot, chart, colors),
    over: (plot) => drawEndLabels(plot, lines, 2, look, 2),
  };
}

/** A course is seen on cells of any colour where it has a rim of the ground. */
function rimOf({ spansGaps }: Line, look: Look): uPlot.Series {
  return { stroke: look.surface, width: 4, spanGaps: spansGaps ?? false, points: { show: false } };
}

function* occupiedBounds({ bounds, counts }: HeatmapChart): Iterable<number> {
  const rows = bounds.length - 1;
  for (let i = 0; i < counts.length; i++) {
    if (!counts[i]) continue;
    yield bounds[i % rows] as number;
    yield bounds[(i % rows) + 1] as number;
  }
}

/** The root of a count, so that what happened once is seen beside what happened a thousand times. */
function cellColors({ counts }: HeatmapChart, { heat }: Look): (count: number) => string {
  let most = 1;
  for (const count of counts) most = Math.max(most, count);
  return (count) =>
    heat[Math.min(heat.length - 1, Math.floor(Math.sqrt(count / most) * heat.length))] as string;
}

function drawCells(plot: uPlot, chart: HeatmapChart, colorOf: (count: number) => string): void {
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
      ctx.fillStyle = colorOf(count);
      ctx.fillRect(from, top, Math.max(1, to - from), Math.max(1, bottom - top));
    }
  }
  ctx.restore();
}
