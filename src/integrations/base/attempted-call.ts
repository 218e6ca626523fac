/**
 * One call of a client that tries again by itself, seen from where each attempt passes. Nobody says there whether another one
 * will come: of an answer that refuses, a client that tries again cancels the body, and one that gives up reads it for its
 * error. Of a connection that failed there is no such sign: how many attempts are left tells it.
 */
import type { BegunCall } from '../../instrument/index.ts';
import { errorTypeOf, type StreamObserver } from '../../telemetry/index.ts';
import { RequestCall } from './request-call.ts';

export class AttemptedCall extends RequestCall {
  private attemptsLeft: number;
  /** What ended the last attempt, where another one may come. */
  private ended: { readonly failure: unknown } | undefined = undefined;
  private readonly gaveUp = (): void => this.giveUp();

  constructor(begun: BegunCall, maxRetries: number) {
    super(begun);
    this.attemptsLeft = maxRetries + 1;
  }

  get isBetweenAttempts(): boolean {
    return this.ended !== undefined && this.operation.outcome === undefined;
  }

  /** Ends it once nobody holds `owner` any more, who makes its attempts. */
  endWith(owner: object): void {
    this.lifetimes.watchOver(owner, { collected: this.gaveUp });
  }

  /** Makes an attempt: its caller gets what it gave, or what stands in for that. */
  async attempt(send: () => Promise<Response>): Promise<Response> {
    this.goOn();
    this.attemptsLeft -= 1;
    let response: Response;
    try {
      response = await this.operation.run(send);
    } catch (error) {
      this.brokeOff(error);
      throw error;
    }
    if (response.ok) return this.arrived(response) as Response;
    const refusal = new Refusal(this, response);
    const watched = this.watched(response, refusal);
    if (watched === undefined) refusal.unread();
    return watched ?? response;
  }

  /** Another attempt may come. */
  wait(failure: unknown): void {
    if (this.operation.outcome !== undefined) return;
    this.ended = { failure };
    // While the client waits, nobody tells of an abort.
    (this.operation.signal as Partial<AbortSignal> | undefined)?.addEventListener?.('abort', this.gaveUp);
  }

  private goOn(): void {
    if (this.ended === undefined) return;
    this.operation.retry(this.ended.failure);
    this.forget();
  }

  private giveUp(): void {
    if (this.ended === undefined) return;
    this.failed(this.ended.failure);
    this.forget();
  }

  private forget(): void {
    this.ended = undefined;
    (this.operation.signal as Partial<AbortSignal> | undefined)?.removeEventListener?.('abort', this.gaveUp);
  }

  /** It failed where there is no sign of what comes next. */
  brokeOff(error: unknown): void {
    const { signal } = this.operation;
    // The client's own time-out looks like an abort of which nobody's signal knows.
    const isTimeout = (error as { name?: unknown } | undefined)?.name === 'AbortError' && !signal?.aborted;
    const failure = isTimeout ? TIMED_OUT : error;
    // Not the error itself: its stack leads to the client, and so to the owner that is waited for.
    if (this.attemptsLeft > 0 && !signal?.aborted) this.wait(nameOf(failure));
    else this.failed(failure);
  }
}

/** What a failure is counted by. */
function nameOf(failure: unknown): object {
  const { status } = Object(failure) as { readonly status?: unknown };
  return { name: errorTypeOf(failure), ...(status !== undefined && { status }) };
}

/** As the clients of OpenAI and Anthropic call it. */
const TIMED_OUT = { name: 'APIConnectionTimeoutError' };

/** What becomes of an answer that refuses: cancelled, another attempt comes; read, none does. */
class Refusal implements StreamObserver {
  private readonly call: AttemptedCall;
  private readonly failure: object;
  private readonly mayBeTried: boolean;
  private isRead = false;

  constructor(call: AttemptedCall, { status, headers }: Response) {
    this.call = call;
    this.failure = { name: String(status), status };
    const asked = headers.get('x-should-retry');
    this.mayBeTried =
      asked === 'true' || (asked !== 'false' && (TRIED_AGAIN.includes(status) || status >= 500));
  }

  chunk(): void {
    this.isRead = true;
  }

  completed(): void {
    if (this.isRead) this.call.failed(this.failure);
    else this.unread();
  }

  failed(): void {
    this.call.failed(this.failure);
  }

  returned(): void {
    this.call.wait(this.failure);
  }

  abandoned(): void {
    this.call.failed(this.failure);
  }

  unfollowed(): void {
    this.call.failed(this.failure);
  }

  /** There is no body, or nothing in it. */
  unread(): void {
    if (this.mayBeTried) this.call.brokeOff(this.failure);
    else this.call.failed(this.failure);
  }
}

/** By clients that are made by Stainless, as OpenAI's and Anthropic's are, beside failures of the server. */
const TRIED_AGAIN = [408, 409, 429];
