#!/usr/bin/env node
// `npm start`: builds the library where it is missing or older than its sources, bundles the demo, runs it.
import { launch } from '../launch.mjs';
import { HELP, readFlags } from './flags.mjs';

const read = readFlags(process.argv.slice(2));
if ('problem' in read) {
  process.stderr.write(`inferometer demo: ${read.problem}\n`);
  process.exitCode = 2;
} else if (read.flags.help) {
  process.stdout.write(HELP);
} else {
  // TensorFlow.js stays outside: Node loads its own build of it.
  const main = await launch({ name: 'demo', entry: 'examples/demo/main.ts', external: ['@tensorflow/*'] });
  if (main !== undefined) process.exitCode = await main(read.flags);
}
