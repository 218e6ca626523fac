// Every option that bounds something is in the table of bounds of docs/metrics.md, and what the table names is there. What
// becomes of what is beyond a bound is tested where the bound is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, test } from '../harness.ts';

const page = readFileSync('docs/metrics.md', 'utf8');
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/generated|dashboard|^api/.test(path))
  .map((path) => readFileSync(join('src', path), 'utf8'));

/** The cells of the table under a heading, row by row. */
function tableOf(heading: string): string[][] {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((line) => line.slice(2, -2).split(' | '));
}

/** The fields of interfaces of options, by name. */
function optionNames(): Set<string> {
  const names = new Set<string>();
  for (const source of sources) {
    for (const [, body] of source.matchAll(
      /^export interface \w*(?:Options|Window|Query)\b[^{]*\{(.*?)^\}/gms,
    )) {
      for (const [, name] of (body as string).matchAll(/^ {2}readonly (\w+)\??:/gm))
        names.add(name as string);
    }
  }
  return names;
}

const BOUND = /Limit|^max[A-Z]|^most[A-Z]|^keep$|[a-z]Max[A-Z]/;

/** What is no bound on what is kept, whatever its name: a pause, a unit, what is drawn of what is there, how often a client tries. */
const OTHERS = ['maxBackoffSeconds', 'maxRetries', 'maxValueUnitRatio', 'maxPoints'];

const bounds = tableOf('What is bounded') as [bound: string, beyond: string, told: string][];
const reasons = tableOf('Why recordings are refused').map(([reason]) => (reason as string).slice(1, -1));

test('an option that bounds something is in the table', () => {
  const options = [...optionNames()].filter((name) => BOUND.test(name) && !OTHERS.includes(name));
  assert.ok(options.length > 12, options.join());
  const told = bounds.map(([bound]) => bound).join(' ');
  assert.equal(
    options.filter((name) => !told.includes(`\`${name}\``)),
    [],
  );
});

test('the table names options, counters, labels and reasons that are there', () => {
  const all = sources.join('\n');
  for (const [bound, , told] of bounds) {
    for (const [, name] of bound.matchAll(/`(\w+)`/g)) assert.match(all, new RegExp(`\\b${name}\\b`), name);
    const [, metric, label] = /^`(inferometer_\w+)`(?:, `(\w+)`)?$/.exec(told) ?? [];
    if (metric === undefined) continue;
    const row = page.split('\n').find((line) => line.startsWith(`| \`${metric}\` | counter |`)) ?? '';
    assert.ok(row !== '', `${metric} is a counter`);
    assert.ok(label === undefined || row.includes(`\`${label}\``) || reasons.includes(label), told);
  }
});

test('every reason for which a recording is refused has its sentence', () => {
  const source = readFileSync('src/metrics/base/recording-switch.ts', 'utf8');
  const type = source.slice(source.indexOf('export type RejectReason'), source.indexOf('function reasonOf'));
  const all = Array.from(type.matchAll(/^ {2}\| '(\w+)'/gm), ([, reason]) => reason as string);
  assert.ok(all.length > 30);
  assert.equal(reasons, all);
});
