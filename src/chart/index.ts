/** Pictures of what was recorded: specifications as data, and painters of them. */

export { InferometerError } from '../errors.ts';
export type { ChartCategory, ChartEntry, ChartFilter } from './catalogue/entry.ts';
export { storageChartId } from './catalogue/storage.ts';
export { formatMeasurement, type Measurement } from './look/format.ts';
export { HEAT_SCALE, HEAT_STEPS, heatOf, type Rgba } from './look/heat-scale.ts';
export { colorsOf, PALETTE, type Theme } from './look/palette.ts';
export { chartOfSnapshot, listCharts, makeChart } from './make.ts';
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
export { type PngOptions, renderPng } from './png/render-png.ts';
export type { ResvgModule, ResvgWasm } from './png/resvg.ts';
export type { ChartQuery } from './query.ts';
export type {
  ChartSource,
  SourceAggregation,
  SourceAnswer,
  SourceQuery,
  SourceRow,
  SourceStep,
  SourceStretch,
} from './source.ts';
export { CHART_VARIABLES_CSS, type ChartTheme } from './svg/colors.ts';
export { renderSvg, type SvgOptions } from './svg/render-svg.ts';
export { chartCsv } from './table/csv.ts';
export { type ChartColumn, type ChartTable, type ColumnUnit, chartTable, formatCell } from './table/table.ts';
