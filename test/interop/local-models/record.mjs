// What was recorded, as the ways say it: read from the snapshot, by nothing that the integrations use.
import { createTelemetry } from '../../../dist/index.js';

/**
 * Each way without telemetry and with it: what its program sees, and what was recorded.
 *
 * @param ways by name, what is done with the thing, and what is to be recorded of it
 * @param make the thing itself, of no telemetry, or what stands in for it
 */
export async function compared(ways, make, recordOf) {
  const results = [];
  for (const [name, [use, right]] of Object.entries(ways)) {
    const telemetry = createTelemetry({ logLevel: 'silent' });
    const plain = await settled(async () => use(await make(undefined)));
    const watched = await settled(async () => use(await make(telemetry)));
    await new Promise((done) => setTimeout(done, 10));
    // Where it differs from place to place how it ends, what the program saw says what is right.
    const expected = typeof right === 'function' ? right(plain.value) : right;
    results.push({ name, plain, watched, right: expected, recorded: recordOf(telemetry) });
  }
  return results;
}

async function settled(use) {
  try {
    return { value: (await use()) ?? null };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Series of a metric by what its full name ends in. */
export function seriesOf(telemetry, name) {
  return telemetry.snapshot().metrics.find(({ fullName }) => fullName.endsWith(name))?.series ?? [];
}

const counted = (series) => ('histogram' in series ? series.histogram.count : series.value);

/** What was counted of a metric, by a label; of all its series where none is named. */
export function countsBy(telemetry, name, label) {
  const counts = {};
  for (const series of seriesOf(telemetry, name)) {
    const value = counted(series);
    if (value > 0) counts[series.labels[label]] = (counts[series.labels[label]] ?? 0) + value;
  }
  return counts;
}

export function countOf(telemetry, name) {
  return seriesOf(telemetry, name).reduce((sum, series) => sum + counted(series), 0);
}

export function localRecordOf(telemetry) {
  const { first = 0, warm = 0 } = countsBy(telemetry, 'local_inference_seconds', 'run');
  return {
    outcomes: countsBy(telemetry, 'aiml_operations_total', 'status'),
    first,
    warm,
    items: countOf(telemetry, 'inference_items_total'),
    loads: countOf(telemetry, 'local_model_loads_total'),
  };
}
