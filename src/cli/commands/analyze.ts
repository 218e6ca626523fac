import { formatMeasurement } from '../../chart/index.ts';
import type { Labels } from '../../metrics/inner.ts';
import { type Analysis, type AnalyzedRange, analyzeStore } from '../analysis/analyze.ts';
import type { Compared } from '../analysis/regressions.ts';
import type { Trend } from '../analysis/trends.ts';
import { type Context, command, type OptionValues } from '../frame/command.ts';
import { EXIT, UsageError } from '../frame/errors.ts';
import { range, share, text, wholeNumber } from '../frame/values.ts';
import { groupedBy, labelsIn } from '../sources/group-by.ts';
import { FILTER_OPTIONS, filterOf, RANGE_OPTIONS, rangeOf, STORE_OPTION } from '../sources/options.ts';
import { historyIn, openStoreOf } from '../sources/source.ts';
import { seconds } from '../tables/json.ts';
import { shownMetric, unitOf } from '../tables/metric-tables.ts';
import { bars } from '../terminal/bars.ts';
import { shownRange } from '../terminal/moments.ts';
import type { Paint } from '../terminal/style.ts';
import { type Cell, table } from '../terminal/table.ts';

const OPTIONS = {
  ...STORE_OPTION,
  since: { ...RANGE_OPTIONS.since, default: 'the later half' },
  until: RANGE_OPTIONS.until,
  baseline: { about: 'what it is held against', kind: range(), default: 'previous: as long a time before' },
  ...FILTER_OPTIONS,
  by: {
    about: 'labels that are told apart; none merges each metric',
    kind: text('LABEL,LABEL'),
    default: 'all',
  },
  confidence: { about: 'how sure a verdict is to be', kind: share('SHARE', 0.5, 0.999999), default: '99%' },
  threshold: { about: 'changes under this are none', kind: share('SHARE', 0, 10), default: '5%' },
  percentile: { about: 'of histograms, in trends', kind: wholeNumber('P', 1, 99), default: '95' },
  'fail-on-regression': { about: 'exit with 1 where something got worse, or nothing can be compared' },
  all: { about: 'what stayed the same, too' },
  json: { about: 'for programs' },
} as const;

type Options = OptionValues<typeof OPTIONS>;

/** Lines of a table before `--all` is needed. */
const MOST_LINES = 15;

export const analyze = command({
  name: 'analyze',
  about:
    'Says what got worse between two ranges, how far and how sure that is, which metrics rise or fall, and how much they vary. A verdict on durations rests on the distributions (Kolmogorov and Smirnov) and on how much intervals differ among themselves, corrected for how much is compared (Holm).',
  options: OPTIONS,
  missing: { url: 'it reads distributions out of a store, which no server gives: give --store DIR' },
  examples: [
    ['inferometer analyze --store ./telemetry --since 1h', 'the last hour against the one before'],
    ['inferometer analyze --since 1h --baseline 25h..24h', 'against the same hour of yesterday'],
    ['inferometer analyze --since 10m --fail-on-regression --json', 'a gate of a deployment'],
  ],
  async run({ options, ...context }) {
    const { out, now, signal } = context;
    const { confidence = 0.99, threshold = 0.05, percentile = 95, by, json } = options;
    const { reader, place } = await openStoreOf(options, context);
    // One reading for both ranges: `38m..20m` is 18 minutes.
    const nowUnixMs = now();
    const baseline = options.baseline && {
      startUnixMs: options.baseline.from.unixMs(nowUnixMs),
      endUnixMs: options.baseline.to.unixMs(nowUnixMs),
    };
    if (baseline !== undefined && baseline.startUnixMs >= baseline.endUnixMs) {
      throw new UsageError('--baseline ends before it begins.');
    }
    const { startTime, endTime } = rangeOf(options, nowUnixMs);
    const groupBy = by === undefined ? undefined : by === 'none' ? [] : labelsIn(by);
    const query = { ...filterOf(options), ...(groupBy && { groupBy }), signal };
    const found = await groupedBy(async () => {
      await historyIn(reader).requireGroupLabels({ ...query, startTime, endTime });
      return analyzeStore(reader, {
        ...{ startTime, endTime, baseline, confidence, threshold, percentile },
        query,
      });
    });
    const worse = found?.compared.filter(({ verdict }) => verdict === 'worse') ?? [];
    if (json) await out.write(`${JSON.stringify(jsonOf(found, confidence, threshold), null, 2)}\n`);
    else await out.write(`${linesOf(found, options, place, context).join('\n')}\n`);
    const isBlind = found === undefined || found.compared.length === 0;
    return options['fail-on-regression'] && (worse.length > 0 || isBlind) ? EXIT.failed : EXIT.ok;
  },
});

