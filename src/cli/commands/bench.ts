import { formatMeasurement } from '../../chart/index.ts';
import { runtimeName } from '../../runtime/index.ts';
import { type Benchmark, type CaseResult, readBenchmark, summarized } from '../benchmark/baseline.ts';
import { casesOf } from '../benchmark/cases.ts';
import { type CaseComparison, type Comparison, compareCases } from '../benchmark/compare.ts';
import { type Measured, measure } from '../benchmark/measure.ts';
import { type Context, command, type OptionValues } from '../frame/command.ts';
import { CommandError, EXIT } from '../frame/errors.ts';
import { duration, path, share, text, wholeNumber } from '../frame/values.ts';
import { machineName, runAgain, shownPath, writeWhole } from '../platform/index.ts';
import { progressOn } from '../terminal/progress.ts';
import type { Paint } from '../terminal/style.ts';
import { type Cell, table } from '../terminal/table.ts';
import { shownP } from './analyze.ts';

const OPTIONS = {
  only: { about: 'functions with these names alone', kind: text('NAME'), isMany: true },
  processes: { about: 'fresh ones, one after the other', kind: wholeNumber('N', 2, 100), default: '6' },
  time: { about: 'for each function, in all processes', kind: duration(), default: '3s' },
  save: { about: 'keep the result as a baseline', kind: path('FILE') },
  compare: { about: 'a baseline; or another module, which runs in turn', kind: path('FILE') },
  confidence: { about: 'how sure a verdict is to be', kind: share('SHARE', 0.5, 0.999999), default: '99%' },
  threshold: { about: 'changes under this are none', kind: share('SHARE', 0, 10), default: '5%' },
  'fail-on-regression': { about: 'exit with 1 where a function got slower' },
  worker: { about: 'what each process is started with; prints what it measured' },
  json: { about: 'for programs' },
} as const;

type Options = OptionValues<typeof OPTIONS>;

/** Before what a process measured: the module may print, too. */
const MARK = '\u0001inferometer-bench ';

export const bench = command({
  name: 'bench',
  about:
    'Times the functions that a module exports and that take no arguments, also asynchronous ones. Each process calibrates how many calls make a sample, then takes samples of all functions in turn, each beside a yardstick that tells how fast the machine is. There is a verdict only where a difference is significant. `setup` and `teardown` run around everything.',
  args: [{ name: 'FILE', about: 'a module that this runtime can import', isPath: true }],
  options: OPTIONS,
  examples: [
    ['inferometer bench codec.bench.mjs', 'medians with confidence'],
    ['inferometer bench codec.bench.mjs --save before.json', 'before the change'],
    ['inferometer bench codec.bench.mjs --compare before.json', 'after it: slower, faster, or no verdict'],
    ['inferometer bench new.mjs --compare old.mjs', 'two modules in turn, which is surest'],
  ],
  async run({ args: [file = ''], options, ...context }) {
    const { out, err, signal, now } = context;
    const { processes = 6, time = 3, compare, confidence = 0.99, threshold = 0.05, save, json } = options;
    if (options.worker) {
      await out.write(`\n${MARK}${JSON.stringify(await measureHere(file, options, time))}\n`);
      return EXIT.ok;
    }
    const known = await casesOf(file);
    const chosen = chosenOf(known.cases, options.only);
    const isModule = compare !== undefined && !compare.endsWith('.json');
    const before = compare !== undefined && !isModule ? await readBenchmark(compare) : undefined;
    const modules = isModule ? [compare, file] : [file];
    const found = new Map<string, Record<string, Measured>[]>(modules.map((module) => [module, []]));
    const bar = progressOn(err, now);
    const seconds = time / processes;
    const total = processes * modules.length * (seconds * chosen.length + STARTUP_SECONDS);
    const startedAtMs = now();
    let processNumber = 1;
    const ticking = setInterval(() => {
      bar.update(
        Math.min(0.99, (now() - startedAtMs) / 1000 / total),
        `process ${processNumber} of ${processes}`,
      );
    }, 100);
    try {
      for (; processNumber <= processes; processNumber++) {
        // The other way round each time: what the machine does meanwhile meets both alike.
        for (const module of processNumber % 2 === 0 ? modules : [...modules].reverse()) {
          const only = chosen.flatMap((name) => ['--only', name]);
          const words = ['bench', module, '--worker', '--time', `${seconds}s`, ...(isModule ? [] : only)];
          found.get(module)?.push(measuredIn(await runAgain(words, signal)));
        }
      }
    } finally {
      clearInterval(ticking);
      bar.end();
    }
    const cases = summarized(found.get(file) ?? []);
    const old = before?.cases ?? (isModule ? summarized(found.get(compare) ?? []) : undefined);
    const comparison = old && compareCases(old, cases, { confidence, threshold, isInTurn: isModule });
    const benchmark: Benchmark = {
      ...{ format: 'inferometer-bench', version: 1, module: shownPath(file) },
      takenAt: new Date(now()).toISOString(),
      runtime: runtimeName(),
      machine: machineName(),
      cases,
    };
    if (save !== undefined) await writeWhole(save, `${JSON.stringify(benchmark, null, 1)}\n`);
    if (json)
      await out.write(`${JSON.stringify({ ...benchmark, ...(comparison && { comparison }) }, null, 2)}\n`);
    else {
      const lines = [
        ...resultLines(benchmark, known.leftOut, context),
        ...(comparison === undefined
          ? []
          : comparisonLines(comparison, benchmark, before, compare as string, context)),
      ];
      await out.write(`${lines.join('\n')}\n`);
    }
    const isSlower = comparison?.cases.some(({ verdict }) => verdict === 'slower') ?? false;
    return options['fail-on-regression'] && isSlower ? EXIT.failed : EXIT.ok;
  },
});

