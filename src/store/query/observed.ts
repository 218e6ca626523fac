/** How long was observed, by step: what rates are divided by. */
import { joinedCoverage, microsecondsOf } from '../coverage.ts';
import type { Coverage } from '../model.ts';

/** Stretches of a step before those that follow each other are made one. */
const MAX_APART = 256;

export class Observed {
  private readonly stretches = new Map<number, Coverage[]>();
  private readonly seconds = new Map<number, Map<string | undefined, number>>();

  add(step: number, stretch: Coverage): void {
    const known = this.stretches.get(step);
    if (known === undefined) this.stretches.set(step, [stretch]);
    else {
      known.push(stretch);
      if (known.length % MAX_APART === 0) this.stretches.set(step, joinedCoverage(known));
    }
  }

  /** The steps that anything was observed in, ascending. */
  steps(): number[] {
    return [...this.stretches.keys()].sort((a, b) => a - b);
  }

  /** From the first to the last moment; undefined where nothing was observed. */
  extent(step: number): { readonly startedAtUnixMs: number; readonly endedAtUnixMs: number } | undefined {
    const stretches = this.stretches.get(step);
    if (stretches === undefined) return undefined;
    return {
      startedAtUnixMs: stretches.reduce((least, one) => Math.min(least, one.startedAtUnixMs), Infinity),
      endedAtUnixMs: stretches.reduce((most, one) => Math.max(most, one.endedAtUnixMs), -Infinity),
    };
  }

  /**
   * By one member, or by any of them: time in which several were observed counts once.
   *
   * By the monotonic clock, as intervals were measured. The wall clock says only how much of it several had in common: two
   * members that were there for the same 60 s were observed for 120 s / (120 s / 60 s).
   */
  secondsIn(step: number, member: string | undefined): number {
    const byMember = this.seconds.get(step) ?? new Map<string | undefined, number>();
    this.seconds.set(step, byMember);
    const known = byMember.get(member);
    if (known !== undefined) return known;
    const stretches = joinedCoverage(this.stretches.get(step) ?? []).filter(
      (one) => member === undefined || one.member === member,
    );
    const seconds = observedSeconds(stretches);
    byMember.set(member, seconds);
    return seconds;
  }
}

function observedSeconds(stretches: readonly Coverage[]): number {
  const seconds = stretches.reduce((sum, one) => sum + microsecondsOf(one), 0) / 1e6;
  if (new Set(stretches.map(({ member }) => member)).size < 2) return seconds;
  // Joined, those of one member do not overlap.
  const together = stretches.reduce((sum, one) => sum + (one.endedAtUnixMs - one.startedAtUnixMs), 0);
  const inTime = [...stretches].sort((a, b) => a.startedAtUnixMs - b.startedAtUnixMs);
  let [once, until] = [0, -Infinity];
  for (const { startedAtUnixMs, endedAtUnixMs } of inTime) {
    once += Math.max(0, endedAtUnixMs - Math.max(startedAtUnixMs, until));
    until = Math.max(until, endedAtUnixMs);
  }
  return together > 0 ? (seconds * once) / together : seconds;
}
