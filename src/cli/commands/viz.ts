import { type Chart, listCharts, makeChart, namesIn, renderPng, renderSvg } from '../../chart/index.ts';
import type { HistoryRange, TelemetryHistory } from '../../store/index.ts';
import { DEFAULT_THRESHOLDS } from '../../telemetry/index.ts';
import { draw } from '../charts/draw.ts';
import { type Context, command, type OptionValues } from '../frame/command.ts';
import { EXIT, suggestion, UsageError } from '../frame/errors.ts';
import { oneOf, path, text, wholeNumber } from '../frame/values.ts';
import { shownPath, writeWhole } from '../platform/index.ts';
import { groupedBy, labelsIn } from '../sources/group-by.ts';
import {
  FILTER_OPTIONS,
  filterOf,
  RANGE_OPTIONS,
  rangeOf,
  SOURCE_OPTIONS,
  STEP_OPTION,
} from '../sources/options.ts';
import { historyIn, openStoreOf, serverOf } from '../sources/source.ts';
import { table } from '../terminal/table.ts';

const FORMATS = ['terminal', 'svg', 'png', 'json'] as const;
type Format = (typeof FORMATS)[number];

/** Of pictures, so that a hundred pixels are an inch. */
const DPI = 100;

const { metric: _, member: __, run: ___, category: ____, ...WORK } = FILTER_OPTIONS;

