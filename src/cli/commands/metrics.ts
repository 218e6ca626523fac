import { shortened } from '../../chart/inner.ts';
import type { StoreQuery, StoreRow } from '../../store/index.ts';
import { type Context, command, type OptionValues } from '../frame/command.ts';
import { EXIT, UsageError } from '../frame/errors.ts';
import { duration, percentiles, text } from '../frame/values.ts';
import { groupedBy, labelsIn } from '../sources/group-by.ts';
import type { Source } from '../sources/model.ts';
import {
  FILTER_OPTIONS,
  filterOf,
  RANGE_OPTIONS,
  rangeOf,
  SOURCE_OPTIONS,
  STEP_OPTION,
  type UnixRange,
} from '../sources/options.ts';
import { openSource } from '../sources/source.ts';
import { csvOf } from '../tables/csv.ts';
import { jsonOf } from '../tables/json.ts';
import { isOfWork, metricTables } from '../tables/metric-tables.ts';
import { shownRange, shownTime } from '../terminal/moments.ts';
import { screenOn } from '../terminal/screen.ts';

const OPTIONS = {
  ...SOURCE_OPTIONS,
  ...RANGE_OPTIONS,
  ...FILTER_OPTIONS,
  by: {
    about: 'labels that are told apart; none merges each metric',
    kind: text('LABEL,LABEL'),
    default: 'all',
  },
  ...STEP_OPTION,
  percentiles: { about: 'which ones', kind: percentiles('50,95,99') },
  watch: { about: 'again and again, until Ctrl-C' },
  interval: { about: 'of --watch', kind: duration(), default: '2s' },
  json: { about: 'for programs; a line each time with --watch' },
  csv: { about: 'for spreadsheets' },
} as const;

type Options = OptionValues<typeof OPTIONS>;

const PERCENTILES = [50, 95, 99];

export const metrics = command({
  name: 'metrics',
  about:
    'Shows what was recorded: of histograms how many values and their percentiles, of counters the total, of gauges the last value. What telemetry records of itself is left out unless --category self asks for it.',
  options: OPTIONS,
  examples: [
    ['inferometer metrics --store ./telemetry --since 10m', 'the last ten minutes'],
    ['inferometer metrics --since 1h --watch', 'the last hour, as it goes on'],
    ['inferometer metrics --metric inference_seconds --by model_id --step 1h --csv', 'a model, hour by hour'],
  ],
  async run({ options, ...context }) {
    const { out, signal, now } = context;
    if (options.json && options.csv) throw new UsageError('--json and --csv exclude one another.');
    if (options.watch && options.csv) throw new UsageError('--csv and --watch exclude one another.');
    const source = await openSource(options, context);
    const asked = queryOf(options);
    if (!options.watch) {
      const answer = await ask(source, asked, rangeOf(options, now()));
      await out.write(shown(answer, options, context, source));
      return EXIT.ok;
    }
    const screen = screenOn(out);
    try {
      while (!signal.aborted) {
        const answer = await ask(source, asked, rangeOf(options, now()));
        if (options.json) await out.write(`${JSON.stringify(jsonOf(answer))}\n`);
        else await screen.show(lines(answer, options, context, source));
        await pause((options.interval ?? 2) * 1000, signal);
      }
      return EXIT.ok;
    } finally {
      screen.end();
    }
  },
});

export interface Answer {
  readonly range: UnixRange;
  readonly rows: readonly StoreRow[];
}

function queryOf(options: Options): StoreQuery {
  const { by, step } = options;
  return {
    ...filterOf(options),
    ...(by !== undefined && { groupBy: by === 'none' ? [] : labelsIn(by) }),
    ...(step !== undefined && { stepSeconds: step }),
    percentiles: options.percentiles ?? PERCENTILES,
  };
}

async function ask(source: Source, query: StoreQuery, range: UnixRange): Promise<Answer> {
  const rows = await groupedBy(() => source.rows({ ...query, ...range }));
  return {
    range,
    rows: query.category === 'self' || query.metric !== undefined ? rows : rows.filter(isOfWork),
  };
}

function shown(answer: Answer, options: Options, context: Context, source: Source): string {
  if (options.json) return `${JSON.stringify(jsonOf(answer), null, 2)}\n`;
  if (options.csv) return csvOf(answer.rows);
  return `${lines(answer, options, context, source).join('\n')}\n`;
}

const MIN_PLACE_COLUMNS = 12;

function lines(
  { rows }: Answer,
  { step, watch, interval = 2, percentiles }: Options,
  context: Context,
  { place }: Source,
) {
  const { out, now } = context;
  const { style, columns } = out;
  const again = watch ? `, at ${shownTime(now()).slice(11)}, every ${interval} s; Ctrl-C ends` : '';
  const started = rows.reduce((least, one) => Math.min(least, one.startedAtUnixMs), Infinity);
  const ended = rows.reduce((most, one) => Math.max(most, one.endedAtUnixMs), -Infinity);
  const range = rows.length === 0 ? '' : `  ${shownRange(started, ended)}`;
  // A range over midnight names both days: then less of the path is seen.
  const room = Math.max(MIN_PLACE_COLUMNS, columns - range.length - again.length);
  return [
    `${style.faint(shortened(place, room))}${range}${style.faint(again)}`,
    '',
    ...metricTables(rows, {
      width: columns,
      style,
      hasSteps: step !== undefined,
      percentiles: percentiles ?? PERCENTILES,
    }),
  ];
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
