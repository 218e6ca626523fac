#!/usr/bin/env node
/** `npm run bench`: see bench/README.md, or --help. */
import { HELP, readOptions, selectCases } from './harness/options.mjs';
import { buildLibrary, installBrowser, installNodes, installPeers } from './harness/prepare.mjs';

/** A mistake on the command line: one line and exit 2. */
function refuse(error) {
  console.error(`bench: ${error.message.split('\n')[0]}`);
  process.exit(2);
}

async function main() {
  const options = (() => {
    try {
      return readOptions(process.argv.slice(2));
    } catch (error) {
      return refuse(error);
    }
  })();
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const { cases } = await import('./cases/index.mjs');
  if (options.list) {
    for (const { name, title, onDemand } of cases)
      console.log(`${name.padEnd(22)} ${title}${onDemand ? '  (named, or --full)' : ''}`);
    return 0;
  }
  try {
    selectCases(cases, options);
  } catch (error) {
    return refuse(error);
  }
  try {
    installPeers();
    if (options.runtimes.some((name) => /^node\d/.test(name))) installNodes();
    if (options.runtimes.includes('chromium')) installBrowser();
    if (!options['no-build']) buildLibrary();
  } catch (error) {
    console.error(`bench: ${error.message}`);
    return 1;
  }
  // Only now: it imports what has just been installed and built.
  const { runBench } = await import('./harness/run-bench.mjs');
  return runBench(options);
}

process.exitCode = await main();
