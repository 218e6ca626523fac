// docs/options.md: every option of createTelemetry with its default, what it means, read from the types and the rules
// that check it, and what goes wrong where it is set wrong, which is said here.
import { readFileSync } from 'node:fs';
import { load } from './module.mjs';

/** What goes wrong where an option is set wrong: too little on the one side, too much on the other. */
const CONSEQUENCES = {
  prefix:
    'Dashboards and alerts ask for the names that they were made for: set it before the first deployment.',
  storagePrefix: 'As `prefix`.',
  enabled: 'While it is false nothing is recorded, and nothing can be recovered later.',
  seriesLimit:
    'Too low: label sets beyond it share one overflow series, counted in `inferometer_series_overflow_total`. Too high: a label that holds ids fills memory and the server that scrapes.',
  expireAfterSeconds:
    'Too short: a gauge that is set now and then comes and goes. Left out: what was told of things that are gone is told for ever, unless it is removed.',
  workerTimeoutSeconds:
    'Too short: workers with long tasks come and go. Too long: one that is gone is compared with those that are there.',
  trainingRunLimit:
    'Too low: a search forgets its first trials, counted in `inferometer_recordings_refused_total{reason="run_limit"}`. Too high: each run holds its curves.',
  curvePointLimit: 'Too low: long runs are thinned early, and findings about them see less.',
  aggregationIntervalSeconds:
    'Too short: the history reaches back minutes, not hours. Too long: `getMetrics` of the last minutes knows nothing new.',
  maxHistoryEntries:
    'Too low: ranges that begin before the oldest interval are cut to it; `inferometer_history_intervals_dropped_total` counts.',
  maxHistoryBytes: 'As `maxHistoryEntries`; whichever bound is met first.',
  inFlightLimit:
    'Too low: the operation that has waited longest ends as `unknown`, counted in `inferometer_recordings_refused_total`.',
  inFlightTimeoutSeconds:
    'Too short: an operation that takes long ends as `unknown`, and its real end is late. Too long: operations of processes that died are in flight.',
  analysisPercentiles: 'What is not listed is in no report; histograms can be asked for any quantile later.',
  thresholds: 'Too low: findings about what is well. Too high: none about what is not.',
  objectives: 'An objective that no operation meets by name judges nothing: its count stays 0.',
  pricePerMillionTokens:
    'Prices that are no longer so give costs that nobody is asked for; a model by another id than calls name has none, counted in `unpriced_tokens_total`.',
  store:
    'Left out: what has left the history of intervals is gone, and with the process everything. One on a disk that is full or slow costs memory, never time of what is tracked.',
  detailedTiming: 'False: `operation.child()` leaves no trace, and phases are in no report.',
  operationHooks: 'False: a write-ahead log that calls the hooks is not seen.',
  trackMemoryUsage: 'True: every inference reads memory three times or more, some microseconds each.',
  memorySampleSeconds:
    'Too long: peaks between two samples are missed. Too short: reading them is what is measured.',
  samplingRatio: 'Metrics are exact whatever it is; below 1 a trace that you look for may not be there.',
  recordContent: 'True: prompts and outputs are in logs and spans, with whatever people wrote into them.',
  labelLengthLimit: 'Too low: long ids are cut, and those that begin alike become one series.',
  labelAllowList: 'A value that is missing becomes `other`, counted in `inferometer_labels_replaced_total`.',
  labels: 'One that changes by deployment, as a version, makes new series with each of them.',
  labelNames: 'A name that holds ids of users or requests runs into `seriesLimit` within minutes.',
  logger: 'One that throws or rejects is counted; nothing reaches the caller.',
  logLevel: '`error` leaves out the line that says that something was lost.',
  tracing: 'Set without a provider it makes spans that go nowhere.',
  traceContext: 'Another one than the spans have: logs and exemplars point to traces that nobody has.',
  memory: 'What it counts is what memory metrics mean: say so on the dashboard.',
  clock: 'A clock that is not monotonic gives durations below 0; they are refused and counted.',
  timer: 'One that never calls back ends no interval; `telemetry.collector.flush()` does.',
  scheduler: 'One that never yields lets reports and scrapes hold up the event loop.',
};

const HEAD = `# Options of createTelemetry

Every option may be left out. A wrong one throws at once and says what it expected ([errors.md](errors.md)); a misspelt
one is an error with the closest name. Those marked *live* can be changed while telemetry runs, by
\`telemetry.configure({ ... })\`; the others need an instance of their own.

This page is generated from the types of the options and the rules that check them, by \`npm run docs\`.

| option | default | what it means | set wrong |
|---|---|---|---|`;

export async function optionsPage() {
  const { OPTION_RULES } = await load('src/telemetry/context/option-rules.ts');
  const { CONFIGURABLE } = await load('src/telemetry/context/options.ts');
  const meanings = meaningsIn(
    readFileSync(new URL('../../src/telemetry/context/options.ts', import.meta.url), 'utf8'),
  );
  const rows = Object.entries(OPTION_RULES).map(([name, { otherwise }]) => {
    const [meaning, consequence] = [meanings.get(name), CONSEQUENCES[name]];
    if (meaning === undefined || consequence === undefined) {
      throw new Error(
        `The option ${name} is not described in options.ts, or not in scripts/docs/options.mjs.`,
      );
    }
    const live = CONFIGURABLE.includes(name) ? ' *live*' : '';
    return `| \`${name}\`${live} | ${defaultOf(name, otherwise)} | ${meaning} | ${consequence} |`;
  });
  return `${HEAD}\n${rows.join('\n')}\n`;
}

/** What options default to that have no value in the table of rules. */
const PLATFORM = new Set(['logger', 'memory', 'clock', 'timer', 'scheduler']);

function defaultOf(name, otherwise) {
  if (name === 'thresholds') return 'see [reports](reports.md)';
  if (otherwise === undefined) return PLATFORM.has(name) ? "the platform's own" : 'none';
  const text = JSON.stringify(otherwise);
  return text === '{}' || text === '[]' ? 'none' : `\`${text.replaceAll('"', "'")}\``;
}

/** The doc comment of each option, on one line, as a cell of a table. */
function meaningsIn(source) {
  const found = source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+readonly (\w+)\?:/g);
  return new Map(
    [...found].map(([, comment, name]) => [
      name,
      comment
        .replace(/^\s*\* ?/gm, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .replaceAll('|', '\\|'),
    ]),
  );
}