const OPTIONS = {
  ...SOURCE_OPTIONS,
  ...RANGE_OPTIONS,
  ...WORK,
  metric: { about: 'of `metric` which one; of training-curves which statistic', kind: text('NAME') },
  by: { about: 'of `metric`: a line for each value of these', kind: text('LABEL,LABEL') },
  run: { about: 'this run of training', kind: text('ID') },
  ...STEP_OPTION,
  compare: { about: 'the range before, behind it', kind: oneOf(['previous']) },
  output: { about: 'file; its ending says the format', kind: path('FILE'), short: 'o' },
  format: { about: 'if not by the ending', kind: oneOf(FORMATS), default: 'terminal' },
  width: { about: 'columns here, pixels of a picture', kind: wholeNumber('N', 20, 8000) },
  height: { about: 'lines here, pixels of a picture', kind: wholeNumber('N', 3, 8000) },
  theme: { about: 'of a picture', kind: oneOf(['light', 'dark']), default: 'light' },
  json: { about: 'its numbers, as --format json' },
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const viz = command({
  name: 'viz',
  about:
    'Draws a chart of what was recorded: here, in the terminal, or as a picture. Without a name it lists the charts there are.',
  args: [
    { name: 'CHART', about: 'latency-heatmap, latency-percentiles, training-curves ...', isOptional: true },
  ],
  options: OPTIONS,
  examples: [
    ['inferometer viz latency-percentiles --store ./telemetry --since 1h', 'here'],
    ['inferometer viz latency-heatmap --model llama -o latency.png', 'a picture'],
    ['inferometer viz', 'which charts there are'],
  ],
  async run({ args: [id], options, ...context }) {
    const { out } = context;
    const charts = listCharts();
    if (id === undefined) {
      const rows = charts.map(({ id, category, title }) => [id, category, title]);
      const columns = [{ heading: 'chart', isKept: true as const }, { heading: 'of' }, { heading: 'shows' }];
      const lines = table(columns, rows, { width: out.columns, style: out.style });
      await out.write(options.json ? `${JSON.stringify(charts, null, 2)}\n` : `${lines.join('\n')}\n`);
      return EXIT.ok;
    }
    const ids = charts.map((chart) => chart.id);
    if (!ids.includes(id)) throw new UsageError(`there is no chart ${id}.${suggestion(id, ids)}`);
    const format = formatOf(options);
    const made = await groupedBy(() => pictureOf(id, format, options, context));
    if (options.output === undefined) {
      if (format === 'png' && out.isTerminal) throw new UsageError('a picture needs --output FILE.');
      await out.write(made);
      return EXIT.ok;
    }
    await writeWhole(options.output, made);
    await out.write(`${shownPath(options.output)}\n`);
    return EXIT.ok;
  },
});

function formatOf({ format, json, output }: Options): Format {
  if (format !== undefined) return format;
  if (json) return 'json';
  if (output === undefined) return 'terminal';
  const ending = output.split('.').at(-1)?.toLowerCase();
  const known = FORMATS.find((one) => one === ending);
  if (known !== undefined && known !== 'terminal') return known;
  if (ending === 'txt') return 'terminal';
  throw new UsageError(
    `of which format is ${output}? Give it an ending of .svg, .png, .json or .txt, or --format.`,
  );
}

async function pictureOf(
  id: string,
  format: Format,
  options: Options,
  context: Context,
): Promise<string | Uint8Array> {
  const { out } = context;
  const { width, height, theme = 'light' } = options;
  const chart = await chartOf(id, options, context);
  const size = {
    theme,
    ...(width !== undefined && { widthPx: width }),
    ...(height !== undefined && { heightPx: height }),
  };
  switch (format) {
    case 'terminal': {
      const drawn = { width: width ?? Math.min(out.columns, 120), height: height ?? 14, style: out.style };
      return `${draw(chart, drawn).join('\n')}\n`;
    }
    case 'svg':
      return renderSvg(chart, size);
    case 'png':
      return renderPng(chart, {
        theme,
        dpi: DPI,
        ...(width !== undefined && { widthInches: width / DPI }),
        ...(height !== undefined && { heightInches: height / DPI }),
      });
    case 'json':
      return `${JSON.stringify(chart, null, 2)}\n`;
  }
}

async function chartOf(id: string, options: Options, context: Context): Promise<Chart> {
  const { signal, now } = context;
  const { metric, by, run, step, compare } = options;
  const range = rangeOf(options, now());
  const groupBy = by === undefined ? undefined : labelsIn(by);
  const work = filterOf({ ...options, metric: [], member: [], run: undefined, category: undefined });
  const server = serverOf(options, context);
  if (server === undefined) {
    const { reader } = await openStoreOf(options, context);
    const history = historyIn(reader);
    return makeChart(id, history, {
      ...(await besideOf(history, { ...range, signal })),
      ...range,
      ...work,
      ...(metric !== undefined && { metric }),
      ...(groupBy !== undefined && { groupBy }),
      ...(run !== undefined && { run }),
      ...(step !== undefined && { stepSeconds: step }),
      ...(compare !== undefined && { compare }),
      signal,
    } as Parameters<typeof makeChart>[2]);
  }
  const { asking, clientOf, filterParameters, rangeParameters } = await import('../sources/server-source.ts');
  const { chart } = await asking(server, () =>
    clientOf(server).getChart(
      {
        chart: id as never,
        ...rangeParameters(range),
        ...filterParameters(work),
        ...(metric !== undefined && { metric: [metric] }),
        ...(groupBy !== undefined && { group_by: groupBy }),
        ...(run !== undefined && { run: [run] }),
        ...(step !== undefined && { step }),
        ...(compare !== undefined && { compare }),
      },
      { signal },
    ),
  );
  return withGaps(chart) as Chart;
}

/** What a server hands to each of its charts, as far as a store has it: it keeps no objectives. */
async function besideOf(history: TelemetryHistory, range: HistoryRange) {
  const { series } = await history.series(range);
  const { runs } = await history.runs();
  const metrics = [{ labelSets: series.map(({ labels }) => labels), series: [] }];
  return { thresholds: DEFAULT_THRESHOLDS, names: namesIn({ metrics, runs }) };
}

/** Through JSON a gap is null. */
function withGaps(value: unknown): unknown {
  if (value === null) return Number.NaN;
  if (Array.isArray(value)) return value.map(withGaps);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, withGaps(one)]));
}
