import { InferometerError } from '../../errors.ts';
import {
  compareRuns,
  createMlflowRunLogger,
  type RunComparison,
  type RunRecord,
  recordsOf,
} from '../../experiments/index.ts';
import { bestRun, comparisonColumns } from '../../experiments/inner.ts';
import { type Context, command, type OptionValues } from '../frame/command.ts';
import { CommandError, UsageError } from '../frame/errors.ts';
import { text, url, wholeNumber } from '../frame/values.ts';
import { STORE_OPTION } from '../sources/options.ts';
import { openStoreOf } from '../sources/source.ts';
import { shownTime } from '../terminal/moments.ts';
import { type Cell, table } from '../terminal/table.ts';

const OPTIONS = {
  ...STORE_OPTION,
  mlflow: { about: 'an MLflow server instead of a store', kind: url() },
  experiment: { about: 'of that server', kind: text('NAME'), default: 'Default' },
  model: { about: 'of this model, in a store', kind: text('ID') },
  metric: {
    about: 'these metrics',
    kind: text('NAME'),
    isMany: true,
    default: 'those with a best run, then others',
  },
  limit: { about: 'the latest so many', kind: wholeNumber('N', 1, 1000), default: '20' },
  json: { about: 'for programs: all parameters and metrics' },
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const runs = command({
  name: 'runs',
  about:
    'Compares runs of training, of a store or of an MLflow server: the latest first, with the parameters that tell them apart and the last values of their metrics. The best of each is marked: of losses, errors and times the lowest, of accuracies, scores and throughput the highest.',
  options: OPTIONS,
  missing: { url: 'a server has no comparison of runs: give --store DIR or --mlflow URL' },
  examples: [
    ['inferometer runs --store ./telemetry --model glyphs', 'trials of a search beside one another'],
    ['inferometer runs --mlflow http://127.0.0.1:5000 --metric val_loss', 'by one metric'],
  ],
  async run({ options, ...context }) {
    const { out } = context;
    const { place, records } = await recordsFor(options, context);
    const comparison = compareRuns(records.slice(0, options.limit ?? 20));
    if (options.json) await out.write(`${JSON.stringify(jsonOf(comparison), null, 2)}\n`);
    else await out.write(`${linesOf(comparison, place, options, context).join('\n')}\n`);
    return undefined;
  },
});

async function recordsFor(
  options: Options,
  context: Context,
): Promise<{ readonly place: string; readonly records: readonly RunRecord[] }> {
  const { mlflow, experiment = 'Default', store, model, limit = 20 } = options;
  if (mlflow === undefined) {
    const { place, reader } = await openStoreOf(options, context);
    return { place, records: recordsOf(await reader.runs(model === undefined ? {} : { modelId: model })) };
  }
  if (store !== undefined) throw new UsageError('--mlflow and --store exclude one another.');
  if (model !== undefined) throw new UsageError('--model is of a store; MLflow has --experiment.');
  try {
    const records = await createMlflowRunLogger({ url: mlflow, experiment }).findRuns({ limit });
    return { place: `${experiment} at ${mlflow}`, records };
  } catch (error) {
    if (error instanceof InferometerError) throw new CommandError(error.message);
    throw error;
  }
}

function linesOf(
  comparison: RunComparison,
  place: string,
  { metric = [] }: Options,
  { out: { style, columns } }: Context,
): string[] {
  const { runs } = comparison;
  if (runs.length === 0) return [`There are no runs in ${place}.`];
  const { parameters: differing, metrics: shown } = comparisonColumns(comparison, metric);
  const rows = runs.map((run, i): Cell[] => [
    run.name,
    run.status,
    shownTime(run.startedAtUnixMs),
    run.durationSeconds === undefined ? '–' : `${shownNumber(run.durationSeconds)} s`,
    ...differing.map(({ values }) => values[i] ?? '–'),
    ...shown.map((metric): Cell => {
      const value = metric.values[i];
      if (value === undefined) return '–';
      const number = shownNumber(value.last);
      return bestRun(metric) === i ? { text: `* ${number}`, paint: style.good } : number;
    }),
  ]);
  return [
    `${runs.length} runs of ${place}, the latest first`,
    '',
    ...table(
      [
        { heading: 'run', isKept: true },
        { heading: 'ended' },
        { heading: 'began', isOptional: true },
        { heading: 'took', align: 'right', isOptional: true },
        ...differing.map(({ name }) => ({ heading: name })),
        ...shown.map(({ name }) => ({ heading: name, align: 'right' as const })),
      ],
      rows,
      { width: columns, style },
    ),
    ...(shown.some((metric) => bestRun(metric) !== undefined) ? ['', style.faint('* the best')] : []),
  ];
}

function shownNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}

function jsonOf({ runs, parameters, metrics }: RunComparison): object {
  return {
    runs: runs.map(({ runId, name, status, startedAtUnixMs, durationSeconds }, i) => ({
      run_id: runId,
      name,
      status,
      started_at: startedAtUnixMs / 1000,
      duration_seconds: durationSeconds ?? null,
      parameters: valuesOf(parameters, i),
      metrics: valuesOf(metrics, i),
    })),
    differing_parameters: parameters.filter(({ differs }) => differs).map(({ name }) => name),
    best: Object.fromEntries(
      metrics.flatMap(({ name, best }) => (best === undefined ? [] : [[name, runs[best]?.runId]])),
    ),
  };
}

/** Of one run, by name. */
function valuesOf(
  compared: readonly { readonly name: string; readonly values: readonly unknown[] }[],
  run: number,
): object {
  return Object.fromEntries(
    compared.flatMap(({ name, values }) => (values[run] === undefined ? [] : [[name, values[run]]])),
  );
}
