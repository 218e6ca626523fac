// A process that writes until it is killed. What it says is said before it is done, or after it was promised: at once.
import { writeSync } from 'node:fs';
import { openStore } from 'inferometer/store';
import { intervalOf } from '../store/simulation/intervals.ts';
import { fastClock, KILLED_STORE } from './killed-store.ts';

/** As much as a disk takes, and no more than can be checked. */
const PAUSE_MS = 4;

/** @param args the directory, when the clock began, and the id of the first interval */
export async function runWriter([path = '', beganAtMs, firstId]: readonly string[]): Promise<never> {
  const clock = fastClock(Number(beganAtMs));
  const store = await openStore({ path, clock, ...KILLED_STORE });
  say('open');
  void maintaining(store);
  for (let id = Number(firstId); ; id++) {
    const endedAtUnixMs = Math.floor(clock.wallUnixMs());
    say(`append ${id} ${endedAtUnixMs}`);
    const { identity, instance } = { identity: identityOf(id), instance: `telemetry-${id % 3}` };
    void store.append(intervalOf(identity, endedAtUnixMs), { instance }).then(
      () => say(`acknowledged ${id}`),
      (error: unknown) => say(`rejected ${id} ${error}`),
    );
    if (id % 3 === 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

export function identityOf(id: number) {
  return { id, sequence: id, durationSeconds: 60, variant: id % 9 };
}

async function maintaining(store: { maintain(): Promise<void> }): Promise<never> {
  for (;;) {
    await store.maintain();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}
