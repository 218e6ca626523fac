/** Pictures of what was recorded: specifications as data, and painters of them. */
export { formatMeasurement, type Measurement } from './look/format.ts';
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
export type {
  ChartSource,
  SourceAggregation,
  SourceAnswer,
  SourceQuery,
  SourceRow,
  SourceStep,
  SourceStretch,
} from './source.ts';
