// Records the values of each case by each way in, and holds what each way out says against them.
import { createTelemetry, type SpanIds, type Telemetry } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { nextDown, nextUp, randomFrom } from '../../histogram/oracle.ts';
import { Machine } from '../../telemetry/time.ts';
import { AGGREGATIONS, check, type Fact, type Given, type Reading } from './oracle.ts';
import { WAYS_IN, type WayIn } from './ways-in.ts';
import type { WayOut } from './ways-out.ts';

/**
 * A test for each way in and each of these ways out. They all read what one instance recorded, one after another, so that
 * none may change what another one reads.
 */
export function testConformance(waysOut: readonly WayOut[]): void {
  for (const wayIn of WAYS_IN) {
    const all = [...waysOut, ...gettersOf(wayIn, waysOut)];
    let faults: Promise<Faults> | undefined;
    for (const wayOut of all) {
      test(`${wayIn.name}: ${wayOut.name}`, async () => {
        faults ??= faultsOf(wayIn, all);
        assert.equal((await faults).get(wayOut), []);
      });
    }
  }
}

/** What was found wrong with each way out. */
type Faults = ReadonlyMap<WayOut, string[]>;

/** Typed results are ways out that only their own way in has. */
function gettersOf({ getters = {} }: WayIn, waysOut: readonly WayOut[]): WayOut[] {
  if (waysOut.every(({ runs }) => runs !== 'everywhere')) return [];
  return Object.entries(getters).map(([name, read]) => ({
    name,
    runs: 'everywhere',
    facts: ['value', 'count', 'sum', 'range', 'quantiles'],
    open: ([telemetry], { labels }) => ({
      read: () => labels.map((own, i) => ({ ...read(telemetry, i), labels: own })),
    }),
  }));
}

async function faultsOf(wayIn: WayIn, waysOut: readonly WayOut[]): Promise<Faults> {
  const faults = new Map(waysOut.map((wayOut) => [wayOut, [] as string[]]));
  for (const [name, values] of Object.entries(valuesFor(wayIn))) {
    for (const hasIntervals of [false, true]) {
      for (const processes of [1, 2]) {
        const own = waysOut.filter((wayOut) => (wayOut.processes ?? 1) === processes);
        if (own.length === 0) continue;
        const found = await readAll(wayIn, own, processes, values, hasIntervals);
        const about = `${name}, ${hasIntervals ? 'in several intervals' : 'at once'}`;
        for (const [wayOut, fault] of found) faults.get(wayOut)?.push(`${about}: ${fault}`);
      }
    }
  }
  return faults;
}

/** Each is given to one series in full; the other has its first half. */
function valuesFor({ bounds = [] }: WayIn): Readonly<Record<string, readonly number[]>> {
  const random = randomFrom(bounds.length + 11);
  return {
    'no value': [],
    'one value': [0.25],
    zero: [0, -0, 0],
    'integers and fractions': [3, 1, 4, ...Array.from({ length: 9 }, (_, i) => (i + 1) / 10)],
    'negative values': [-3, -0.5, 0, 0.5, 7, -0.5],
    'values at the bounds, and doubles beside them': bounds.flatMap((bound) =>
      bound > 0 ? [bound, nextDown(bound), bound, nextUp(bound)] : [bound],
    ),
    'many values': Array.from({ length: 150 }, () => Math.exp(8 * random() - 5)),
    'values far apart': [1e-200, 1e-3, 1, 1e3, 1e150],
    'what is no finite number': [Number.NaN, Infinity, 2, -Infinity, 3, Number.NaN],
  };
}

