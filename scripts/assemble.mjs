#!/usr/bin/env node
// Runs the AssemblyScript compiler several times in one process: `assemble.mjs <JSON>`, a list of its arguments for each time. To
// load it takes several times as long as most of these (measured). It leaves settings in Binaryen's library, so that what asks
// that library for something else does not do so here.
import asc from 'assemblyscript/asc';

for (const argv of JSON.parse(process.argv[2])) {
  const { error } = await asc.main(argv, { stdout: process.stdout, stderr: process.stderr });
  if (error) {
    console.error(`asc ${argv.join(' ')}: ${error.message}`);
    process.exit(1);
  }
}