const STARTUP_SECONDS = 0.3;

async function measureHere(file: string, { only }: Options, seconds: number) {
  const { cases, setup, teardown } = await casesOf(file);
  await setup();
  try {
    const chosen = chosenOf(cases, only);
    return await measure(
      cases.filter(({ name }) => chosen.includes(name)),
      seconds * 1000,
    );
  } finally {
    await teardown();
  }
}

/** @throws CommandError */
function chosenOf(cases: readonly { readonly name: string }[], only: readonly string[]): string[] {
  const names = cases.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown === undefined) return only.length === 0 ? names : names.filter((name) => only.includes(name));
  throw new CommandError(`there is no function ${unknown}; there are ${names.join(', ')}`);
}

/** @throws CommandError */
function measuredIn(printed: string): Record<string, Measured> {
  const at = printed.lastIndexOf(MARK);
  if (at >= 0) return JSON.parse(printed.slice(at + MARK.length).split('\n')[0] as string);
  throw new CommandError('a process ended before it had measured: the module ends it');
}

function resultLines(
  { module, runtime, machine, cases }: Benchmark,
  leftOut: readonly string[],
  { out: { style, columns } }: Context,
): string[] {
  const cells = Object.entries(cases).map(([name, one]): Cell[] => [
    name,
    shownNanoseconds(one.medianNanoseconds),
    `${shownNanoseconds(one.lowNanoseconds)} to ${shownNanoseconds(one.highNanoseconds)}`,
    shownNanoseconds(one.p99Nanoseconds),
    formatMeasurement({ value: Math.round(1e9 / one.medianNanoseconds), unit: 'number' }),
  ]);
  const headings = ['', 'median', 'median, 95 % sure', 'p99', 'calls/s'];
  const shown = headings.map((heading, i) => ({ heading, ...(i > 0 && { align: 'right' as const }) }));
  const [first] = Object.values(cases) as [CaseResult | undefined];
  return [
    `${style.strong(module)}  ${runtime}, ${first?.processes.length ?? 0} processes`,
    style.faint(machine),
    '',
    ...table(shown, cells, { width: columns - 2, style }).map((line) => `  ${line}`),
    ...(leftOut.length === 0 ? [] : ['', style.faint(`Not timed: ${leftOut.join(', ')}.`)]),
  ];
}

function comparisonLines(
  { cases, machineChange }: Comparison,
  now: Benchmark,
  before: Benchmark | undefined,
  name: string,
  { out: { style, columns } }: Context,
): string[] {
  const paints: Readonly<Record<CaseComparison['verdict'], Paint>> = {
    slower: style.bad,
    faster: style.good,
    same: style.faint,
  };
  const cells = cases.map((one): Cell[] => [
    one.name,
    shownNanoseconds(one.beforeNanoseconds),
    shownNanoseconds(one.nowNanoseconds),
    { text: signed(one.change), paint: paints[one.verdict] },
    Number.isFinite(one.high) ? `${signed(one.low)} to ${signed(one.high)}` : 'not known',
    shownP(one.pValue),
    { text: one.verdict === 'same' ? 'no verdict' : one.verdict, paint: paints[one.verdict] },
  ]);
  const headings = ['', 'before', 'now', 'change', '95 % sure', 'p', ''];
  const shown = headings.map((heading, i) => {
    return { heading, ...(i > 0 && i < headings.length - 1 && { align: 'right' as const }) };
  });
  const isElsewhere =
    before !== undefined && (before.machine !== now.machine || before.runtime !== now.runtime);
  const notes = [
    ...(cases.length === 0 ? ['No function has the same name in both.'] : []),
    ...(Math.abs(machineChange) >= 0.1
      ? [
          `The machine is ${Math.abs(Math.round(100 * machineChange))} % ${machineChange > 0 ? 'slower' : 'faster'} than then; changes are relative to a yardstick.`,
        ]
      : []),
    ...(isElsewhere ? [`The baseline is of ${before.runtime} on ${before.machine}: not of here.`] : []),
  ];
  const when =
    before === undefined ? '' : style.faint(`, ${before.takenAt.slice(0, 16).replace('T', ' ')} UTC`);
  return [
    '',
    `Against ${style.strong(shownPath(name))}${when}`,
    '',
    ...table(shown, cells, { width: columns - 2, style }).map((line) => `  ${line}`),
    ...notes.map((note) => style.warning(note)),
  ];
}

function shownNanoseconds(nanoseconds: number): string {
  return formatMeasurement({ value: nanoseconds / 1e9, unit: 'seconds' });
}

function signed(change: number): string {
  return `${change < 0 ? '-' : '+'}${(100 * Math.abs(change)).toFixed(1)} %`;
}
