/** The operation: what every form of tracking begins and ends. */
import { wrongKind } from '../../errors.ts';
import type { OperationSpan, SpanIds } from '../../ports.ts';
import { requireFunction, requireLabel } from '../../validate.ts';
import type { CallLabels } from '../context/call-labels.ts';
import type { StreamOf } from './following/streams.ts';
import {
  type AbortState,
  errorTypeOf,
  failureTypeOf,
  isAbortState,
  type Outcome,
  outcomeOf,
  timeoutOf,
} from './outcome.ts';
import { isDuration, type OperationRecorder } from './recorder.ts';
import { beginSpan, runInside } from './spans.ts';
import { track } from './track.ts';
import { type KnownUsage, knownUsage, type TokenUsage } from './usage.ts';

/** Something that takes time and ends once. Ending it again is counted, and changes nothing. */
export interface Operation {
  /** `model_load`, `inference` ...; of a phase its name. */
  readonly type: string;
  /** As handed in. */
  readonly attributes: object;
  /** What it is a part of, or was begun for. */
  readonly parent: Operation | undefined;
  /** Undefined while it runs. */
  readonly outcome: Outcome | undefined;
  /** NaN while it runs, and where nothing is recorded. */
  readonly durationSeconds: number;
  /** What tracing has of it; undefined where nobody traces. */
  readonly span: OperationSpan | undefined;
  /**
   * Calls `fn` as a part of the operation: spans that others begin in it are the children of the operation's span. What
   * `fn` returns or throws comes back as it is, and ends nothing.
   *
   * @throws TELEMETRY_ARGUMENT_KIND
   * @example
   * using step = telemetry.start('optimizer_step', { modelId: 'glyphs' });
   * const gradients = await step.run(() => fetch(parameterServer));
   */
  run<T>(fn: () => T): T;
  /**
   * Says what the provider tells of the tokens. Of each kind the last report counts, since providers send running
   * totals; it is recorded when the operation ends, however that is, or at once where it has ended without one. What is
   * no number of tokens is counted in `inferometer_recordings_refused_total`. Of phases, and of operations on storage,
   * only the spans say it.
   *
   * @example
   * await telemetry.trackInference({ modelId: 'gpt' }, async (inference) => {
   *   const answer = await model.generate(prompt);
   *   inference.usage({ inputTokens: answer.promptTokens, outputTokens: answer.tokens.length });
   *   return answer;
   * });
   */
  usage(report: TokenUsage): void;
  /**
   * Attributes of one's own on its span: strings, numbers, booleans, and arrays of these. Nothing where nobody traces,
   * or when it has ended. They are no labels: ids of requests and of users may be among them.
   *
   * @example
   * inference.set({ 'app.user_tier': 'gold' });
   */
  set(attributes: object): void;
  /**
   * It has waited, and runs from now on: of an inference that was begun with `isQueued`. How long it waited is recorded
   * apart, and its duration is taken from now. For any other, and the second time, it does nothing.
   *
   * @example
   * const inference = telemetry.start('inference', { modelId: 'glyphs', isQueued: true });
   * await gpu.acquire();
   * inference.started();
   */
  started(): void;
  /**
   * An attempt failed, and another one is made: counted by what ended it, the status of HTTP, 429, or the class of the
   * error. The last attempt is the operation's own: that one ends it.
   *
   * @param failure the error that the attempt threw, its response, or its status.
   * @example
   * await telemetry.trackInference({ modelId: 'gpt' }, async (inference) => {
   *   for (let left = 2; ; left--) {
   *     const response = await fetch(url, request);
   *     if (response.status !== 429 || left === 0) return response;
   *     inference.retry(response);
   *   }
   * });
   */
  retry(failure?: unknown): void;
  /** Ends it well. */
  ok(): void;
  /**
   * Ends it badly: `error` where time ran out, `aborted` where somebody gave up, which the errors of common clients and
   * its signal tell, else `error`.
   */
  fail(error?: unknown): void;
  /** Ends it because somebody gave up. */
  abort(): void;
  /** Ends it with the outcome `unknown`, if nothing has ended it. */
  [Symbol.dispose](): void;
  /**
   * Begins a phase of it: fetch, compile, warm-up, whatever its parts are called. A phase has an outcome, a duration
   * and phases of its own; it may outlive what it is a part of. Names become labels: keep ids out of them.
   *
   * @throws TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * await telemetry.trackModelOperation({ operationType: 'model_load', modelId }, async (load) => {
   *   const bytes = await load.child('fetch', () => download(url));
   *   return load.child('compile', () => WebAssembly.compile(bytes));
   * });
   */
  child(phase: string): Operation;
  child<T>(phase: string, fn: (phase: Operation) => T): T;
}

