import { formatMeasurement, visible } from '../../chart/inner.ts';
import { binsOf, toTerminal, valueAtQuantile } from '../../histogram/inner.ts';
import { type Context, command } from '../frame/command.ts';
import { EXIT } from '../frame/errors.ts';
import { text, wholeNumber } from '../frame/values.ts';
import { inspectPath } from '../inspection/inspect.ts';
import type { Distribution, Fact, Inspected } from '../inspection/inspected.ts';
import { shownPath } from '../platform/index.ts';
import { seconds } from '../tables/json.ts';
import { isOfWork, shownMetric, unitOf } from '../tables/metric-tables.ts';
import { shownRange } from '../terminal/moments.ts';
import { progressOn } from '../terminal/progress.ts';
import { table } from '../terminal/table.ts';
import { wrapped } from '../terminal/text.ts';

export const inspect = command({
  name: 'inspect',
  about:
    'Says what a file is, whether it is whole, and what is in it: logs and histograms of HdrHistogram, snapshots as JSON or bytes, journals and segments of stores, files of Parquet, and whole stores, whose every byte is held against its checksums. Exits with 1 where something is damaged or not known.',
  args: [{ name: 'FILE', about: 'a file, or the directory of a store', isMany: true, isPath: true }],
  options: {
    metric: { about: 'which metric is drawn, or tag of a log', kind: text('NAME'), isMany: true },
    height: { about: 'lines of the drawing; 0 for none', kind: wholeNumber('LINES', 0, 100), default: '8' },
    json: { about: 'for programs' },
  },
  missing: { url: 'it reads files: name them, or ask a server by metrics --url URL' },
  examples: [
    ['inferometer inspect pauses.hlog', 'a log of HdrHistogram, with its distribution'],
    ['inferometer inspect ./telemetry --metric inference_seconds', 'a store: is all of it whole?'],
    ['inferometer inspect ./telemetry/main/journal/*.journal --json', 'for a script'],
  ],
  async run({ args, options, ...context }) {
    const { out, err, signal, now } = context;
    const { height = 8, json } = options;
    const found: (Inspected | { readonly path: string; readonly what: undefined })[] = [];
    for (const [i, path] of args.entries()) {
      const bar = progressOn(err, now);
      const progress = bar.update;
      try {
        const inspected = await inspectPath(path, { signal, wanted: options.metric, progress });
        found.push(inspected ?? { path, what: undefined });
      } finally {
        bar.end();
      }
      if (json) continue;
      const lines = linesOf(found.at(-1) as (typeof found)[number], height, context);
      await out.write(`${i === 0 ? '' : '\n'}${lines.join('\n')}\n`);
    }
    if (json) await out.write(`${JSON.stringify(found.map(jsonOf), null, 2)}\n`);
    const isGood = found.every((one) => one.what !== undefined && one.problems.length === 0);
    return isGood ? EXIT.ok : EXIT.failed;
  },
});

type Found = Inspected | { readonly path: string; readonly what: undefined };

function linesOf(found: Found, height: number, { out }: Context): string[] {
  const { style, columns } = out;
  const name = style.strong(visible(shownPath(found.path)));
  if (found.what === undefined)
    return [name, `  ${style.bad('not known:')} none of the files that are read here`];
  const { what, sizeBytes, problems, isChecked, facts, rows = [], distributions } = found;
  const size = formatMeasurement({ value: sizeBytes, unit: 'bytes' });
  const labels = Object.keys(facts);
  const widest = Math.max(0, ...labels.map((label) => label.length)) + 2;
  const state =
    problems.length > 0
      ? problems.map((problem) => `  ${style.bad('damaged:')} ${visible(problem)}`)
      : [
          isChecked
            ? `  ${style.good('whole')}, by its checksums`
            : `  ${style.good('readable')}; it has no checksums`,
        ];
  return [
    `${name}  ${what}, ${size}`,
    ...state,
    ...labels.map(
      (label) =>
        `  ${style.faint(label.padEnd(widest))}${shownFact(facts[label] as Fact, columns - widest - 2)}`,
    ),
    ...histogramTable(found),
    ...distributions.flatMap((one) => drawing(one, height, columns)),
  ];

  function histogramTable(_: Inspected): string[] {
    const histograms = rows.filter(
      (row) => row.kind === 'histogram' && isOfWork(row) && (row.count ?? 0) > 0,
    );
    if (histograms.length === 0) return [];
    const cells = histograms.map(({ metric, unit, kind, count, percentiles: p, maximum }) => {
      const value = (number: number | undefined) =>
        formatMeasurement({ value: number ?? Number.NaN, unit: unitOf(unit, kind) });
      const total = formatMeasurement({ value: count ?? Number.NaN, unit: 'count' });
      return [shownMetric(metric), total, value(p?.p50), value(p?.p95), value(p?.p99), value(maximum)];
    });
    const headings = ['histogram', 'count', 'p50', 'p95', 'p99', 'max'];
    const shown = headings.map((heading, i) => ({ heading, ...(i > 0 && { align: 'right' as const }) }));
    return ['', ...table(shown, cells, { width: columns - 2, style }).map((line) => `  ${line}`)];
  }
}

function drawing({ title, snapshot, unit }: Distribution, height: number, columns: number): string[] {
  if (height === 0 || snapshot.count === 0) return [];
  const width = Math.min(columns - 2, 100);
  const drawn = toTerminal(snapshot, { title: shownMetric(title), unit, width, height });
  const lines = drawn.split('\n');
  const totals = wrapped(lines.pop() as string, width, '  ');
  return ['', ...[...lines, ...totals].map((line) => `  ${line}`.trimEnd())];
}

function shownFact(fact: Fact, width: number): string {
  if (typeof fact === 'number')
    return formatMeasurement({ value: fact, unit: Number.isInteger(fact) ? 'count' : 'number' });
  if (typeof fact === 'string') return visible(fact);
  if ('startUnixMs' in fact) return shownRange(fact.startUnixMs, fact.endUnixMs);
  const all = fact.map(visible).join(', ');
  return all.length > width ? `${all.slice(0, Math.max(10, width - 12))}... (${fact.length})` : all;
}

const PERCENTILES = [50, 90, 95, 99, 99.9] as const;

function jsonOf(found: Found): object {
  if (found.what === undefined) return { path: found.path, what: null, problems: ['not known'] };
  const { path, what, sizeBytes, isChecked, problems, facts, rows = [], distributions } = found;
  return {
    ...{ path, what, size_bytes: sizeBytes, is_checked: isChecked, problems },
    facts: Object.fromEntries(Object.entries(facts).map(([label, fact]) => [snake(label), jsonFact(fact)])),
    metrics: rows.map(({ metric, kind, unit, count, sum, percentiles }) => ({
      metric,
      kind,
      unit,
      count,
      sum,
      percentiles,
    })),
    distributions: distributions.map(({ title, snapshot, unit }) => {
      const { count, sum, min, max } = snapshot;
      const bins = binsOf(snapshot);
      const percentiles = PERCENTILES.map((p) => [
        `p${p}`,
        count === 0 ? null : valueAtQuantile(bins, p / 100, snapshot),
      ]);
      return {
        title,
        unit,
        count,
        sum,
        min: min ?? null,
        max: max ?? null,
        percentiles: Object.fromEntries(percentiles),
      };
    }),
  };
}

function jsonFact(fact: Fact): unknown {
  if (typeof fact === 'object' && 'startUnixMs' in fact) {
    return { start_time: seconds(fact.startUnixMs), end_time: seconds(fact.endUnixMs) };
  }
  return fact;
}

function snake(label: string): string {
  return label.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll(' ', '_');
}
