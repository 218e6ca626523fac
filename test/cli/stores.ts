/** Stores with a history that is known: intervals of a minute, up to now, of inferences and loads of models. */
import { createTelemetry } from 'inferometer';
import { openStore } from 'inferometer/store';

export interface StoreOptions {
  readonly path: string;
  readonly seed?: number;
  /** How many intervals; 60 if left out. */
  readonly minutes?: number;
  /** Inferences of each model in an interval; 20 if left out. */
  readonly inferences?: number;
  /** By how much `dense` is slower in the later half; 1 if left out. */
  readonly slower?: number;
  /** By how much one in twenty inferences of `dense` is slower in the later half: its tail alone; 1 if left out. */
  readonly slowerTail?: number;
  /** Of loads of models in the later half, how many fail; as in the earlier half, 0.05, if left out. */
  readonly failures?: number;
  /** What all models take more of in each interval, by chance: a machine that is busy now and then. 0 if left out. */
  readonly unsteadiness?: number;
}

const MEDIAN_MS = { dense: 12, conv: 30 } as const;
const STARTED_AT_UNIX_MS = Math.floor(Date.now() / 60_000) * 60_000;

/** @returns when the later half begins */
export async function writeStore({
  path,
  seed = 1,
  minutes = 60,
  inferences = 20,
  slower = 1,
  slowerTail = 1,
  failures = 0.05,
  unsteadiness = 0,
}: StoreOptions): Promise<number> {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let [wall, monotonic] = [STARTED_AT_UNIX_MS - minutes * 60_000, 0];
  const clock = { monotonicMs: () => monotonic, wallUnixMs: () => wall };
  const pass = (ms: number) => {
    wall += ms;
    monotonic += ms;
  };
  const store = await openStore({ path, clock, segmentSeconds: 600 });
  const timer = { after: () => () => {} };
  const telemetry = createTelemetry({ clock, timer, store, aggregationIntervalSeconds: 60 });
  let laterHalf = 0;
  for (let minute = 0; minute < minutes; minute++) {
    const isLater = minute >= minutes / 2;
    if (isLater) laterHalf ||= wall;
    const load = Math.exp(unsteadiness * normal());
    for (let i = 0; i < inferences; i++) {
      for (const modelId of ['dense', 'conv'] as const) {
        const isSlower = isLater && modelId === 'dense';
        const tail = isSlower && i % 20 === 0 ? slowerTail : 1;
        const inference = telemetry.inference({ modelId });
        const token = inference.start();
        pass(MEDIAN_MS[modelId] * Math.exp(0.4 * normal()) * load * (isSlower ? slower : 1) * tail);
        inference.end(token);
      }
    }
    for (let i = 0; i < 10; i++) {
      const isFailing = random() < (isLater ? failures : 0.05);
      try {
        telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'conv' }, () => {
          if (isFailing) throw new TypeError('no such model');
        });
      } catch {
        // Recorded.
      }
    }
    pass(60_000 - (monotonic % 60_000));
    await telemetry.flush();
  }
  await store.close();
  return laterHalf;
}

function seeded(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
