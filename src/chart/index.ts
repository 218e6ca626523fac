/** Pictures of what was recorded: specifications as data, and painters of them. */
export type {
  Area,
  BarChart,
  Chart,
  DistributionChart,
  HeatmapChart,
  LanesChart,
  Line,
  LineChart,
  Mark,
  NumberAxis,
  State,
  TimeAxis,
  Unit,
  Value,
} from './model.ts';
export type { ChartSource, SourceQuery, SourceRow, SourceStep } from './source.ts';
