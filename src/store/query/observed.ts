/** How long was observed, by step: what rates are divided by. */
import { joinedCoverage, observedSeconds } from '../coverage.ts';
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

  /** By one member, or by any of them: time in which several telemetries were observed counts once. */
  secondsIn(step: number, member: string | undefined): number {
    const byMember = this.seconds.get(step) ?? new Map<string | undefined, number>();
    this.seconds.set(step, byMember);
    const known = byMember.get(member);
    if (known !== undefined) return known;
    const joined = joinedCoverage(this.stretches.get(step) ?? []);
    this.stretches.set(step, joined);
    const seconds = observedSeconds(
      member === undefined ? joined : joined.filter((one) => one.member === member),
    );
    byMember.set(member, seconds);
    return seconds;
  }
}