/** Records the values in so many instances, and reads them by every way out. */
async function readAll(
  wayIn: WayIn,
  waysOut: readonly WayOut[],
  processes: number,
  values: readonly number[],
  hasIntervals: boolean,
): Promise<Map<WayOut, string>> {
  const machine = new Machine();
  let span: SpanIds | undefined;
  const options = {
    clock: machine,
    timer: machine,
    logLevel: 'silent',
    traceContext: { active: () => span },
    aggregationIntervalSeconds: 3600,
  } as const;
  const all = Array.from({ length: processes }, () => createTelemetry(options));
  try {
    const records = all.map((telemetry) => wayIn.open(telemetry));
    const opened = waysOut.map((wayOut) => ({
      wayOut,
      ...wayOut.open(all as [Telemetry, Telemetry], wayIn),
    }));
    const given = [new Recording(wayIn), new Recording(wayIn)] as const;
    // Several parts in several processes would have no last one.
    for (const [p, part] of partsOf(values, processes === 1 ? 3 : processes).entries()) {
      for (const value of part) {
        for (const [series, recording] of given.entries()) {
          if (series === 1 && recording.length >= values.length / 2) continue;
          span = recording.next(series, value);
          records[p % processes]?.(series, value);
          span = undefined;
        }
      }
      machine.pass(20);
      if (hasIntervals) for (const { collector } of all) collector.flush();
      for (const { afterPart } of opened) await afterPart?.();
    }
    const faults = new Map<WayOut, string>();
    for (const { wayOut, read } of opened) {
      try {
        checkSeries(await read(), wayIn, wayOut, given);
      } catch (error) {
        faults.set(wayOut, faultOf(error as Error));
      }
    }
    return faults;
  } finally {
    for (const telemetry of all) telemetry.dispose();
  }
}

/** With what an assertion compared. */
function faultOf({ message, details = '' }: Error & { readonly details?: unknown }): string {
  return `${message} ${details}`.trim();
}

/** What one series was given so far. */
class Recording implements Given {
  readonly aggregation: Given['aggregation'];
  readonly bounds: readonly number[];
  readonly values: number[] = [];
  readonly traces = new Map<string, number>();
  /** Of all that it was given. */
  length = 0;
  private readonly wayIn: WayIn;

  constructor(wayIn: WayIn) {
    this.wayIn = wayIn;
    this.aggregation = wayIn.aggregation;
    this.bounds = wayIn.bounds ?? [];
  }

  /** Takes note of a value; the span that it is to be recorded in. */
  next(series: number, value: number): SpanIds {
    const { accepts, takes = (given: number) => given, hasExemplars } = this.wayIn;
    const id = (series * 1e6 + ++this.length).toString(16);
    const traceId = id.padStart(32, '0');
    if (accepts(value)) {
      this.values.push(takes(value) + 0);
      if (hasExemplars) this.traces.set(traceId, takes(value));
    }
    return { traceId, spanId: id.padStart(16, '0') };
  }
}

function checkSeries(
  readings: readonly Reading[],
  wayIn: WayIn,
  wayOut: WayOut,
  given: readonly [Recording, Recording],
): void {
  const places: readonly Fact[] = AGGREGATIONS[wayIn.aggregation];
  for (const [series, recording] of given.entries()) {
    const labels = Object.entries(wayIn.labels[series] as object);
    const own = readings.filter((reading) => labels.every(([name, value]) => reading.labels[name] === value));
    const { aggregation, values } = recording;
    const isChanged =
      aggregation !== 'sum' && aggregation !== 'upDownSum' ? true : values.some((value) => value !== 0);
    const mayBeLeftOut = values.length === 0 || (wayOut.isOfChanges === true && !isChanged);
    if (mayBeLeftOut && own.length === 0) continue;
    const about = `of ${JSON.stringify(readings.map((one) => one.labels))}, series with the labels`;
    assert.is(own.length, 1, `${about} ${JSON.stringify(wayIn.labels[series])}`);
    const isBelowZero = [...values, ...recording.bounds].some((one) => one < 0);
    const leftOut: Fact[] = isBelowZero ? [...(wayOut.notBelowZero ?? [])] : [];
    if (wayOut.hasNoUpDownExemplars && aggregation === 'upDownSum') leftOut.push('exemplars');
    check(
      own[0] as Reading,
      recording,
      places.filter((fact) => wayOut.facts.includes(fact) && !leftOut.includes(fact)),
    );
  }
}

/** Contiguous, of lengths that differ by one at most. */
function partsOf(values: readonly number[], parts: number): number[][] {
  const at = (part: number) => Math.ceil((part * values.length) / parts);
  return Array.from({ length: parts }, (_, part) => values.slice(at(part), at(part + 1)));
}