function linesOf(found: Analysis | undefined, options: Options, place: string, { out }: Context): string[] {
  const { style, columns } = out;
  if (found === undefined) return [`Nothing was recorded in this time in ${place}.`];
  const { now, baseline, compared, trends } = found;
  const { confidence = 0.99, threshold = 0.05, all } = options;
  const shown = (label: string, { startUnixMs, endUnixMs, intervals }: AnalyzedRange) =>
    `${style.faint(label)}${shownRange(startUnixMs, endUnixMs)}, ${intervals} intervals`;
  const interesting = all ? compared : compared.filter(({ verdict }) => verdict !== 'same');
  const rows = [...interesting].sort((a, b) => rankOf(a) - rankOf(b) || b.change - a.change);
  const followed = [...trends].sort((a, b) => a.pValue - b.pValue);
  const moving = all ? followed : followed.filter(({ direction }) => direction !== 'steady');
  const some = <T>(list: readonly T[]) => (all ? list : list.slice(0, MOST_LINES));
  const rest = (list: readonly unknown[]) =>
    all || list.length <= MOST_LINES
      ? []
      : [style.faint(`  ${list.length - MOST_LINES} more; --all shows them`)];
  return [
    shown('now       ', now),
    shown('baseline  ', baseline),
    '',
    verdictLine(compared, confidence, threshold, out.style),
    ...(rows.length > 0 ? indented(comparedTable(some(rows), out)) : []),
    ...rest(rows),
    ...(compared.some(({ isByValuesAlone }) => isByValuesAlone)
      ? [
          style.faint(
            '  Intervals are too few to say how much they differ: values were taken as independent.',
          ),
        ]
      : []),
    '',
    trendLine(followed, all),
    ...(moving.length > 0 ? indented(trendTable(some(moving), out)) : []),
    ...rest(moving),
  ];

  function indented(lines: readonly string[]): string[] {
    return lines.map((line) => `  ${line}`);
  }

  function comparedTable(list: readonly Compared[], { style }: Context['out']): string[] {
    const paints: Readonly<Record<Compared['verdict'], Paint>> = {
      worse: style.bad,
      better: style.good,
      same: style.faint,
    };
    const shownLabels = tellingLabels(compared);
    const cells = list.map((one): Cell[] => {
      const paint = paints[one.verdict];
      const value = (number: number) => formatMeasurement({ value: number, unit: one.unit });
      return [
        { text: one.verdict, paint },
        shownMetric(one.metric),
        one.statistic,
        shownLabels(one),
        value(one.before),
        value(one.now),
        { text: shownChange(one.change), paint },
        shownP(one.pValue),
      ];
    });
    return table(
      [
        { heading: '' },
        { heading: 'metric', isKept: true },
        { heading: 'of it' },
        { heading: 'series' },
        { heading: 'before', align: 'right' },
        { heading: 'now', align: 'right' },
        { heading: 'change', align: 'right' },
        { heading: 'p', align: 'right' },
      ],
      cells,
      { width: columns - 2, style },
    );
  }

  function trendTable(list: readonly Trend[], { style }: Context['out']): string[] {
    const shownLabels = tellingLabels(trends);
    const cells = list.map((one): Cell[] => {
      const unit = unitOf(one.unit, 'histogram');
      return [
        shownMetric(one.metric),
        one.statistic,
        shownLabels(one),
        formatMeasurement({ value: one.level, unit }),
        { text: shownChange(one.change), paint: one.direction === 'steady' ? style.faint : style.strong },
        formatMeasurement({ value: one.variability, unit: 'ratio' }),
        shownP(one.pValue),
        bars(one.values, columns < 120 ? 8 : 16),
      ];
    });
    return table(
      [
        { heading: 'metric', isKept: true },
        { heading: 'of it' },
        { heading: 'series' },
        { heading: 'level', align: 'right' },
        { heading: 'change', align: 'right' },
        { heading: 'varies', align: 'right', isOptional: true },
        { heading: 'p', align: 'right' },
        { heading: '', isOptional: true },
      ],
      cells,
      { width: columns - 2, style },
    );
  }
}

