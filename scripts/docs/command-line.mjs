#!/usr/bin/env node
// What docs/command-line.md shows of commands: each is run, over a store whose history is made here, and its output put in its
// place. It needs a build. `--check` writes nothing, and fails when the page shows something else. Measurements of `bench` differ each time: they stay as they are.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = new URL('../..', import.meta.url);
const PAGE = new URL('docs/command-line.md', root);
const STARTED_AT_UNIX_MS = Date.UTC(2025, 5, 2, 9);
const [MINUTES, SLOWER] = [120, 1.35];

const SAMPLE = /(?<=```text\n)\$ inferometer ([^\n]*)\n[\s\S]*?(?=\n```)/g;

/** The page with what commands print now. */
async function written(page) {
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-samples-'));
  try {
    await writeStore(join(folder, 'telemetry'));
    await writeTrainings(join(folder, 'trainings'));
    const printed = new Map();
    for (const [, line] of page.matchAll(SAMPLE)) {
      if (line.startsWith('bench ') && !line.endsWith('--help')) continue;
      printed.set(line, `$ inferometer ${line}\n${await output(line, folder)}`);
    }
    return page.replace(SAMPLE, (sample, line) => printed.get(line) ?? sample);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a terminal of 80 columns shows, without colours. */
function output(line, cwd) {
  const command = fileURLToPath(new URL('dist/cli/inferometer.js', root));
  const env = { PATH: process.env.PATH, HOME: cwd, COLUMNS: '80' };
  return new Promise((resolve) => {
    execFile(execPath, [command, ...line.split(' ')], { cwd, env }, (_, stdout, stderr) => {
      resolve((stdout + stderr).trimEnd());
    });
  });
}

/** Two hours of inferences of two models, in two sizes of batch; `glyph-dense` is slower in the second one. */
async function writeStore(path) {
  const { createTelemetry } = await import(new URL('dist/index.js', root).href);
  const { openStore } = await import(new URL('dist/store/index.js', root).href);
  let elapsedMs = 0;
  const clock = { monotonicMs: () => elapsedMs, wallUnixMs: () => STARTED_AT_UNIX_MS + elapsedMs };
  const timer = { after: () => () => {} };
  const random = seeded(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const store = await openStore({ path, clock });
  const telemetry = createTelemetry({ clock, timer, store });
  for (let minute = 1; minute <= MINUTES; minute++) {
    for (let i = 0; i < 20; i++) {
      for (const [modelId, medianMs] of [
        ['glyph-dense', minute > MINUTES / 2 ? 12 * SLOWER : 12],
        ['glyph-conv', 31],
      ]) {
        for (const batchSize of [1, 8]) {
          const inference = telemetry.inference({ modelId, batchSize });
          const token = inference.start();
          elapsedMs += medianMs * Math.exp(0.4 * normal());
          inference.end(token);
        }
      }
    }
    elapsedMs = minute * 60_000;
    await telemetry.flush();
  }
  await store.close();
  telemetry.dispose();
}

/** A search with three trials. */
async function writeTrainings(path) {
  const { createTelemetry } = await import(new URL('dist/index.js', root).href);
  const { openStore } = await import(new URL('dist/store/index.js', root).href);
  const { createTelemetryRunLogger } = await import(new URL('dist/experiments/index.js', root).href);
  let elapsedMs = 0;
  const clock = { monotonicMs: () => elapsedMs, wallUnixMs: () => STARTED_AT_UNIX_MS + elapsedMs };
  const store = await openStore({ path, clock });
  const telemetry = createTelemetry({ clock, timer: { after: () => () => {} }, store });
  const logger = createTelemetryRunLogger(telemetry, { modelId: 'glyphs' });
  for (const learningRate of [0.1, 0.03, 0.01]) {
    const run = logger.startRun({ name: `lr ${learningRate}`, parameters: { learningRate, batchSize: 32 } });
    for (let epoch = 0; epoch < 20; epoch++) {
      elapsedMs += 4000;
      const loss = Math.exp(-learningRate * epoch * 5) + 20 * learningRate ** 2;
      run.log({ val_loss: loss, val_accuracy: 1 - loss / 2 }, { epoch });
    }
    await run.end();
  }
  await telemetry.flush();
  await store.close();
  telemetry.dispose();
}

/** Numbers from 0 to 1, the same each time (mulberry32). */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const shown = readFileSync(PAGE, 'utf8');
const printed = await written(shown);
if (!argv.includes('--check')) writeFileSync(PAGE, printed);
else if (printed !== shown) {
  console.error('docs/command-line.md is not what commands print: run node scripts/docs/command-line.mjs');
  process.exitCode = 1;
}