/** @typeParam Label the names that createTelemetry was given as `labelNames`. */
export interface OperationAttributes<Label extends string = string> {
  /** Labels of one's own, `{ tenant: 'acme' }`: on everything that is recorded of the operation. None if left out. */
  readonly labels?: CallLabels<Label>;
  /**
   * Where in the result the stream is that the operation lasts for: `(result) => result.stream`. Asked once the result is
   * there; undefined for a result without one. Streams that are the result itself, or its property `stream`, `data` or
   * `body`, are found if left out. What it throws is counted, and there is no stream.
   */
  readonly streamOf?: StreamOf;
  /** Makes a failure after an abort count as `aborted`; after a timeout, as that of `AbortSignal.timeout()`, as `error`. */
  readonly signal?: AbortState;
  /** The operation that this one is a part of, or was begun for. Handed over by name: nothing is ambient. */
  readonly parent?: Operation | undefined;
  /** Operations, or spans, that have to do with this one without being its parent: the requests in a batch, say. */
  readonly links?: readonly (Operation | SpanIds)[];
  /** Where its span belongs: a context of OpenTelemetry, as `extract()` gives it. The active one if left out. */
  readonly traceContext?: object;
}

/** The names of these, for tables of all that a call may be handed. */
export const COMMON_NAMES: Readonly<Record<keyof OperationAttributes, true>> = {
  labels: true,
  signal: true,
  parent: true,
  links: true,
  traceContext: true,
  streamOf: true,
};

/** Called when the end of an operation was recorded. */
export type Ended = (seconds: number, outcome: Outcome) => void;

/** `listener` is called when the end of the operation was recorded, beside whoever else is: never where nothing is recorded. */
export function onEnded(operation: Operation, listener: Ended): void {
  const tracked = operation as { ended?: Ended | undefined };
  const { ended } = tracked;
  tracked.ended =
    ended === undefined
      ? listener
      : (seconds, outcome) => {
          ended(seconds, outcome);
          listener(seconds, outcome);
        };
}

/** Marks operations, across copies of the library: one of another copy may be the parent of ours. */
export const OPERATION: unique symbol = Symbol.for('inferometer.operation');

export class TrackedOperation implements Operation {
  readonly type: string;
  readonly attributes: OperationAttributes;
  // Read once: what is handed in may have getters, and is read no more once the caller's function ran.
  readonly parent: Operation | undefined;
  readonly streamOf: StreamOf | undefined;
  readonly signal: AbortState | undefined;
  outcome: Outcome | undefined = undefined;
  durationSeconds = Number.NaN;
  readonly span: OperationSpan | undefined;
  /** Undefined where nothing is recorded. */
  readonly series: OperationRecorder | undefined;
  private readonly amount: number;
  /** See `onEnded`. */
  ended: Ended | undefined;
  /** By the monotonic clock; NaN where nothing is recorded. */
  startedMs: number;
  private isWaiting: boolean;
  /** What ends in its place where nobody holds it any more. */
  private stand: TrackedOperation | undefined = undefined;
  /** Called when it has waited, before its time begins. */
  beforeStart: (() => void) | undefined = undefined;
  /** Usage that was told up to now; undefined if none was. */
  tokens: KnownUsage | undefined = undefined;

  /**
   * @param series undefined for an operation that is recorded nowhere.
   * @param amount what the rate is of; NaN when there is none.
   * @param ended called after its end was recorded.
   * @param isWaiting true where it does not run yet.
   */
  constructor(
    type: string,
    attributes: OperationAttributes,
    series?: OperationRecorder,
    amount = Number.NaN,
    ended?: Ended,
    isWaiting = false,
  ) {
    const { parent, streamOf, signal } = attributes;
    requireCommonKinds({ parent, streamOf, signal } as OperationAttributes);
    this.type = type;
    this.attributes = attributes;
    this.parent = parent;
    this.streamOf = streamOf;
    this.signal = signal;
    this.series = series;
    this.amount = amount;
    this.ended = ended;
    this.isWaiting = isWaiting;
    this.span = series === undefined ? undefined : beginSpan(series, attributes, parent?.span);
    // Last, so that the time of making the operation is not the operation's.
    this.startedMs = series === undefined ? Number.NaN : series.clock.monotonicMs();
  }

  /**
   * Its caller is to end it, and may forget: then it ends as `unknown` once nobody holds it any more. What ends then is
   * another one, which knows what its end tells and holds nothing of what the caller handed in.
   */
  watched(): this {
    const { type, series, span, startedMs, isWaiting } = this;
    if (series !== undefined) {
      const known = { type, series, span, startedMs, isWaiting };
      const stand: TrackedOperation = Object.assign(Object.create(TrackedOperation.prototype), known);
      series.lifetimes.watchOver(this, stand);
      this.stand = stand;
    }
    return this;
  }

  /** Of the one that stands for another. */
  collected(): void {
    if (this.outcome !== undefined) return;
    this.endAs('unknown');
    this.series?.recording.reject('never_ended');
  }

  get [OPERATION](): true {
    return true;
  }

  run<T>(fn: () => T): T {
    requireFunction('fn', fn);
    const { span, series } = this;
    return span === undefined || series === undefined ? fn() : runInside(series.recording, span, fn);
  }

