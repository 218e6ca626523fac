#!/usr/bin/env node
// `node examples/wal/start.mjs`: a write-ahead log over the file system, told of by its hooks.
import { parseArgs } from 'node:util';
import { launch } from '../launch.mjs';

const HELP = `Runs a write-ahead log with a steady and a flaky backend, and reports what its hooks told.

Usage: node examples/wal/start.mjs [flags]

  --operations N   operations to append (50)
  --delay S        seconds between two of them (0.01)
  --server         serve the dashboard at / and the metrics at /metrics until Ctrl-C
  --port N         port of the server on 127.0.0.1; 0 takes any free one (8000)
  --help           this page
`;

const read = readFlags(process.argv.slice(2));
if ('problem' in read) {
  process.stderr.write(`inferometer wal demo: ${read.problem}\n`);
  process.exitCode = 2;
} else if (read.flags.help) {
  process.stdout.write(HELP);
} else {
  const main = await launch({ name: 'wal demo', entry: 'examples/wal/main.ts', external: [] });
  if (main !== undefined) process.exitCode = await main(read.flags);
}

/**
 * @typedef {{ operations: number, delay: number, port: number, server: boolean, help: boolean }} Flags
 * @returns {{ flags: Flags } | { problem: string }}
 */
function readFlags(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        operations: { type: 'string', default: '50' },
        delay: { type: 'string', default: '0.01' },
        port: { type: 'string', default: '8000' },
        server: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const [operations, delay, port] = [values.operations, values.delay, values.port].map(Number);
    if (!(Number.isSafeInteger(operations) && operations >= 1))
      return { problem: `--operations must be a whole number from 1, got "${values.operations}"` };
    if (!(delay >= 0 && delay <= 3600))
      return { problem: `--delay must be seconds from 0 to 3600, got "${values.delay}"` };
    if (!(Number.isSafeInteger(port) && port >= 0 && port <= 65_535))
      return { problem: `--port must be a whole number from 0 to 65535, got "${values.port}"` };
    return { flags: { operations, delay, port, server: values.server, help: values.help } };
  } catch (error) {
    return { problem: error.message };
  }
}
