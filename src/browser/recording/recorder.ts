/**
 * What the end of a tracked call counts in a page: as much of telemetry's recorders as adds up over pages, where nobody traces. A
 * test holds both to the same figures.
 */
import {
  errorTypeOf,
  failureTypeOf,
  isRateLimited,
  type KnownUsage,
  type LabelValues,
  MODEL_OPERATIONS_TOTAL,
  OPERATION_FAILURE_SECONDS,
  OPERATION_PHASE_FAILURE_SECONDS,
  OPERATION_PHASE_SECONDS,
  OPERATION_PHASES_TOTAL,
  OPERATIONS_TOTAL,
  type Outcome,
  RATE_LIMITED_TOTAL,
  RETRIES_TOTAL,
  TOKEN_METRICS,
  type TokenKind,
  UNNAMED,
} from '../../telemetry/index.ts';
import type { PageContext } from './context.ts';
import type { PageHistogram } from './series.ts';

/** Where a tracked call, or a phase of one, is recorded. */
export interface Recorder {
  readonly context: PageContext;
  ended(outcome: Outcome, seconds: number, error: unknown): void;
  phase(path: string): Recorder;
  /** It waited so long, and runs now. */
  started?(queuedSeconds: number, nowMs: number): void;
  /** It is over. */
  left?(isWaiting: boolean, nowMs: number, outcome: Outcome): void;
  /** Tokens; left out where nobody counts them. */
  used?(usage: KnownUsage): void;
  /** @param isLast false where another attempt is made. */
  attemptFailed?(failure: unknown, isLast: boolean): void;
}

/** What a call is about. */
export interface Subject {
  readonly type: string;
  readonly modelId: string;
  /** The caller's labels. */
  readonly own: LabelValues;
}

/** None where the clock went back. */
export function secondsBetween(startedMs: number, endedMs: number): number {
  return Math.max(0, endedMs - startedMs) / 1000;
}

/** @param durations where its duration goes if it ends well: a fast error must not make an inference look fast */
export function callRecorder(context: PageContext, subject: Subject, durations: PageHistogram): Recorder {
  const { registry } = context;
  const { type, modelId, own } = subject;
  return {
    context,
    ended(outcome, seconds, error) {
      registry.record(OPERATIONS_TOTAL, [type, outcome, ...own]);
      registry.record(MODEL_OPERATIONS_TOTAL, [modelId, type, outcome, ...own]);
      if (outcome === 'ok') durations.record(seconds);
      else {
        const labels = [type, modelId, outcome, errorTypeOf(error) || UNNAMED[outcome], ...own];
        registry.record(OPERATION_FAILURE_SECONDS, labels, seconds);
        this.attemptFailed?.(error, true);
      }
    },
    phase: (path) => phaseRecorder(context, subject, path),
    used(usage) {
      for (const [kind, tokens] of Object.entries(usage) as [TokenKind, number][])
        for (const metric of Object.values(TOKEN_METRICS[kind]))
          registry.record(metric, [modelId, type, ...own], tokens);
    },
    attemptFailed(failure, isLast) {
      if (!isLast) registry.record(RETRIES_TOTAL, [type, modelId, failureTypeOf(failure), ...own]);
      if (isRateLimited(failure)) registry.record(RATE_LIMITED_TOTAL, [type, modelId, ...own]);
    },
  };
}

function phaseRecorder(context: PageContext, subject: Subject, path: string): Recorder {
  const { registry } = context;
  const { type, modelId, own } = subject;
  return {
    context,
    ended(outcome, seconds) {
      const labels = [type, path, modelId];
      registry.record(OPERATION_PHASES_TOTAL, [...labels, outcome, ...own]);
      if (outcome === 'ok') registry.record(OPERATION_PHASE_SECONDS, [...labels, ...own], seconds);
      else registry.record(OPERATION_PHASE_FAILURE_SECONDS, [...labels, outcome, ...own], seconds);
    },
    phase: (name) => phaseRecorder(context, subject, `${path}/${name}`),
  };
}