  /** Tells the span of something that happened. */
  event(name: string, attributes: object): void {
    const { span, series } = this;
    if (span !== undefined && series !== undefined)
      series.recording.contain('tracing', () => span.event(name, attributes));
  }

  usage(report: TokenUsage): void {
    const { series } = this;
    if (series === undefined) return;
    const { recording } = series;
    const known = recording.contain('callback', () => knownUsage(report, recording)) ?? {};
    const isLate = this.outcome !== undefined;
    if (isLate && this.tokens !== undefined) {
      series.recording.reject('late_usage');
      return;
    }
    this.tokens = { ...this.tokens, ...known };
    if (this.stand !== undefined) this.stand.tokens = this.tokens;
    if (isLate) series.used?.(known);
    this.set(known);
  }

  set(attributes: object): void {
    const { span, series } = this;
    if (span !== undefined && series !== undefined && this.outcome === undefined)
      series.recording.contain('tracing', () => span.set(attributes));
  }

  started(): void {
    const { series, isWaiting } = this;
    if (series === undefined || !isWaiting || this.outcome !== undefined) return;
    this.isWaiting = false;
    this.beforeStart?.();
    const nowMs = series.clock.monotonicMs();
    const queuedSeconds = (nowMs - this.startedMs) / 1000;
    this.startedMs = nowMs;
    if (this.stand !== undefined) {
      this.stand.startedMs = nowMs;
      this.stand.isWaiting = false;
    }
    series.started?.(queuedSeconds, nowMs);
    this.set({ queuedSeconds });
  }

  retry(failure?: unknown): void {
    const { series } = this;
    if (series === undefined || this.outcome !== undefined) return;
    series.attemptFailed?.(failure, false);
    if (this.span !== undefined) this.event('retry', { errorType: failureTypeOf(failure) });
  }

  /** The stream that it is about is open: the time until then is recorded. */
  opened(): void {
    const { series } = this;
    if (series === undefined || this.outcome !== undefined) return;
    series.opened?.((series.clock.monotonicMs() - this.startedMs) / 1000);
  }

  ok(): void {
    this.endAs('ok');
  }

  fail(error?: unknown): void {
    const { signal } = this;
    this.endAs(outcomeOf(error, signal), timeoutOf(error, signal) ?? error);
  }

  abort(): void {
    this.endAs('aborted');
  }

  [Symbol.dispose](): void {
    if (this.outcome === undefined) this.endAs('unknown');
  }

  child(phase: string): Operation;
  child<T>(phase: string, fn: (phase: Operation) => T): T;
  child<T>(phase: string, fn?: (phase: Operation) => T): Operation | T {
    requireLabel('phase', phase);
    if (fn !== undefined) requireFunction('fn', fn);
    const attributes = { parent: this, signal: this.signal };
    const child = new TrackedOperation(phase, attributes, this.series?.phase(phase));
    return fn === undefined ? child : track(child, fn);
  }

  /** Not `end`, which streams and handles have, and would be called here by who mistakes it for one of them. */
  private endAs(outcome: Outcome, error?: unknown): void {
    const { series } = this;
    if (this.outcome !== undefined) {
      series?.recording.reject('ended_twice');
      return;
    }
    this.outcome = outcome;
    if (this.stand !== undefined) this.stand.outcome = outcome;
    if (series === undefined) return;
    const nowMs = series.clock.monotonicMs();
    const seconds = (nowMs - this.startedMs) / 1000;
    this.durationSeconds = seconds;
    const { span } = this;
    const ids = span && series.recording.contain('tracing', () => span.ids);
    if (outcome === 'ok') {
      series.succeeded(seconds, this.amount, ids);
    } else {
      series.failed(outcome, seconds, ids, errorTypeOf(error));
      series.attemptFailed?.(error, true);
    }
    const isTimed = outcome === 'ok' && isDuration(seconds);
    series.left?.(this.isWaiting, nowMs, isTimed ? this.amount : 0);
    this.ended?.(seconds, outcome);
    if (this.tokens !== undefined) series.used?.(this.tokens, ids);
    if (span !== undefined) series.recording.contain('tracing', () => span.end(outcome, error));
  }
}

/** What any operation may be handed. @throws TELEMETRY_PARENT_KIND, TELEMETRY_ARGUMENT_KIND */
export function requireCommonKinds({ parent, streamOf, signal }: OperationAttributes): void {
  if (parent !== undefined) requireOperation(parent);
  if (streamOf !== undefined) requireFunction('streamOf', streamOf, 'Pass a function, or leave it out.');
  if (signal === undefined || isAbortState(signal)) return;
  const remedy = 'Pass controller.signal, or leave it out.';
  throw wrongKind('TELEMETRY_ARGUMENT_KIND', 'signal', 'an AbortSignal', signal, remedy);
}

/** @throws TELEMETRY_PARENT_KIND */
function requireOperation(parent: unknown): void {
  if (OPERATION in Object(parent)) return;
  const remedy = 'Pass what start() gave, or what the tracked function was called with.';
  throw wrongKind('TELEMETRY_PARENT_KIND', 'parent', 'an operation', parent, remedy);
}
