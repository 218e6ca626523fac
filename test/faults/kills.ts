/** Real processes, killed at random moments while they write, seal, merge and remove: the next one finds what was promised. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openStore, readStore } from 'inferometer/store';
import { Chance } from '../store/simulation/chance.ts';
import { intervalOf } from '../store/simulation/intervals.ts';
import { type Entry, Ledger } from '../store/simulation/ledger.ts';
import { readBackOf } from '../store/simulation/real-store.ts';
import { fastClock, KILLED_STORE } from './killed-store.ts';
import { identityOf } from './writer.ts';

/** From its opening to its end; some end before they have opened anything. */
const LONGEST_LIFE_MS = 300;
const DAY_MS = 86_400_000;

/** One directory for all of these kills. */
export async function killWriters(first: number, count: number) {
  const path = await mkdtemp(join(tmpdir(), 'inferometer-kills-'));
  const chance = new Chance(first);
  const beganAtMs = Date.now();
  const clock = fastClock(beganAtMs);
  const ledger = new Ledger();
  const totals = { kills: 0, acknowledged: 0, intervals: 0, expired: 0, sealed: 0, hours: 0, days: 0 };
  const failures: string[] = [];
  for (let kill = first; kill < first + count && failures.length === 0; kill++) {
    const entries = await killedWriter(path, beganAtMs, totals.intervals, chance);
    totals.kills++;
    totals.intervals += entries.length;
    totals.acknowledged += entries.filter(({ state }) => state === 'acknowledged').length;
    for (const entry of entries) ledger.add(entry);
    try {
      // As a reader beside the next writer, or as that.
      const store = chance.of(0.5)
        ? readStore({ path, clock })
        : await openStore({ path, clock, ...KILLED_STORE });
      const read = await readBackOf(store);
      ledger.expire(clock.wallUnixMs() - KILLED_STORE.retentionDays * DAY_MS);
      await countFiles(path, totals);
      totals.expired = totals.intervals - read.marks.size;
      ledger.check(read, { promised: ledger.acknowledged, isOnDisk: false, isAccountable: true });
      if (read.lost > 0) throw new Error(`the store says that ${read.lost} records are damaged`);
      await store.close();
    } catch (error) {
      failures.push(
        `kill ${kill}: ${error instanceof Error ? error.stack : error}\n  the store is left in ${path}`,
      );
    }
  }
  for (const failure of failures) console.log(failure);
  if (failures.length === 0) await rm(path, { recursive: true });
  return { failed: failures.length, totals };
}

/** What of sealing, merging and retention a kill has met. */
async function countFiles(path: string, totals: { sealed: number; hours: number; days: number }) {
  const names = await readdir(join(path, 'main/segments')).catch(() => []);
  for (const [level, kind] of (['sealed', 'hours', 'days'] as const).entries()) {
    totals[kind] += names.some((name) => name.startsWith(`L${level}-`)) ? 1 : 0;
  }
}

/** @returns what it wrote, and what it was promised. */
async function killedWriter(
  path: string,
  beganAtMs: number,
  firstId: number,
  chance: Chance,
): Promise<readonly Entry[]> {
  const program = process.argv[1] as string;
  const args = [program, 'write', path, beganAtMs, firstId].map(String);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const entries = new Map<number, Entry>();
  const writer = { hasEndedInDoubt: false };
  let problem: string | undefined;
  const lifeMs = chance.random() * LONGEST_LIFE_MS;
  if (chance.of(0.1)) setTimeout(() => child.kill('SIGKILL'), lifeMs);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [what, id = '', rest = ''] = line.split(' ');
    if (what === 'open') setTimeout(() => child.kill('SIGKILL'), lifeMs);
    else if (what === 'append') {
      const interval = intervalOf(identityOf(Number(id)), Number(rest));
      const instance = `telemetry-${Number(id) % 3}`;
      entries.set(Number(id), {
        id: Number(id),
        instance,
        interval,
        endedAtUnixMs: interval.endedAtUnixMs,
        state: 'waiting',
        isDurable: false,
        writer,
      });
    } else if (what === 'acknowledged') (entries.get(Number(id)) as Entry).state = 'acknowledged';
    else problem = line;
  });
  const { code } = await ended(child);
  if (code !== null) problem ??= `it ended by itself, with ${code}`;
  if (problem !== undefined) throw new Error(`a writer on a sound disk: ${problem}`);
  return [...entries.values()];
}

function ended(child: ChildProcess): Promise<{ code: number | null }> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code }));
  });
}
