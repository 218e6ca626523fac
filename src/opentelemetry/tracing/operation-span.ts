/** The span of an operation: the kernel of it is OpenTelemetry's, the times are those of the operation. */
import type { Attributes, Context, HrTime, Span } from '@opentelemetry/api';
import type { Clock, OperationSpan, SpanIds } from '../../ports.ts';
import type { Outcome } from '../../telemetry/index.ts';
import type { Api } from '../api.ts';
import { attributesOf, ownAttributesOf } from './attributes.ts';
import { failureOf } from './failure.ts';
import { requestName, statusError } from './http.ts';

/**
 * Milliseconds from 1970 to where a monotonic clock began. A trace within one process has one: parents and children
 * are measured from it alike, so that no child seems to outlast the parent that waited for it.
 */
export interface Anchor {
  readonly clock: Clock;
  readonly originUnixMs: number;
}

export function anchorOf(clock: Clock): Anchor {
  return { clock, originUnixMs: clock.wallUnixMs() - clock.monotonicMs() };
}

export function timeAt({ clock, originUnixMs }: Anchor): HrTime {
  const ms = originUnixMs + clock.monotonicMs();
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.floor((ms - seconds * 1000) * 1e6)];
}

/** Marks spans of operations, across copies of the library: one of another copy may be the parent of ours. */
const SPAN = /* @__PURE__ */ Symbol.for('inferometer.span');

/** A span as `begin` makes them; undefined of one that another tracer made. */
export function tracedSpanOf(span: OperationSpan | undefined): TracedSpan | undefined {
  return (span as { readonly [SPAN]?: TracedSpan } | undefined)?.[SPAN];
}

export class TracedSpan implements OperationSpan {
  readonly span: Span;
  /** With the span in it. */
  readonly context: Context;
  readonly anchor: Anchor;
  private readonly api: Api;
  private readonly category: string;
  /** Of a failure without an error. */
  private errorType = '_OTHER';
  /** That an answer told, which goes before the class of an error. */
  private toldErrorType: string | undefined = undefined;

  constructor(api: Api, span: Span, parent: Context, anchor: Anchor, category: string) {
    this.api = api;
    this.span = span;
    this.context = api.trace.setSpan(parent, span);
    this.anchor = anchor;
    this.category = category;
  }

  get [SPAN](): this {
    return this;
  }

  get ids(): SpanIds {
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    return { traceId, spanId, sampled: (traceFlags & this.api.TraceFlags.SAMPLED) !== 0 };
  }

  run<T>(fn: () => T): T {
    return this.api.context.with(this.context, fn);
  }

  event(name: string, attributes: object): void {
    this.span.addEvent(name, attributesOf(this.category, attributes), timeAt(this.anchor));
  }

  set(attributes: object): void {
    this.span.setAttributes(ownAttributesOf(this.category, attributes));
    if (this.category.startsWith('mcp_'))
      this.toldErrorType = (attributes as { errorType?: string }).errorType;
    if (this.category !== 'http') return;
    // The route is known when the request has been answered.
    this.span.updateName(requestName(attributes));
    this.errorType = statusError(attributes) ?? this.errorType;
  }

  end(outcome: Outcome, error: unknown): void {
    const time = timeAt(this.anchor);
    const attributes: Attributes = { 'operation.outcome': outcome };
    const failure = outcome === 'error' ? failureOf(error) : undefined;
    if (failure !== undefined) this.span.recordException(failure.exception, time);
    if (outcome === 'error') {
      const { ERROR: code } = this.api.SpanStatusCode;
      attributes['error.type'] = this.toldErrorType ?? failure?.type ?? this.errorType;
      this.span.setStatus(failure === undefined ? { code } : { code, message: failure.message });
    }
    this.span.setAttributes(attributes);
    this.span.end(time);
  }
}
