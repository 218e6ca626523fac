/**
 * Answers to what many ask at once. Whoever asks now and then is given what is so in this moment; of what is asked more often
 * than that, one answer serves all who ask within a tenth of a second: reading what was recorded costs the same however
 * many wait for it.
 */
import type { Clock } from '../../ports.ts';

/** Of one question in a second; more share answers. */
const OWN_ANSWERS = 10;
const SHARED_MS = 100;
/** Questions that are remembered. */
const MAX_QUESTIONS = 64;

interface Question {
  sinceMs: number;
  asked: number;
  /** The last answer that was shared. */
  shared: Promise<unknown> | undefined;
  sharedMs: number;
}

export class PopularQuestions {
  private readonly clock: Clock;
  /** Those that were asked last come last. */
  private readonly questions = new Map<string, Question>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /**
   * @param question what tells it from others
   * @param answer makes an answer: for one who asks, or, where it is shared, for nobody in particular
   */
  answer<Answer>(question: string, answer: (isShared: boolean) => Promise<Answer>): Promise<Answer> {
    const nowMs = this.clock.monotonicMs();
    const known = this.known(question, nowMs);
    known.asked += 1;
    if (known.asked <= OWN_ANSWERS) return answer(false);
    if (known.shared !== undefined && nowMs - known.sharedMs < SHARED_MS)
      return known.shared as Promise<Answer>;
    const shared = answer(true);
    Object.assign(known, { shared, sharedMs: nowMs });
    shared.catch(() => {
      if (known.shared === shared) known.shared = undefined;
    });
    return shared;
  }

  private known(question: string, nowMs: number): Question {
    const known = this.questions.get(question) ?? {
      sinceMs: nowMs,
      asked: 0,
      shared: undefined,
      sharedMs: 0,
    };
    if (nowMs - known.sinceMs >= 1000) Object.assign(known, { sinceMs: nowMs, asked: 0 });
    this.questions.delete(question);
    this.questions.set(question, known);
    const [oldest] = this.questions.keys();
    if (this.questions.size > MAX_QUESTIONS) this.questions.delete(oldest as string);
    return known;
  }
}
