#!/usr/bin/env node
// npm run test:faults: what a store survives. See CONTRIBUTING.md.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../runners/build.mjs';
import { bundleProgram } from '../runners/bundle.mjs';
import { root } from '../runners/files.mjs';
import { runCommand } from '../runners/options.mjs';

const help = `npm run test:faults -- [kind ...] [--seeds N] [--from N] [--seed N] [--kills N] [--flips N] [--jobs N]

  kind       simulation, kills, truncation, flips; all of them if left out
  --seeds    of the simulation; 100000
  --from     the first of them; 0
  --seed     this one alone, with the trace of its calls
  --kills    of a real process, with SIGKILL; 1000
  --flips    of single bits; 10000
  --jobs     processes at a time; 2
`;

/** How many are done by one process: it ends before what it has left behind grows large. */
const CHUNKS = { simulation: 500, kills: 100, truncation: 1, flips: 500 };

process.exitCode = await runCommand(process.argv.slice(2), optionsOf, help, async (options) => {
  if (!buildIfStale()) return 1;
  const program = await bundleProgram('test/faults/main.ts');
  if (options.seed !== undefined) return run(program, ['trace', options.seed], (line) => console.log(line));
  const counts = { passed: 0, failed: 0 };
  for (const kind of options.kinds) await runKind(kind, program, options, counts);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
});

function optionsOf(args) {
  const number = { type: 'string' };
  const options = { seeds: number, from: number, seed: number, kills: number, flips: number, jobs: number };
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...options, help: { type: 'boolean', short: 'h', default: false } },
  });
  const known = ['simulation', 'kills', 'truncation', 'flips'];
  const unknown = positionals.find((kind) => !known.includes(kind));
  if (unknown !== undefined) throw new Error(`expected some of ${known.join(', ')}, got ${unknown}`);
  for (const name of Object.keys(options)) {
    if (values[name] !== undefined && !/^\d+$/.test(values[name]))
      throw new Error(`--${name} expected a number`);
  }
  const { seeds = 100_000, from = 0, seed, kills = 1000, flips = 10_000, jobs = 2 } = values;
  return {
    help: values.help,
    kinds: positionals.length > 0 ? positionals : known,
    seed,
    from: Number(from),
    jobs: Number(jobs),
    amounts: { simulation: Number(seeds), kills: Number(kills), truncation: 1, flips: Number(flips) },
  };
}

async function runKind(kind, program, { amounts, from, jobs }, counts) {
  const startedAtMs = performance.now();
  const amount = amounts[kind];
  const first = kind === 'simulation' ? from : 0;
  const totals = {};
  let [begun, done, failed] = [0, 0, 0];
  const work = async () => {
    while (begun < amount) {
      const [at, size] = [begun, Math.min(CHUNKS[kind], amount - begun)];
      begun += size;
      let isReported = false;
      const status = await run(program, [kind, first + at, size], (line) => {
        if (!line.startsWith('{')) return console.log(line);
        isReported = true;
        const report = JSON.parse(line);
        failed += report.failed;
        for (const [name, value] of Object.entries(report.totals)) totals[name] = (totals[name] ?? 0) + value;
      });
      if (status !== 0 || !isReported) {
        console.log(`${kind} ${first + at} to ${first + at + size - 1}: ended with ${status}`);
        failed += 1;
      }
      done += size;
      console.log(`${kind}: ${done} of ${amount}, ${failed} failed, ${secondsSince(startedAtMs)} s`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  console.log(`${kind}: ${JSON.stringify(totals)}`);
  counts.passed += failed === 0 ? 1 : 0;
  counts.failed += failed === 0 ? 0 : 1;
}

/** One process to its end. @returns its exit code */
function run(program, args, onLine) {
  return new Promise((resolve) => {
    const flags = ['--enable-source-maps', '--expose-gc'];
    const child = spawn(process.execPath, [...flags, program, ...args.map(String)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      lines.forEach(onLine);
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
}

function secondsSince(startedAtMs) {
  return ((performance.now() - startedAtMs) / 1000).toFixed(0);
}
