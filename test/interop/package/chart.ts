// Every export of `inferometer/chart`, called as a program would.
import * as chart from 'inferometer/chart';
import { historyOf } from 'inferometer/store';
import { recorded } from './root.ts';

function held(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

async function source(): Promise<chart.ChartSource> {
  return historyOf(await recorded());
}

/** One that has something in it. */
async function latency(): Promise<chart.Chart> {
  const query: chart.ChartQuery = { modelId: 'm', aggregation: 'average' satisfies chart.SourceAggregation };
  return chart.makeChart('latency-heatmap', await source(), query);
}

export const calls = {
  InferometerError: async () => {
    const error = await chart.makeChart('latency', await source()).catch((reason: unknown) => reason);
    held(error instanceof chart.InferometerError && error.code === 'CHART_UNKNOWN', String(error));
  },
  listCharts: () => {
    const charts: readonly chart.ChartEntry[] = chart.listCharts();
    const categories: readonly chart.ChartCategory[] = charts.map(({ category }) => category);
    const filters: readonly chart.ChartFilter[] = charts.flatMap((one) => one.filters);
    held(categories.includes('storage') && filters.includes('modelId'), 'no charts');
  },
  makeChart: async () => {
    const { title, kind } = await chart.makeChart('latency-heatmap', await source());
    held(kind === 'heatmap' && title.startsWith('Latency'), title);
  },
  chartOfSnapshot: async () => {
    const made = chart.chartOfSnapshot('training-curves', (await recorded()).snapshot());
    held(made?.kind === 'lines', 'no curves');
  },
  storageChartId: () => held(chart.storageChartId('queue_size') === 'queue-size', 'another id'),
  renderSvg: async () => {
    const options: chart.SvgOptions = { theme: 'auto' satisfies chart.ChartTheme, timeZone: 'Europe/Berlin' };
    held(chart.renderSvg(await latency(), options).startsWith('<svg '), 'no picture');
  },
  CHART_VARIABLES_CSS: () => held(chart.CHART_VARIABLES_CSS.includes('--chart-ink:'), 'no properties'),
  renderPng: async () => {
    const bytes = new Uint8Array(3);
    const resvg = {
      initWasm: async () => {},
      Resvg: class {
        render = () => ({ asPng: () => bytes, free: () => {} });
        free() {}
      },
    } satisfies chart.ResvgModule;
    const wasm: chart.ResvgWasm = new Uint8Array(8);
    const options: chart.PngOptions = { widthInches: 6, heightInches: 4, resvg, wasm };
    held((await chart.renderPng(await latency(), options)) === bytes, 'another picture');
  },
  chartTable: async () => {
    const { columns, rows }: chart.ChartTable = chart.chartTable(await latency());
    const [first]: readonly (chart.ChartColumn | undefined)[] = columns;
    const unit: chart.ColumnUnit | undefined = first?.unit;
    held(unit === 'unix_ms' && rows.length > 0, 'no table');
  },
  formatCell: () => held(chart.formatCell(0.25, 'seconds') === '250 ms', 'another cell'),
  chartCsv: async () => held(chart.chartCsv(await latency()).startsWith('time,latency above'), 'no CSV'),
  formatMeasurement: () => {
    const measurement: chart.Measurement = { value: 0.01234, unit: 'seconds' satisfies chart.Unit };
    held(chart.formatMeasurement(measurement) === '12.3 ms', 'another text');
  },
  colorsOf: () => held(chart.colorsOf(['p99']).get('p99') === 13, 'another colour'),
  namesIn: () => {
    const labels = { model_id: 'glyphs' };
    held(chart.namesIn({ metrics: [{ series: [{ labels }] }] })[0] === 'glyphs', 'no names');
  },
  PALETTE: () => held(chart.PALETTE['dark' satisfies chart.Theme].length > 8, 'too few colours'),
  HEAT_SCALE: () => {
    const [nothing]: readonly (chart.Rgba | undefined)[] = chart.HEAT_SCALE;
    held(nothing?.[3] === 0, 'nothing is seen');
  },
  HEAT_STEPS: () => held(chart.HEAT_SCALE.length === chart.HEAT_STEPS + 1, 'another number of steps'),
  heatOf: () => held(chart.heatOf(0, 10) === 0 && chart.heatOf(10, 10) === chart.HEAT_STEPS, 'another heat'),
} satisfies Record<keyof typeof chart, () => unknown>;

export type Named = [
  chart.Area,
  chart.BarChart,
  chart.DistributionChart,
  chart.HeatmapChart,
  chart.LanesChart,
  chart.Limit,
  chart.Line,
  chart.LineChart,
  chart.Mark,
  chart.NumberAxis,
  chart.SourceAnswer,
  chart.SourceQuery,
  chart.SourceRow,
  chart.SourceStep,
  chart.SourceStretch,
  chart.State,
  chart.TimeAxis,
  chart.Value,
];
