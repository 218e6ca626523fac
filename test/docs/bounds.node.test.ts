// Every option that bounds something is in the table of bounds, and what the table names is there. What becomes of what is
// beyond a bound is tested where the bound is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOUNDS } from '../../scripts/docs/bounds.mjs';
import { reasons } from '../../scripts/docs/metrics.mjs';
import { assert, test } from '../harness.ts';

const page = readFileSync('docs/metrics.md', 'utf8');
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/generated|dashboard|^api/.test(path))
  .map((path) => readFileSync(join('src', path), 'utf8'));

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

/** What is no bound on what is kept, whatever its name. */
const OTHERS = ['maxBackoffSeconds', 'maxValueUnitRatio'];

test('an option that bounds something is in the table, with what tells that the bound was met', () => {
  const options = [...optionNames()].filter((name) => BOUND.test(name) && !OTHERS.includes(name));
  assert.ok(options.length > 12, options.join());
  const told = BOUNDS.map(({ bound }) => bound).join(' ');
  assert.equal(
    options.filter((name) => !told.includes(`\`${name}\``)),
    [],
  );
});

test('the table names options, counters and reasons that are there', () => {
  const all = sources.join('\n');
  for (const { bound, metric, label, otherwise } of BOUNDS) {
    for (const [, name] of bound.matchAll(/`(\w+)`/g)) assert.match(all, new RegExp(`\\b${name}\\b`), name);
    assert.ok((metric === undefined) !== (otherwise === undefined), bound);
    if (metric === undefined) continue;
    const row = page.split('\n').find((line) => line.startsWith(`| \`${metric}\` | counter |`));
    assert.ok(row, `${metric} is a counter`);
    if (label === undefined) continue;
    const known = reasons().some(({ reason }) => `\`${reason}\`` === label);
    assert.ok((row as string).includes(label) || known, `${label} of ${metric}`);
  }
});

test('every reason has its sentence', () => {
  const source = readFileSync('src/metrics/base/recording-switch.ts', 'utf8');
  const type = source.slice(source.indexOf('export type RejectReason'), source.indexOf('const REASONS'));
  const all = Array.from(type.matchAll(/^ {2}\| '(\w+)'/gm), ([, reason]) => reason as string);
  assert.ok(all.length > 30);
  assert.equal(
    reasons().map(({ reason }) => reason),
    all,
  );
  for (const reason of all) assert.match(page, `| \`${reason}\` | `);
});
