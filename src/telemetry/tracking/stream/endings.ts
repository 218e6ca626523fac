/** The ways in which a stream ends, and what each counts as: docs/streams.md has this table for readers. */
import type { Outcome } from '../../operations/outcome.ts';

/**
 * - `completed`: it was read to its end.
 * - `failed`: its source threw, or time ran out.
 * - `aborted`: somebody gave up, also before it began, also where it ends silently after its signal was aborted.
 * - `returned`: its reader stopped reading.
 * - `abandoned`: it was neither read to its end nor closed, and the collector found it.
 * - `unfollowed`: it was handed on to something that cannot be followed, and the collector found it.
 */
export type StreamEnding = keyof typeof STREAM_ENDINGS;

interface EndingMeaning {
  /** Of its operation. */
  readonly outcome: Outcome;
  /** `all` its bounds decide, it has `missed` whatever they are, or only `late tokens` count: the first one, or one after a gap. */
  readonly objective: 'all' | 'missed' | 'late tokens';
}

export const STREAM_ENDINGS = {
  completed: { outcome: 'ok', objective: 'all' },
  failed: { outcome: 'error', objective: 'missed' },
  aborted: { outcome: 'aborted', objective: 'late tokens' },
  returned: { outcome: 'aborted', objective: 'late tokens' },
  abandoned: { outcome: 'unknown', objective: 'late tokens' },
  unfollowed: { outcome: 'unknown', objective: 'late tokens' },
} as const satisfies Readonly<Record<string, EndingMeaning>>;
