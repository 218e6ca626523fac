/**
 * Answers to what many ask at once: reading what was recorded costs the same however many wait for it. Whoever asks now and
 * then is given what is so in this moment. Of what is asked more often than that, one answer serves all who ask within a tenth
 * of a second; and where an answer takes long, all who ask meanwhile are given the next one, which begins when it is there:
 * a question is answered once at a time, and nobody is told what was so before it was asked.
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
  /** The answer that is being made. */
  running: Promise<unknown> | undefined;
  /** The one after it, for all who asked meanwhile. */
  next: Promise<unknown> | undefined;
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
    const isPopular = known.asked > OWN_ANSWERS;
    if (isPopular && known.shared !== undefined && nowMs - known.sharedMs < SHARED_MS)
      return known.shared as Promise<Answer>;
    const made = known.running === undefined ? run(known, () => answer(isPopular)) : next(known, answer);
    if (!isPopular) return made;
    Object.assign(known, { shared: made, sharedMs: nowMs });
    made.catch(() => {
      if (known.shared === made) known.shared = undefined;
    });
    return made;
  }

  private known(question: string, nowMs: number): Question {
    const known = this.questions.get(question) ?? {
      sinceMs: nowMs,
      asked: 0,
      shared: undefined,
      sharedMs: 0,
      running: undefined,
      next: undefined,
    };
    if (nowMs - known.sinceMs >= 1000) Object.assign(known, { sinceMs: nowMs, asked: 0 });
    this.questions.delete(question);
    this.questions.set(question, known);
    const [oldest] = this.questions.keys();
    if (this.questions.size > MAX_QUESTIONS) this.questions.delete(oldest as string);
    return known;
  }
}

function run<Answer>(question: Question, answer: () => Promise<Answer>): Promise<Answer> {
  const running = answer();
  const over = () => {
    if (question.running === running) question.running = undefined;
  };
  question.running = running;
  running.then(over, over);
  return running;
}

/** However many ask for it, it is made once. */
function next<Answer>(question: Question, answer: (isShared: boolean) => Promise<Answer>): Promise<Answer> {
  question.next ??= settled(question.running).then(() => {
    question.next = undefined;
    return run(question, () => answer(true));
  });
  return question.next as Promise<Answer>;
}

async function settled(promise: Promise<unknown> | undefined): Promise<void> {
  await promise?.catch(() => {});
}
