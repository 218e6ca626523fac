// Runs one bundle in Node, Deno or Bun: `process.mjs <bundle> [js | kernel file]`. Events leave as marked lines of text.
import { readFile } from 'node:fs/promises';
import { argv, cpuUsage } from 'node:process';
import { pathToFileURL } from 'node:url';
import { encodeEvent } from './events.mjs';

const [bundle, named] = argv.slice(2);
const { main } = await import(pathToFileURL(bundle).href);
const kernel = named === 'js' ? named : named && (await readFile(named));
await main({ kernel, report: (event) => console.log(encodeEvent(withCpu(event))) });

function withCpu(event) {
  if (event.type !== 'end') return event;
  const { user, system } = cpuUsage();
  return { ...event, cpuSeconds: (user + system) / 1e6 };
}
