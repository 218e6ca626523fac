/** A whole run: every selected case in every selected runtime, printed as it comes, then judged and written. */
import { cases } from '../cases/index.mjs';
import { judge, readFloors } from './floors.mjs';
import { describeMachine, describeVersions } from './machine.mjs';
import { measure } from './measure.mjs';
import { selectCases } from './options.mjs';
import { writeJson, writeReadme } from './results.mjs';
import { openRuntime } from './runtimes.mjs';
import { summarise } from './statistics.mjs';
import { renderAcross, renderTable } from './table.mjs';

/** @returns {Promise<number>} the exit code: 1 when ours cannot be measured, or with --check under a floor. */
export async function runBench(options) {
  const startedAt = new Date().toISOString();
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
  const machine = describeMachine();
  const versions = describeVersions();
  const printed = [];
  const print = (text) => {
    printed.push(text);
    console.log(text);
  };

  print(describeRun({ command, startedAt, machine, versions, options }));
  const floors = options.check ? floorsOf(options) : [];
  const runtimes = await openRuntimes(options.runtimes);
  const results = [];
  try {
    for (const { benchCase, runtimes: measured } of plan(options, runtimes, floors)) {
      const ofCase = [];
      for (const runtime of measured) {
        const rows = await measureRows(benchCase, runtime, options);
        const { name, unit, per } = benchCase;
        const { version } = runtime;
        const where = `${runtime.label} ${version}`;
        ofCase.push({ case: name, runtime: runtime.name, version, where, unit, per, rows });
        print(`\n${renderTable(benchCase, describeSamples(benchCase, runtime, rows), rows)}`);
      }
      if (ofCase.length > 1) print(`\n${renderAcross(benchCase, ofCase)}`);
      results.push(...ofCase);
    }
  } finally {
    for (const runtime of runtimes) await runtime.close();
  }

  if (options.json) writeJson(options.json, { command, startedAt, machine, versions, results });
  if (options.readme) writeReadme(printed.join('\n'), options.runtimes);
  const unmeasured = results.filter(({ rows }) => !rows[0].summary);
  for (const { case: name, runtime } of unmeasured)
    console.error(`bench: ${name} in ${runtime}: ours was not measured`);
  const broken = reportFloors(floors, results);
  return unmeasured.length > 0 || broken > 0 ? 1 : 0;
}

/** The floors of what this run measures. */
function floorsOf(options) {
  const selected = selectCases(cases, { ...options, full: true });
  return readFloors().filter(
    (floor) => options.runtimes.includes(floor.runtime) && selected.some(({ name }) => name === floor.case),
  );
}

async function openRuntimes(names) {
  const runtimes = [];
  for (const name of names) runtimes.push(await openRuntime(name));
  return runtimes;
}

/** Every contender's samples and what they come to. */
async function measureRows(benchCase, runtime, options) {
  const progress = showProgress(`${benchCase.name} in ${runtime.label}`);
  const rows = await measure(benchCase, runtime, options, progress.show);
  progress.clear();
  return rows.map((row) => (row.samples.length > 0 ? { ...row, summary: summarise(row.samples) } : row));
}

/** Which case in which runtimes, in which order. With --check all that a floor speaks of, and nothing else. */
function plan({ filters, full, check }, runtimes, floors) {
  const selected = selectCases(cases, { filters, full: full || check });
  const speaksOf = (benchCase, runtime) =>
    floors.some((floor) => floor.case === benchCase.name && floor.runtime === runtime.name);
  return selected.map((benchCase) => ({
    benchCase,
    runtimes: runtimes
      .filter(({ label }) => !benchCase.nodeOnly || label === 'Node')
      .filter((_, index) => !isBundled(benchCase) || index === 0)
      .filter((runtime) => !check || speaksOf(benchCase, runtime)),
  }));
}

/** Bundles weigh the same wherever they are to run. */
function isBundled({ contenders }) {
  return contenders[0].bundle !== undefined;
}

function describeRun({ command, startedAt, machine, versions, options }) {
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const busy = machine.load > machine.cores / 4;
  return [
    `${command}    ${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}`,
    peers.join(', '),
    `${options.rounds} rounds in ${options.launches} launches; ratios are to the first contender of a case`,
    ...(busy
      ? [`load average ${machine.load.toFixed(2)}: other work is running, figures will be unsteady`]
      : []),
  ].join('\n');
}

function describeSamples(benchCase, runtime, rows) {
  if (isBundled(benchCase)) return 'esbuild';
  const samples = Math.max(...rows.map((row) => row.samples.length));
  return `${runtime.label} ${runtime.version}, ${samples} ${samples === 1 ? 'sample' : 'samples'} each`;
}

function reportFloors(floors, results) {
  if (floors.length === 0) return 0;
  const verdicts = floors.map((floor) => judge(floor, results));
  console.log('\nfloors');
  for (const { text, verdict } of verdicts) console.log(`  ${verdict.padEnd(12)}  ${text}`);
  const count = (wanted) => verdicts.filter(({ verdict }) => verdict === wanted).length;
  console.log(`${count('holds')} hold, ${count('broken')} broken, ${count('not measured')} not measured`);
  return count('broken');
}

/** One line that overwrites itself on a terminal; nothing where the output is kept. */
function showProgress(label) {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (text) => process.stderr.write(`\r\x1b[2K${label}: ${text}`),
    clear: () => process.stderr.write('\r\x1b[2K'),
  };
}
