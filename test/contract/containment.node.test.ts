// What is called out to throws and rejects, at any call of any port: the program that is watched sees nothing of it, nothing
// else is lost, nothing is unhandled, and the counter of the port says how often.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Telemetry } from 'inferometer';
import { assert, test } from '../harness.ts';
import { seriesOf } from '../telemetry/support.ts';
import { type Mode, PORTS, type Sabotage, Saboteur, type Site } from './containment/ports.ts';
import { program, Run, STEPS, type StepName } from './containment/program.ts';

interface NumberPoint {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly value: number;
}

const SITES = Object.keys(PORTS) as Site[];

/** The reasons that Node reports as unhandled. */
const unhandled: string[] = [];
process.removeAllListeners('unhandledRejection');
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

async function ran(steps: readonly StepName[], sabotage?: Sabotage): Promise<Run> {
  const run = new Run(new Saboteur(sabotage));
  for (const step of steps) await run.step(step);
  await run.step('flush');
  await run.step('turn');
  return run;
}

/** Counts of everything that was recorded, but of the library itself. What a port alone can tell is named with it. */
function counts(telemetry: Telemetry, site: Site): Record<string, number> {
  const lost = LOST[site];
  const found: Record<string, number> = {};
  for (const { fullName, series } of telemetry.snapshot().metrics) {
    if (fullName.startsWith('inferometer_recordings') || lost?.test(fullName)) continue;
    for (const point of series) {
      const value = 'histogram' in point ? point.histogram.count : point.value;
      // A series without anything may be there because an interval ended for what was counted.
      if (value !== 0) found[`${fullName} ${JSON.stringify(point.labels)}`] = value;
    }
  }
  return found;
}

const TIMES = /seconds|items|throughput|per_second|rate|peak|burn|budget_remaining|objective|memory/;

/** What nobody knows where this fails. */
const LOST: Partial<Record<Site, RegExp>> = {
  'Clock.monotonicMs': TIMES,
  'Clock.wallUnixMs': TIMES,
  // The platform's takes its place, by the time of the platform.
  'Timer.after': /burn|history|throughput/,
  'MemoryProbe.usedBytes': /memory/,
  'MemoryProbe.settledBytes': /memory/,
  'MemoryProbe.breakdown': /memory/,
  'callback of observable instruments': /observed/,
  'callback of streams': /token|stream|goodput|budget_spent/,
  'callback of results': /stream|token|seconds|throughput|rate|peak|chunk|budget|good_events/,
  'callback of routes': /http/,
  'callback of instrumented clients': /./,
  'attribute getter': /./,
};

async function holds(steps: readonly StepName[], sabotage: Sabotage, reference: Run): Promise<void> {
  const run = await ran(steps, sabotage);
  assert.equal(run.seen, reference.seen, 'results, errors and their order');
  assert.equal([...new Set(unhandled.splice(0))], [], 'nothing is unhandled');
  const { site, mode } = sabotage;
  assert.equal(counts(run.telemetry, site), counts(reference.telemetry, site), 'nothing else is lost');
  await run.step('turn');
  const { failures } = run.saboteur;
  // What is read is asked for, and may fail again.
  const counted = countedOf(run.telemetry, site) - countedOf(reference.telemetry, site);
  const further = mode === 'throw' ? run.saboteur.failures - failures : 0;
  if (site.startsWith('Clock')) assert.ok(failures === 0 || counted > 0, `${site} is counted`);
  else assert.is(counted, failures + further, `${site} is counted each time`);
  run.telemetry.dispose();
}

/** A promise that is older than it may be is given up, whether it rejects or not. */
function countedOf(telemetry: Telemetry, site: Site): number {
  const reasons: string[] = [PORTS[site]];
  if (site === 'callback of observable instruments') reasons.push('callback_timed_out');
  const points = seriesOf(telemetry, 'inferometer_recordings_refused_total') as readonly NumberPoint[];
  const counted = points.filter(({ labels }) => reasons.includes(labels.reason as string));
  return counted.reduce((sum, { value }) => sum + value, 0);
}

for (const site of SITES) {
  for (const mode of modesOf(site)) {
    test(`${site}, at every call: ${mode}`, async () => {
      const reference = await ran(STEPS);
      assert.ok((reference.saboteur.calls.get(site) ?? 0) > 0 || SPARE.has(site), 'it is called');
      await holds(STEPS, { site, mode, at: undefined }, reference);
      reference.telemetry.dispose();
    });
  }
}

/** A promise in an attribute is misuse. */
function modesOf(site: Site): Mode[] {
  return site === 'attribute getter' ? ['throw'] : ['throw', 'reject'];
}

/** Called where something else fails, or by other options. */
const SPARE: ReadonlySet<Site> = new Set();

test('law: any call of any port may fail, in any program', async () => {
  const sabotage = fc
    .record({ site: fc.constantFrom(...SITES), mode: fc.nat(1), at: fc.nat(20) })
    .map(({ site, mode, at }): Sabotage => ({ site, mode: modesOf(site)[mode] ?? 'throw', at }));
  await fc.assert(
    fc.asyncProperty(program, sabotage, async (steps, sabotaged) => {
      const reference = await ran(steps);
      await holds(steps, sabotaged, reference);
      reference.telemetry.dispose();
    }),
    { numRuns: 60 },
  );
});

test('every method of src/ports.ts that a caller may hand in is held to it', () => {
  const source = readFileSync(new URL('src/ports.ts', `file://${process.cwd()}/`), 'utf8');
  const methods: string[] = [];
  let name = '';
  for (const line of source.split('\n')) {
    name = /^export interface (\w+)/.exec(line)?.[1] ?? name;
    const method = /^ {2}(\w+)\??(<\w+>)?\(/.exec(line)?.[1];
    if (method !== undefined && !OURS.has(name)) methods.push(`${name}.${method}`);
  }
  assert.equal(
    methods.filter((method) => !(method in PORTS)),
    [],
  );
});

/** What the library hands out. */
const OURS: ReadonlySet<string> = new Set(['ArrowTable', 'ArrowColumn']);

/** What is called in the sources as a method of a port would be, with the two lines before it. */
const CALL =
  /\b(?:logger\??\.(?:debug|info|warn|error|\[\w+\])|(?:tracing|span|traceContext)\??\.(?:begin|note|run|event|set|end|active)|(?:memory|probe)\??\.(?:usedBytes|settledBytes|breakdown)|(?:options|settings)\??\.on[A-Z]\w*)(?:\?\.)?\(/;

test('no source calls a port but through containment', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const bare: string[] = [];
  for (const file of files) {
    const lines = readFileSync(`src/${file}`, 'utf8').split('\n');
    for (const [i, line] of lines.entries()) {
      if (!CALL.test(line) || /^\s*(\*|\/\/)/.test(line)) continue;
      const before = lines.slice(Math.max(0, i - 4), i + 1).join('\n');
      if (!/contain\(|readingOf\(|readingOf\b/.test(before + lines[i + 1] + lines[i + 2])) bare.push(file);
    }
  }
  assert.equal(
    bare.filter((file) => !Object.keys(BARE).some((one) => file.startsWith(one))),
    [],
  );
});

/** Where a port is called from the inside of one, which its caller contains. */
const BARE: Readonly<Record<string, string>> = {
  'logging/': 'loggers made of other loggers',
  'opentelemetry/tracing/': 'the tracing port itself, over spans of OpenTelemetry',
};
