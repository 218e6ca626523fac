/** The door of charts for painters elsewhere: what a chart is, and how its numbers, names and colours look. It makes none. */
export { formatMeasurement, type Measurement, spokenDuration, stated } from './look/format.ts';
export { HEAT_SCALE, heatOf } from './look/heat-scale.ts';
export type { Theme } from './look/palette.ts';
export { shortened, visible } from './look/text.ts';
export { textWidth } from './look/text-width.ts';
export type {
  Area,
  BarChart,
  Chart,
  DistributionChart,
  HeatmapChart,
  LanesChart,
  Limit,
  Line,
  LineChart,
  Mark,
  NumberAxis,
  State,
  Unit,
} from './model.ts';
export { type Colors, colorsFor } from './svg/colors.ts';
