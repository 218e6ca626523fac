// Runs one bundle in Node, Deno or Bun: `process.mjs <bundle> [js | kernel file]`. Events leave as marked lines of text.
import { readFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { cpuSeconds } from '../times.mjs';
import { encodeEvent } from './events.mjs';

const [bundle, named] = argv.slice(2);
const { main } = await import(pathToFileURL(bundle).href);
const kernel = named === 'js' ? named : named && (await readFile(named));
await main({ kernel, report: (event) => console.log(encodeEvent(withCpu(event))) });

function withCpu(event) {
  return event.type === 'end' ? { ...event, cpuSeconds: cpuSeconds() } : event;
}
