/**
 * What a run gives, as kept, printed and written.
 *
 * @typedef {{ name: string, samples: number[], summary?: import('./statistics.mjs').Summary, skipped?: string }} Row
 * @typedef {{ case: string, runtime: string, version: string, where: string, unit: string, per: string, rows: Row[] }} Result
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { bench } from './paths.mjs';

/** Every sample, in the unit of its case, with the machine and the versions that gave them. */
export function writeJson(path, { command, startedAt, machine, versions, results }) {
  const document = { format: 'inferometer-bench/1', command, startedAt, machine, versions, results };
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
}

/** The place of a run in bench/README.md: Node's own, one of several versions of Node, one elsewhere. */
function placeOf(runtimes) {
  if (runtimes.some((name) => /^node\d/.test(name))) return 'results by version of Node';
  return runtimes.includes('node') ? 'results' : 'results elsewhere';
}

/** Puts a run's text into bench/README.md, in place of the last one of its kind. */
export function writeReadme(text, runtimes) {
  const label = placeOf(runtimes);
  const [begin, end] = [`<!-- ${label} -->`, `<!-- /${label} -->`];
  const path = join(bench, 'README.md');
  const page = readFileSync(path, 'utf8');
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`bench/README.md has no ${begin} ... ${end}`);
  const results = `${begin}\n\n\`\`\`text\n${stripVTControlCharacters(text).trimEnd()}\n\`\`\`\n\n`;
  writeFileSync(path, page.slice(0, from) + results + page.slice(to));
}
