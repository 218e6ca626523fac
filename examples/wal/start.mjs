#!/usr/bin/env node
// `node examples/wal/start.mjs`: a write-ahead log over the file system, told of by its hooks.
import { parseArgs } from 'node:util';
import { launch } from '../launch.mjs';

const HELP = `Runs a write-ahead log with a steady and a flaky backend, and reports what its hooks told.

Usage: node examples/wal/start.mjs [flags]

  --operations N   operations to append (50)
  --delay S        seconds between two of them (0.01)
  --help           this page
`;

const read = readFlags(process.argv.slice(2));
if ('problem' in read) {
  process.stderr.write(`inferometer wal demo: ${read.problem}\n`);
  process.exitCode = 2;
} else if (read.flags.help) {
  process.stdout.write(HELP);
} else {
  const { operations, delay } = read.flags;
  const main = await launch({ name: 'wal demo', entry: 'examples/wal/main.ts', external: [] });
  if (main !== undefined) process.exitCode = await main({ operations, delay });
}

/** @returns {{ flags: { operations: number, delay: number, help: boolean } } | { problem: string }} */
function readFlags(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        operations: { type: 'string', default: '50' },
        delay: { type: 'string', default: '0.01' },
        help: { type: 'boolean', default: false },
      },
    });
    const [operations, delay] = [Number(values.operations), Number(values.delay)];
    if (!(Number.isSafeInteger(operations) && operations >= 1))
      return { problem: `--operations must be a whole number from 1, got "${values.operations}"` };
    if (!(delay >= 0 && delay <= 3600))
      return { problem: `--delay must be seconds from 0 to 3600, got "${values.delay}"` };
    return { flags: { operations, delay, help: values.help } };
  } catch (error) {
    return { problem: error.message };
  }
}
