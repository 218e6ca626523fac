/** Each kind of chart that is painted on a canvas, and its painter. */
import type { BarChart, Chart } from '../../../chart/looks.ts';
import { paintDistribution } from './distribution.ts';
import { paintHeatmap } from './heatmap.ts';
import { paintLanes } from './lanes.ts';
import { paintLines } from './lines.ts';
import type { Easel, Painting } from './painting.ts';

export type PlottedChart = Exclude<Chart, BarChart>;

export function paint(chart: PlottedChart, easel: Easel): Painting {
  switch (chart.kind) {
    case 'lines':
      return paintLines(chart, easel);
    case 'heatmap':
      return paintHeatmap(chart, easel);
    case 'distribution':
      return paintDistribution(chart, easel);
    case 'lanes':
      return paintLanes(chart, easel);
  }
}
