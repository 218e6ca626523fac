/** Runs seeds, and says of each that breaks the law what was called. */
import { type OpenSubject, Session } from './session.ts';

export interface Failure {
  readonly seed: number;
  readonly error: unknown;
}

export interface Simulated {
  readonly seeds: number;
  readonly intervals: number;
  readonly calls: number;
  readonly failures: readonly Failure[];
}

/** Seeds from `first` on, until as many have failed as `mostFailures` says. */
export async function simulate(
  openSubject: OpenSubject,
  first: number,
  seeds: number,
  mostFailures = 1,
): Promise<Simulated> {
  let [done, intervals, calls] = [0, 0, 0];
  const failures: Failure[] = [];
  for (let seed = first; seed < first + seeds && failures.length < mostFailures; seed++) {
    try {
      const ran = await new Session(seed, openSubject).run();
      intervals += ran.intervals;
      calls += ran.calls;
    } catch (error) {
      failures.push({ seed, error });
    }
    done++;
  }
  return { seeds: done, intervals, calls, failures };
}

/** What a seed does, call by call; its failure is the last line. */
export async function traceOf(openSubject: OpenSubject, seed: number): Promise<string[]> {
  const trace: string[] = [];
  try {
    await new Session(seed, openSubject, trace).run();
    trace.push('the law holds');
  } catch (error) {
    trace.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return trace;
}