function verdictLine(
  compared: readonly Compared[],
  confidence: number,
  threshold: number,
  style: Context['out']['style'],
): string {
  if (compared.length === 0)
    return style.warning('Nothing can be compared: too little was recorded in one of them.');
  const count = (verdict: Compared['verdict']) => compared.filter((one) => one.verdict === verdict).length;
  const [worse, better, same] = [count('worse'), count('better'), count('same')];
  const sure = style.faint(` (sure to ${percent(confidence)}, from ${percent(threshold)} on)`);
  const parts = [
    worse > 0 ? style.bad(`${worse} got worse`) : style.good('nothing got worse'),
    ...(better > 0 ? [style.good(`${better} got better`)] : []),
    `${same} stayed the same`,
  ];
  const line = parts.join(', ');
  return `${style.strong('Compared: ')}${line}${sure}`;
}

function trendLine(trends: readonly Trend[], all: boolean): string {
  const count = (direction: Trend['direction']) => trends.filter((one) => one.direction === direction).length;
  const steady = all ? '' : `; ${count('steady')} are steady`;
  return `Trends: ${count('rising')} rise, ${count('falling')} fall${steady}`;
}

function rankOf({ verdict }: Compared): number {
  return ['worse', 'better', 'same'].indexOf(verdict);
}

interface Named {
  readonly metric: string;
  readonly labels: Labels;
}

/** Values of labels, as far as they tell a series from others of its metric; all of them where it is the only one. */
function tellingLabels(list: readonly Named[]): (one: Named) => string {
  return ({ metric, labels }) => {
    const others = list.filter((other) => other.metric === metric);
    const given = Object.keys(labels).filter((name) => labels[name] !== '');
    const telling = given.filter((name) => others.some((other) => other.labels[name] !== labels[name]));
    return (telling.length > 0 ? telling : given).map((name) => String(labels[name])).join(', ');
  };
}

/** With its sign; what grows from nothing has no share. */
function shownChange(change: number): string {
  if (change === Infinity) return 'new';
  const text = (100 * Math.abs(change)).toPrecision(Math.abs(change) < 0.0995 ? 2 : 3);
  const digits = Math.abs(change) >= 9.995 ? `${Math.round(100 * Math.abs(change))}` : `${Number(text)}`;
  return `${change < 0 ? '-' : '+'}${digits} %`;
}

export function shownP(pValue: number): string {
  if (pValue < 0.0001) return '<1e-4';
  return pValue >= 0.995 ? '1' : pValue.toPrecision(2);
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}

function jsonOf(found: Analysis | undefined, confidence: number, threshold: number): object {
  const rangeOf = (range: AnalyzedRange) => ({
    start_time: seconds(range.startUnixMs),
    end_time: seconds(range.endUnixMs),
    intervals: range.intervals,
  });
  return {
    now: found === undefined ? null : rangeOf(found.now),
    baseline: found === undefined ? null : rangeOf(found.baseline),
    ...{ confidence, threshold },
    compared: (found?.compared ?? []).map((one) => ({
      ...{ metric: one.metric, labels: one.labels, statistic: one.statistic, unit: one.unit },
      ...{
        before: one.before,
        now: one.now,
        change: finite(one.change),
        p_value: one.pValue,
        verdict: one.verdict,
      },
      ...{ superiority: one.superiority ?? null, ks_distance: one.distance ?? null },
      ...{
        count_before: one.counts.before,
        count_now: one.counts.now,
        is_by_values_alone: one.isByValuesAlone,
      },
    })),
    trends: (found?.trends ?? []).map((one) => ({
      ...{ metric: one.metric, labels: one.labels, statistic: one.statistic, unit: one.unit },
      ...{ level: one.level, per_hour: one.perHour, change: one.change, p_value: one.pValue },
      ...{ direction: one.direction, variability: one.variability, steps: one.steps },
    })),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
